"""Reading what is listed as important or core data; each sees their own, nobody from the public sees anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshu.catalogue.models import Entry
from gongshu.classification import terms as said
from gongshu.classification.errors import NoSuchCatalogue
from gongshu.classification.models import ImportantCatalogue, ImportantDatum
from gongshu.classification.models.important import Grade
from gongshu.classification.rights import AUTHOR
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.holding import holder
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query
from gongshu.ui.paging import Page, page

_VERSIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Important:
    """What a person sees of the catalogues of important and core data."""

    page: Page[ImportantDatum]
    versions: Sequence[ImportantCatalogue]
    lists: Sequence[tuple[str, str, Term]]  # grade, its word, the term that has it drawn up
    made_with: Term | None
    reported: Term | None
    author: Body | None
    draws_up: bool
    identifies: bool  # whether this person speaks for a body that may identify data


@query
def important(actor: Actor, now: datetime, *, after: str = "", before: str = "") -> Important:
    """Return one page of what is listed, as far as this person may see it, and who draws the catalogues up."""
    found = (
        ImportantDatum.objects.visible_to(actor)
        .live()
        .select_related("entry__current", "entry__provider", "author", "region")
    )
    day = timezone.localdate(now)
    held = terms(day)
    body = Body.objects.select_related("region", "entrusted").filter(code=actor.body).first() if actor.body else None
    place = body.territory if body else None
    with_, to = held.get("classification.important_data_with"), held.get("classification.important_data_report_to")
    return Important(
        page=page(found, after=after, before=before),
        versions=list(ImportantCatalogue.objects.visible_to(actor).select_related("region", "author")[:_VERSIONS]),
        lists=[
            (grade.value, str(grade.label), term) for grade in Grade if (term := said.lists(held, grade)) is not None
        ],
        made_with=with_ if with_ is not None and with_.decides else None,
        reported=to if to is not None and to.decides else None,
        author=holder(AUTHOR, party_region=place, day=day) if place else None,
        draws_up=place is not None and allowed(actor, "classification.important", (place, day)).allowed,
        identifies=body is not None and allowed(actor, "classification.grade", body).allowed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCatalogue:
    """One version, with what it added and removed."""

    held: ImportantCatalogue
    added: Sequence[str]
    removed: Sequence[str]
    reports: bool  # whether this person may record that it was reported


@query
def important_catalogue(actor: Actor, number: str, now: datetime) -> OneCatalogue:
    """Return one version by its number. Raises: NoSuchCatalogue."""
    grade, _, rest = number.partition(".")
    region, _, version = rest.rpartition(".")
    key = int(version) if version.isdecimal() and len(version) < 7 else 0
    seen = ImportantCatalogue.objects.visible_to(actor).select_related("region", "author")
    held = seen.filter(grade=grade, region_id=region, version=key).first()
    if held is None:
        raise NoSuchCatalogue(number)
    before = ImportantCatalogue.objects.filter(grade=grade, region_id=region, version=key - 1).first()
    old, new = ([row["entry"] for row in each.rows] if each else [] for each in (before, held))
    day = timezone.localdate(now)
    to = terms(day).get("classification.important_data_report_to")
    reports = (
        held.reported_at is None
        and to is not None
        and to.decides
        and allowed(actor, "classification.important", (held.region, day)).allowed
    )
    return OneCatalogue(
        held=held,
        added=[each for each in new if each not in old],
        removed=[each for each in old if each not in new],
        reports=reports,
    )


@query
def mark(actor: Actor, entry: Entry) -> ImportantDatum | None:
    """Return that an entry is listed, to whoever may know it."""
    found: ImportantDatum | None = (
        ImportantDatum.objects.visible_to(actor).live().filter(entry=entry).select_related("author").first()
    )
    return found
