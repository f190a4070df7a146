"""The conformance rate (落标率): of the items that name an element or code set, how many conform to it in the newest data that was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require
from gongshu.standards.models import Conformance
from gongshu.ui.paging import Page, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many of so many items conform."""

    conform: int
    items: int

    @property
    def share(self) -> float | None:
        return self.conform / self.items if self.items else None

    @property
    def percent(self) -> str:
        return "—" if self.share is None else f"{int(self.share * 1000) / 10:.1f}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a body, or all of them, stands: the rate and what does not conform, by aspect."""

    code: str
    name: str
    rate: Rate
    names: int
    types: int
    lengths: int
    values: int


_COUNTS = {
    "items": Count("pk"), "conform": Count("pk", filter=Q(conforms=True)), "names": Count("pk", filter=Q(name_fits=False)),
    "types": Count("pk", filter=Q(type_fits=False)), "lengths": Count("pk", filter=Q(too_long__gt=0)),
    "values": Count("pk", filter=Q(outside__gt=0)),
}  # fmt: skip


@query
def whole(actor: Actor) -> Standing:
    """Return the rate of all checked items of the node. Counts alone: for staff of every body."""
    require(actor, "standards.measured")
    return _standing("", "", Conformance.objects.filter(newest=True).aggregate(**_COUNTS))


@query
def bodies(actor: Actor) -> list[Standing]:
    """Return the rate of each body that has checked items, the lowest first."""
    require(actor, "standards.measured")
    rows = Conformance.objects.filter(newest=True).order_by().values("body__code", "body__zh").annotate(**_COUNTS)
    found = [_standing(row["body__code"], row["body__zh"], row) for row in rows]
    return sorted(found, key=lambda each: (each.rate.share or 0, each.code))


def _standing(code: str, name: str, row: Mapping[str, Any]) -> Standing:
    rate = Rate(conform=row["conform"], items=row["items"])
    return Standing(
        code=code, name=name, rate=rate, **{key: row[key] for key in ("names", "types", "lengths", "values")}
    )


@query
def columns(
    actor: Actor, *, body: str = "", standard: str = "", failing: bool = False, after: str = "", before: str = ""
) -> Page[Conformance]:
    """Return one page of checked items that this person may see, of a body or of an element if wanted, newest first."""
    found = _seen(actor)
    found = found.filter(body__code=body) if body else found
    found = found.filter(standard=standard) if standard else found
    found = found.filter(conforms=False) if failing else found
    return page(found, after=after, before=before)


@query
def of_entry(actor: Actor, number: str) -> tuple[Entry, Rate, Sequence[Conformance]]:
    """Return the rate of one entry with each of its checked items. Raises: NoSuchEntry."""
    entry = Entry.objects.visible_to(actor).select_related("provider", "current", "draft").filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    found = list(Conformance.objects.filter(entry=entry, newest=True).order_by("column"))
    return entry, Rate(conform=sum(each.conforms for each in found), items=len(found)), found


def _seen(actor: Actor) -> QuerySet[Conformance]:
    seen = Entry.objects.visible_to(actor)
    return Conformance.objects.filter(newest=True, entry__in=seen).select_related("entry__provider", "entry__current")
