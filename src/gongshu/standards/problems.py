"""What elements say of an entry whose items name them: type and length are filled from them, and what differs is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils import timezone

from gongshu.audit import clock
from gongshu.catalogue import checking, completing
from gongshu.catalogue.description import Description, ItemDescription
from gongshu.catalogue.rules import Problem, Weight
from gongshu.lake.checks.conforming import Named
from gongshu.law.articles import Article
from gongshu.law.terms import Terms
from gongshu.standards.models import SourceDecision
from gongshu.standards.naming import named

_COMPILED = ("catalogue.compilation_basis", "quality.standards")  # where a text has data follow national standards
_NATIONAL = "national_standard"


@completing.also
def filled(description: Description, day: date) -> Description:
    """Return a description in which items take type and length from the elements that they name, where they say none."""
    known = named((item.standard for item in description.items), day)
    if not known:
        return description
    items = tuple(_filled(item, known[item.standard]) if item.standard in known else item for item in description.items)
    return replace(description, items=items)


def _filled(item: ItemDescription, by: Named) -> ItemDescription:
    # "text" is what an item is that says nothing of its type.
    kind = by.type if by.type and item.type == "text" else item.type
    return replace(item, type=kind, length=item.length if item.length is not None or kind != "text" else by.length)


@checking.also
def conforming(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each item that says another name, type or length than the element that it names. It warns; no text refuses such an entry.

    Source: 江苏条例 第二十条第二款; 达州办法 第十七条, where the place has them.
    """
    known = named((item.standard for item in description.items), timezone.localdate(clock.now()))
    held = (terms.get(name) for name in _COMPILED)
    article = next(
        (term.article for term in held if term is not None and term.decides and _NATIONAL in term.value), None
    )
    for place, item in enumerate(description.items, 1):
        if item.standard in known:
            yield from _differing(item, known[item.standard], f"items[{place}]", article)


def _differing(item: ItemDescription, by: Named, path: str, article: Article | None) -> Iterator[Problem]:
    pairs = (
        ("name", item.name, by.zh), ("type", item.type, by.type), ("length", str(item.length or ""), str(by.length or "")),
    )  # fmt: skip
    for field, said, wanted in pairs:
        longer = field == "length" and said and wanted and int(said) > int(wanted)
        if wanted and (longer or (field != "length" and said != wanted)):
            yield Problem(
                rule="standards.element", path=f"{path}.{field}", article=article, shown=said, weight=Weight.WARNING,
                zh=f"“{item.name}”写明的标准 {by.code} 规定为 {wanted}，现为 {said}", en=f"{item.name} names {by.code}, which says {wanted} and not {said}",
                remedy_zh=f"改为 {wanted}，或者不写这个标准", remedy_en=f"write {wanted}, or do not name this standard",
            )  # fmt: skip


@checking.also
def one_source(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each item that collects an element of which another provider's entry was decided to be the one source in this place.

    Source: 达州办法 第十四条; 成都条例 第十二条第一款 (catalogue.single_source).
    """
    term = terms.get("catalogue.single_source")
    wanted = {item.standard for item in description.items if item.standard and not item.key and not item.taken_from}
    if term is None or not term.decides or not wanted or description.again_basis:
        return
    decided = SourceDecision.objects.filter(code__in=wanted, region_id=description.region).select_related(
        "source__provider"
    )
    held = {each.code: each for each in decided.exclude(source__provider__code=description.provider)}
    for place, item in enumerate(description.items, 1):
        decision = held.get(item.standard)
        if decision is None or item.key or item.taken_from or description.provider in decision.kept:
            continue
        number, provider = decision.source.number, decision.source.provider.zh
        yield Problem(
            rule=term.name, path=f"items[{place}]", article=term.article, shown=item.name, pointer=number,
            zh=f"数据元 {item.standard} 的来源已确定为{provider}的 {number}", en=f"{number} was decided to be the one source of {item.standard}",
            remedy_zh=f"申请共享 {number}，并在该数据项的 taken_from 中写明", remedy_en=f"apply to share {number} and name it in the item's `taken_from`",
        )  # fmt: skip
