"""Which elements and code sets hold: those of the version in force. Rows alone, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from gongshu.standards import content
from gongshu.standards.models import Code, CodeSet, Element, Norm, NormVersion
from gongshu.standards.words import State

_FIELDS = ("zh", "en", "definition", "type", "length", "code_set", "source", "norm", "live")


def put_in_force(norm: Norm, version: NormVersion, now: datetime) -> None:
    """Make a version the one that holds, in the caller's transaction; what it no longer names is kept and holds no more."""
    norm.current, norm.state, norm.changed_at = version, State.IN_FORCE, now
    norm.save(update_fields=["current", "state", "changed_at"])
    _elements(norm, [each for each in content.read("elements", version.elements) if isinstance(each, content.Element)])
    _codes(norm, [each for each in content.read("codes", version.codes) if isinstance(each, content.Code)])


def take_out(norm: Norm, now: datetime) -> None:
    """Take a standard with its elements and code sets out of force, in the caller's transaction."""
    norm.state, norm.changed_at = State.WITHDRAWN, now
    norm.save(update_fields=["state", "changed_at"])
    norm.elements.update(live=False)
    norm.code_sets.update(live=False)


def _elements(norm: Norm, wanted: Sequence[content.Element]) -> None:
    norm.elements.exclude(code__in=[each.code for each in wanted]).update(live=False)
    rows = [
        Element(
            code=each.code, zh=each.zh, en=each.en, definition=each.definition, type=each.type, length=each.length,
            code_set=each.code_set, source=each.source, norm=norm, live=True,
        )
        for each in wanted
    ]  # fmt: skip
    Element.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=_FIELDS)


def _codes(norm: Norm, wanted: Sequence[content.Code]) -> None:
    names = {each.code_set: each.set_zh for each in wanted}
    norm.code_sets.exclude(code__in=names).update(live=False)
    sets = [CodeSet(code=code, zh=zh, norm=norm, live=True) for code, zh in names.items()]
    CodeSet.objects.bulk_create(
        sets, update_conflicts=True, unique_fields=["code"], update_fields=["zh", "norm", "live"]
    )
    held = dict(CodeSet.objects.filter(code__in=names).values_list("code", "pk"))
    Code.objects.filter(held__in=held.values()).delete()
    Code.objects.bulk_create(
        (
            Code(
                held_id=held[each.code_set],
                value=each.value,
                zh=each.zh,
                en=each.en,
                since=_day(each.since),
                until=_day(each.until),
            )
            for each in wanted
        ),
        batch_size=1000,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
