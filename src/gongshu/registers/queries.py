"""What pages, API and command line read of the three lists: duties, systems, data, and how they are linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from gongshu.cases.models import Case, CaseSubject
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry, EntryVersion
from gongshu.catalogue.rules.collection import demands_duty
from gongshu.catalogue.words import CollectionMethod, State
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query, require
from gongshu.registers.errors import NoSuchBody, NoSuchSystem
from gongshu.registers.linking import bare, meant, said_of
from gongshu.registers.models import SYSTEM, ListedDuty, System
from gongshu.registers.rules import integrated_under
from gongshu.registers.subjects import INTEGRATION
from gongshu.ui.paging import Page, page


@query
def duties(actor: Actor, body: str) -> list[ListedDuty]:
    """Return the duty list of a body by its codes, as far as this person may read it. Raises: NoSuchBody."""
    return list(ListedDuty.objects.visible_to(actor).live().filter(body=_body(body)).order_by("code"))


@query
def systems(actor: Actor, *, text: str = "", body: str = "", kind: str = "", after: str = "", before: str = "", size: int = 20) -> Page[System]:  # fmt: skip
    """Return one page of the systems that this person may read, the newest first; retired ones too."""
    found = System.objects.visible_to(actor).select_related("body").annotate(held=Count("holding", distinct=True))
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(about__icontains=word) | Q(number__icontains=word))
    if body:
        found = found.filter(body__code=body)
    if kind:
        found = found.filter(kind=kind)
    return page(found, after=after, before=before, size=size)


@query
def system(actor: Actor, number: str) -> System:
    """Return one system with those of its entries that this person may see. Raises: NoSuchSystem, also where it is not theirs to see."""
    entries = Prefetch("entries", Entry.objects.visible_to(actor).select_related("current", "draft").order_by("number"))
    seen = System.objects.visible_to(actor).select_related("body").prefetch_related("duties", entries)
    found: System | None = seen.filter(number=number).first()
    if found is None:
        raise NoSuchSystem(number)
    return found


@query
def entrusted(actor: Actor, number: str) -> EntryVersion:
    """Return the published version of an entry whose data others collect, with its checks. Raises: NoSuchEntry; Refused."""
    require(actor, "registers.read")
    seen = Entry.objects.visible_to(actor).filter(number=number, state=State.PUBLISHED)
    found: EntryVersion | None = (
        EntryVersion.objects.filter(published_of__in=seen.values("pk"), collection_method=CollectionMethod.ENTRUSTED)
        .select_related("entry__provider__region").prefetch_related("entry__entrusted_checks").first()
    )  # fmt: skip
    if found is None:
        raise NoSuchEntry(number)
    return found


@query
def keeps(actor: Actor, body: Body) -> bool:
    """Say whether this person keeps the registers of a body."""
    return allowed(actor, "registers.keep", body).allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One duty with the systems that serve it and the entries whose items name it."""

    duty: ListedDuty
    systems: Sequence[System]
    entries: Sequence[EntryVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeLists:
    """The three lists of a body, linked, and what is not."""

    body: Body
    linked: Sequence[Linked]
    loose_systems: Sequence[System]  # serve no duty
    loose_entries: Sequence[EntryVersion]  # published, in no system
    bare: Mapping[EntryVersion, Sequence[str]]  # published entries and those of their items that name no listed duty
    entries: int  # published
    systems: int  # in use
    demanded: Term | None  # the text under which nothing is collected that no duty needs
    entrusted: Sequence[EntryVersion]  # published entries whose data others collect, with the checks made of them
    supervised: Term | None  # the text under which the body checks those whom it entrusts
    integrates: Sequence[
        tuple[System, Case | None]
    ]  # platforms and channels of its own to be integrated, with the case of each
    integrated_under: Term | None
    keeps: bool  # whether this person keeps the registers

    @property
    def unchecked(self) -> list[EntryVersion]:
        """Entrusted collections that nobody has checked yet, where a text has them checked."""
        return [each for each in self.entrusted if self.supervised and not each.entry.entrusted_checks.all()]


@query
def three_lists(actor: Actor, body: str, now: datetime) -> ThreeLists:
    """Return the three lists of a body in a constant number of queries. Raises: NoSuchBody; Refused for the public."""
    require(actor, "registers.read")
    held, held_terms = _body(body), terms(timezone.localdate(now))
    supervised = held_terms.get("supervision.entrusted_collection")
    listed = duties(actor, body)
    own = System.objects.visible_to(actor).live().filter(body=held).prefetch_related("duties").order_by("number")
    running = list(own.annotate(held=Count("holding", distinct=True)))
    published = Entry.objects.visible_to(actor).filter(provider=held, state=State.PUBLISHED)
    versions = list(
        EntryVersion.objects.filter(published_of__in=published.values("pk"))
        .select_related("entry").prefetch_related("items", "entry__entrusted_checks").order_by("entry__number")
    )  # fmt: skip
    served: dict[int, list[System]] = defaultdict(list)
    for each in running:
        for duty in each.duties.all():
            served[duty.pk].append(each)
    named: dict[int, list[EntryVersion]] = defaultdict(list)
    for version in versions:
        for duty in meant(version, listed):
            named[duty.pk].append(version)
    kept = set(published.filter(systems__retired_on__isnull=True, systems__isnull=False).values_list("pk", flat=True))
    integrates = _integrating([each for each in running if integrated_under(each.kind, held_terms)])
    return ThreeLists(
        body=held,
        linked=[Linked(duty=duty, systems=served[duty.pk], entries=named[duty.pk]) for duty in listed],
        loose_systems=[each for each in running if not each.duties.all()],
        loose_entries=[each for each in versions if each.entry_id not in kept],
        bare={version: found for version in versions if (found := bare(said_of(version), listed))},
        entries=len(versions), systems=len(running), demanded=demands_duty(held_terms), keeps=keeps(actor, held),
        entrusted=[each for each in versions if each.collection_method == CollectionMethod.ENTRUSTED],
        integrates=integrates, integrated_under=held_terms.get("projects.integrate_existing") if integrates else None,
        supervised=supervised if supervised is not None and supervised.decides else None,
    )  # fmt: skip


def _integrating(systems: Sequence[System]) -> list[tuple[System, Case | None]]:
    """Return systems with the case under which each is integrated, if there is one."""
    rows = CaseSubject.objects.filter(
        kind=SYSTEM, subject__in=[each.number for each in systems], case__procedure=INTEGRATION
    )
    held = {row.subject: row.case for row in rows.exclude(case__state="withdrawn").select_related("case")}
    return [(each, held.get(each.number)) for each in systems]


def _body(code: str) -> Body:
    found: Body | None = Body.objects.select_related("region").filter(code=code).first()
    if found is None:
        raise NoSuchBody(code)
    return found
