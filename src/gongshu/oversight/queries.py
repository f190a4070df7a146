"""What pages, feed, API and command line read of misuse: public notices, and the credit record of those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from gongshu.catalogue.models import Entry
from gongshu.oversight.errors import NoticeOver, UnknownNotice
from gongshu.oversight.models import Matter, MisuseMeasure
from gongshu.people.actor import Actor
from gongshu.people.models import Body, Region
from gongshu.people.permission import allowed, query, require
from gongshu.ui.paging import Page, page

_REMEMBERED = timedelta(
    days=90
)  # readers of the feed are told of a withdrawal for as long, so that they drop what they kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page of measures, and the titles of those of their data sets that this person may see."""

    page: Page[MisuseMeasure]
    titles: Mapping[str, str]  # by number of the entry

    @property
    def rows(self) -> list[tuple[MisuseMeasure, str | None]]:
        """Each measure with the title of its data set; None where this person may not see it."""
        return [(each, self.titles.get(each.entry)) for each in self.page.rows]


@query
def notices(
    actor: Actor, today: date, *, entry: str = "", body: str = "", after: str = "", before: str = "", size: int = 20
) -> Shown:
    """Return one page of the notices that are public on a day, newest first."""
    found = MisuseMeasure.objects.visible_to(actor).on_show(today).select_related("body", "account", "decider")
    if entry:
        found = found.filter(entry=entry)
    if body:
        found = found.filter(body__code=body)
    return _shown(actor, page(found, after=after, before=before, size=size))


@query
def standing(actor: Actor, body: str, today: date) -> int:
    """Return how many notices about a body are public on a day."""
    found: int = MisuseMeasure.objects.visible_to(actor).on_show(today).filter(body__code=body).count()
    return found


@query
def notice(actor: Actor, number: int, today: date) -> Shown:
    """Return one notice. Raises: UnknownNotice; NoticeOver, without a word of what it said."""
    require(actor, "oversight.notices")
    rows = MisuseMeasure.objects.filter(pk=number, published_at__isnull=False)
    found = rows.on_show(today).select_related("body", "account", "decider").first()
    if found is None:
        raise _over(number) if rows.exists() else _unknown(number)
    return _shown(actor, Page(rows=[found], before="", after=""))


def _unknown(number: int) -> UnknownNotice:
    return UnknownNotice(
        f"没有编号为 {number} 的违规使用通告", f"there is no notice of misuse {number}", shown=number,
        remedy_zh="在违规使用通告页面查找", remedy_en="look it up on the page of notices",
    )  # fmt: skip


def _over(number: int) -> NoticeOver:
    return NoticeOver(
        f"编号为 {number} 的通告已撤下：处置已经解除、变更，或者公示期已满",
        f"notice {number} was taken down: the measure was lifted or replaced, or the time for which it was public is over",
        shown=number, remedy_zh="请不再引用该通告", remedy_en="do not cite it any longer",
    )  # fmt: skip


@query
def withdrawn(actor: Actor, now: datetime) -> list[tuple[int, datetime]]:
    """Return numbers and times of the notices that were taken down within ninety days, newest first, a hundred at most; nothing else of them."""
    require(actor, "oversight.notices")
    rows = MisuseMeasure.objects.filter(published_at__isnull=False, withdrawn_at__gte=now - _REMEMBERED)
    return [
        (number, at)
        for number, at in rows.order_by("-withdrawn_at").values_list("pk", "withdrawn_at")[:100]
        if at is not None
    ]


@query
def credit(actor: Actor, *, user: str = "", after: str = "", before: str = "", size: int = 20) -> Shown:
    """Return one page of the credit record, newest first: one's own, and what one's body decided.

    `user` is the code of a body or the login of an account. Raises: Refused.
    """
    require(actor, "oversight.credit")
    found = MisuseMeasure.objects.visible_to(actor).concerning(actor).filter(credit__isnull=False)
    if user:
        found = found.filter(Q(body__code=user) | Q(account__login=user))
    return _shown(
        actor, page(found.select_related("body", "account", "decider"), after=after, before=before, size=size)
    )


@query
def matters(actor: Actor) -> list[Matter]:
    """Return the matters that stand on the lists of the level of this person's body, by number; earlier versions name the others."""
    require(actor, "people.public")
    body = Body.objects.filter(code=actor.body).first()
    held = Matter.objects.all().visible_to(actor).filter(region=body.region_id if body else None, ended_at__isnull=True)
    return list(held.order_by("relief", "number"))


@query
def keeps_matters(actor: Actor, today: date) -> Region | None:
    """Return the level whose lists of liability this person keeps; none for everybody else."""
    require(actor, "people.public")
    body = Body.objects.select_related("region").filter(code=actor.body).first()
    return body.region if body and allowed(actor, "oversight.matters", (body.region, today)).allowed else None


def _shown(actor: Actor, found: Page[MisuseMeasure]) -> Shown:
    return Shown(page=found, titles=_titles(actor, (each.entry for each in found.rows)))


def _titles(actor: Actor, numbers: Iterable[str]) -> Mapping[str, str]:
    seen = Entry.objects.all().visible_to(actor).filter(number__in=set(numbers), current__isnull=False)
    return dict(seen.values_list("number", "current__title"))
