"""Tells an applicant why a case cannot be opened, in the words of the facts that the table asks for, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongshu.cases.errors import CannotOpen
from gongshu.cases.resolved import CaseLaw, article_of
from gongshu.cases.subjects import Subject
from gongshu.law.articles import Article
from gongshu.law.conditions import MISSING, Condition, Group, Test, is_reference, look_up
from gongshu.law.procedures import Procedure

_VALUES = {
    "unconditional": ("无条件", "unconditional"), "conditional": ("有条件", "conditional"), "withheld": ("不予", "withheld"),
    "published": ("已发布", "published"), "draft": ("草稿", "draft"), "province": ("省级", "province"), "city": ("市级", "city"),
    "county": ("县级", "county"), "refused": ("不同意", "refused"), True: ("是", "yes"), False: ("否", "no"),
}  # fmt: skip
_NAMES = {
    "entry.sharing": ("共享属性", "sharing"), "entry.opening": ("开放属性", "opening"), "entry.state": ("目录状态", "state of the entry"),
    "applicant.public_body": ("申请方为公共管理和服务机构", "applicant is a public body"), "parent.state": ("前案结果", "result of the earlier case"),
    "entry.review": ("正在进行的审核", "a review that is open"), "entry.drafted": ("有待审核的内容", "has a draft to review"),
    "resource.review": ("正在进行的挂接审核", "a review of its hooking that is open"),
    "applicant.code": ("申请方", "applicant"),
    "applicant.level": ("申请方层级", "level of the applicant"), "applicant.region": ("申请方所在地", "region of the applicant"),
}  # fmt: skip


def why_not(procedure: Procedure, rules: CaseLaw, asked: Mapping[str, Any], subject: Subject | None) -> CannotOpen:
    """Return the error that names every fact that does not hold: what it is and what it would have to be."""
    failed = list(_failed(procedure.open_if, asked, False))
    zh = "；".join(_zh(test, asked, negated) for test, negated in failed)
    en = "; ".join(_en(test, asked, negated) for test, negated in failed)
    what = f"{subject.label}({subject.id})" if subject else ""
    remedy = _remedy(procedure, rules, asked, [test for test, _negated in failed])
    return CannotOpen(
        f"{what}不能提出{procedure.title['zh']}：{zh}", f"{what} {procedure.name} cannot be opened: {en}".strip(),
        article=_article(procedure, rules), shown=subject.id if subject else "", remedy_zh=remedy[0], remedy_en=remedy[1],
    )  # fmt: skip


def _failed(condition: Condition, asked: Mapping[str, Any], negated: bool) -> Iterator[tuple[Test, bool]]:
    """Yield the tests that keep a condition from holding; `negated`: the test holds and should not."""
    if condition.holds(asked) is not negated:
        return
    if isinstance(condition, Test):
        yield condition, negated
        return
    below = negated is not (condition.kind == "not")
    for part in condition.parts if isinstance(condition, Group) else ():
        yield from _failed(part, asked, below)


def _zh(test: Test, asked: Mapping[str, Any], negated: bool) -> str:
    if test.operator == "missing":
        return f"{_name(test.reference, 0)}为“{_word(look_up(asked, test.reference), 0)}”，须为“没有”"
    wanted = "不能为" if negated or test.operator == "differs" else "须为"
    return f"{_name(test.reference, 0)}为“{_word(look_up(asked, test.reference), 0)}”，{wanted}“{_word(_wanted(test, asked), 0)}”"


def _en(test: Test, asked: Mapping[str, Any], negated: bool) -> str:
    wanted = "must not be" if negated or test.operator == "differs" else "has to be"
    held = _word(look_up(asked, test.reference), 1)
    if test.operator == "missing":
        return f"{_name(test.reference, 1)} ({test.reference}) is {held!r} and has to be none"
    return f"{_name(test.reference, 1)} ({test.reference}) is {held!r} and {wanted} {_word(_wanted(test, asked), 1)!r}"


def _wanted(test: Test, asked: Mapping[str, Any]) -> Any:
    return look_up(asked, test.operand) if is_reference(test.operand) else test.operand


def _name(reference: str, language: int) -> str:
    return _NAMES.get(reference, (reference, reference))[language]


def _word(value: Any, language: int) -> str:
    if value is MISSING:
        return ("没有说明", "not said")[language]
    if isinstance(value, list | tuple):
        return ("、", ", ")[language].join(_word(each, language) for each in value)
    return _VALUES[value][language] if isinstance(value, str | bool) and value in _VALUES else str(value)


def _remedy(procedure: Procedure, rules: CaseLaw, asked: Mapping[str, Any], failed: Sequence[Test]) -> tuple[str, str]:
    """Say where else the data can be had, or on what basis it cannot; where a review is open, that it comes first."""
    review = next((look_up(asked, test.reference) for test in failed if test.reference.endswith(".review")), None)
    if review is not None:
        return f"等待或者撤回 {review}", f"wait for {review} or withdraw it"
    if any(test.reference == "applicant.code" for test in failed):
        return "本单位提供的数据直接使用，无需申请", "what your own body provides needs no application"
    if any(test.reference == "entry.drafted" for test in failed):
        return "先用 gongshu catalogue edit 修改目录", "change the entry first: gongshu catalogue edit"
    entry = asked.get("entry") or {}
    public = bool((asked.get("applicant") or {}).get("public_body"))
    attribute = entry.get("sharing") if public else entry.get("opening")
    if attribute == "unconditional":
        return (
            "该数据无需申请，可在目录页直接下载或者查询",
            "no application is needed: download or query it on the entry's page",
        )
    if attribute == "withheld":
        basis = entry.get("legal_basis") or entry.get("withheld_under") or ""
        zh = f"依据：{basis}" if basis else "目录未写明依据，主管部门可提出属性异议"
        return (
            zh,
            f"legal basis: {basis}" if basis else "the entry names no basis; the authority may dispute its attribute",
        )
    other = next(_instead(procedure, rules, asked), None)
    if other is not None:
        return f"请改为提出{other.title['zh']}", f"open {other.name} instead"
    return "核对目录载明的属性和申请方的信息", "check the attributes of the entry and the particulars of the applicant"


def _instead(procedure: Procedure, rules: CaseLaw, asked: Mapping[str, Any]) -> Iterator[Procedure]:
    """Yield the procedures with the same effect whose condition does hold."""
    effects = {step.effect for step in procedure.steps() if step.effect}
    for name in rules.plain["procedures"]:
        other = rules.procedure(name)
        same = other.about == procedure.about and bool(effects & {step.effect for step in other.steps()})
        if other.name != procedure.name and same and other.open_if.holds(asked):
            yield other


def _article(procedure: Procedure, rules: CaseLaw) -> Article | None:
    """The article of the attribute's types, where the attribute is what fails; else that of the procedure."""
    asks = set(procedure.open_if.references())
    kind = next((f"{each}.types" for each in ("sharing", "opening") if f"entry.{each}" in asks), "")
    term = rules.plain["terms"].get(kind)
    return procedure.article or article_of(term["article"] if term else None)
