"""One datum, one statutory source; and what sharing can give is not collected again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongshu.catalogue.description import Description
from gongshu.catalogue.rules.problem import Problem, Weight
from gongshu.law.terms import Term, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entry of another provider that already holds a datum."""

    number: str
    title: str
    provider: str  # its name
    is_shared: bool  # published, and not withheld from sharing


def repeated(
    description: Description, terms: Terms, claims: Sequence[str], held: Mapping[str, Held]
) -> Iterator[Problem]:
    """Yield each item that another provider's entry already holds, with a pointer to that entry.

    Source: 达州办法 第十四条; 成都条例 第十二条第一款、第三款; 江苏条例 第十九条第一款; 湖南草案 第十三条第一款.
    """
    one, again = terms.get("catalogue.single_source"), terms.get("catalogue.no_repeat_collection")
    for place, claim in enumerate(claims):
        first = held.get(claim) if claim else None
        if first is None:
            continue
        if one is not None and one.decides and one.value == 1:
            yield _second(one, place, description, first)
        if again is not None and again.value and first.is_shared:
            yield _again(again, place, description, first)
    yield from _exception(description, terms)


def _second(term: Term, place: int, description: Description, first: Held) -> Problem:
    item = description.items[place]
    return Problem(
        rule=term.name, path=f"items[{place + 1}]", article=term.article, shown=item.name, pointer=first.number, weight=Weight.DRAFT,
        zh=f"“{item.name}”已由{first.provider}的“{first.title}”（{first.number}）提供，一项数据只有一个法定来源",
        en=f"{item.name} ({item.code}) already comes from {first.provider}, entry {first.number} ({first.title}); a datum has one source",
        remedy_zh=f"申请共享 {first.number}，并在该数据项的 taken_from 中写明；认为来源有误的，提出异议",
        remedy_en=f"apply to share {first.number} and name it in the item's `taken_from`; if that source is wrong, dispute it",
    )  # fmt: skip


def _again(term: Term, place: int, description: Description, first: Held) -> Problem:
    item = description.items[place]
    return Problem(
        rule=term.name, path=f"items[{place + 1}]", article=term.article, shown=item.name, pointer=first.number,
        weight=Weight.DRAFT if term.decides else Weight.WARNING,
        zh=f"“{item.name}”可以通过共享从{first.provider}的“{first.title}”（{first.number}）取得，不得重复收集",
        en=f"{item.name} ({item.code}) can be had by sharing from {first.provider}, entry {first.number} ({first.title}); it is not collected again",
        remedy_zh=f"申请共享 {first.number}，并在该数据项的 taken_from 中写明", remedy_en=f"apply to share {first.number} and name it in `taken_from`",
    )  # fmt: skip


def _exception(description: Description, terms: Terms) -> Iterator[Problem]:
    """A lawful ground to collect again must be one that the text admits. 成都条例 第十二条第三款."""
    basis, allowed = description.again_basis, terms.get("catalogue.no_repeat_collection_exceptions")
    if not basis or (allowed is not None and allowed.decides and basis.kind in allowed.value and basis.is_named):
        return
    term = allowed or terms.get("catalogue.no_repeat_collection") or terms.get("catalogue.single_source")
    options = ", ".join(allowed.value) if allowed is not None else ""
    yield Problem(
        rule=term.name if term else "form", path="again_basis", article=term.article if term else None, shown=f"{basis.kind} {basis}".strip(),
        weight=Weight.DRAFT, zh="没有可以重复收集的规定" if not options else f"重复收集的依据须是 {options}，并写明条款",
        en=f"collecting again needs the article of: {options}" if options else "no text here admits collecting again",
        remedy_zh="改为申请共享", remedy_en="apply to share instead",
    )  # fmt: skip


def taken(description: Description, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Yield each item that is said to be taken from an entry that is not published or has no such item."""
    for place, item in enumerate(description.items, 1):
        if not item.taken_from or item.name in known.get(item.taken_from, frozenset()):
            continue
        there = item.taken_from in known
        yield Problem(
            rule="form", path=f"items[{place}].taken_from", shown=item.taken_from, weight=Weight.DRAFT,
            zh=f"目录 {item.taken_from} 没有数据项“{item.name}”" if there else f"没有已发布的目录 {item.taken_from}",
            en=f"entry {item.taken_from} has no item {item.name}" if there else f"no published entry {item.taken_from}",
            remedy_zh="核对目录编号和数据项名称", remedy_en="check the number and the name of the item",
        )  # fmt: skip
