"""What a draft still lacks before it may be issued: one look for the move that refuses and for the page that tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongshu.law.articles import Article
from gongshu.law.terms import Term, Terms
from gongshu.people.holding import holder_of_role
from gongshu.people.models import Body
from gongshu.standards.models import Norm, NormVersion, Opinion
from gongshu.standards.words import Kind

DEPARTMENTS: Final = "departments"  # of standards.made_with: any other department, the text leaves open which


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing, under which article, and how to put it right."""

    because: Mapping[str, str]
    remedy: Mapping[str, str]
    article: Article | None = None
    shown: str = ""


def lacks(norm: Norm, version: NormVersion, issuer: Body, terms: Terms, day: date) -> Iterator[Lack]:
    """Yield all that keeps a draft from being issued by a body on a day; what a text demands comes first."""
    opinions = list(version.opinions.select_related("body", "account"))
    if norm.kind == Kind.STANDARD:
        yield from _unheard(norm, issuer, opinions, terms, day)
        yield from _unfounded(version, terms)
    if not (version.text or version.elements or version.codes):
        yield _lack(
            "草案没有内容",
            "the draft holds nothing",
            "写正文或者载入数据元、代码",
            "write its text, or load elements or codes",
        )
    if version.public_until is not None and day <= version.public_until:
        yield _lack(
            f"公开征求意见至 {version.public_until}，尚未结束", f"the public may say what it thinks until {version.public_until}",
            "期满后再发布", "issue it when that day is over", shown=str(version.public_until),
        )  # fmt: skip
    waiting = [each for each in opinions if each.waits]
    if waiting:
        who = "、".join(dict.fromkeys(each.who for each in waiting))
        yield _lack(
            f"还有 {len(waiting)} 条意见没有答复：{who}", f"{len(waiting)} opinions are not answered: {who}",
            "在标准页面逐条答复", "answer each on the page of the standard", shown=who,
        )  # fmt: skip


def _unheard(norm: Norm, issuer: Body, opinions: Sequence[Opinion], terms: Terms, day: date) -> Iterator[Lack]:
    """Yield each body that the text has the standard made with and that has not said what it thinks. Source: standards.made_with."""
    term = terms.get("standards.made_with")
    if term is None or not term.decides:
        return
    said = {each.body_id for each in opinions if each.body_id is not None}
    named: set[int] = set()
    for role in term.value:
        if role == DEPARTMENTS:
            continue
        body = holder_of_role(role, _seat(issuer), day)
        if body is None or (body.pk != issuer.pk and body.pk not in said):
            yield _with(term, role, body)
        named |= {body.pk} if body is not None else set()
    if DEPARTMENTS in term.value and not said - named - {issuer.pk}:
        yield _with(term, DEPARTMENTS, None)


def _seat(issuer: Body) -> str:
    return str(issuer.territory.code)


def _with(term: Term, role: str, body: Body | None) -> Lack:
    names = term.names.get(role, {"zh": role, "en": role})
    zh, en = (f"{names['zh']}（{body.zh}）", f"{names['en']} ({body.code})") if body else (names["zh"], names["en"])
    return _lack(
        f"须会同{zh}，还没有其意见", f"it is made with: {en}; no opinion of theirs is there", "先征求其意见", "consult them first",
        article=term.article, shown=role,
    )  # fmt: skip


def _unfounded(version: NormVersion, terms: Terms) -> Iterator[Lack]:
    """Yield each system of standards that the text has followed and of which the draft does not say how. 成都条例 第八条第一款."""
    term = terms.get("standards.basis")
    if term is None or not term.decides:
        return
    for key in term.value:
        if not version.follows.get(key):
            names = term.names.get(key, {"zh": key, "en": key})
            yield _lack(
                f"没有写明怎样按照{names['zh']}", f"the draft does not say how it follows: {names['en']}",
                "在草案中写明依据", "say it in the draft", article=term.article, shown=key,
            )  # fmt: skip


def _lack(zh: str, en: str, remedy_zh: str, remedy_en: str, *, article: Article | None = None, shown: str = "") -> Lack:
    return Lack(because={"zh": zh, "en": en}, remedy={"zh": remedy_zh, "en": remedy_en}, article=article, shown=shown)
