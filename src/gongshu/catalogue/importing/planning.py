"""What an import would do: which records are new, changed or known, and everything that is wrong; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.utils import timezone

from gongshu.catalogue import checking, reading, rules
from gongshu.catalogue.completing import completed
from gongshu.catalogue.description import Description
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.importing.content import Content, whole
from gongshu.catalogue.importing.held import Seen, Spool, Told
from gongshu.catalogue.importing.mapping import CatalogueMapping
from gongshu.catalogue.importing.proposals import Fault, Places, Proposal, proposals
from gongshu.catalogue.importing.records import Record, records
from gongshu.catalogue.models import ImportedEntry
from gongshu.law.terms import Terms
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import allowed, require

_BATCH = 500  # records in memory at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file to import and how to read it."""

    content: Content
    mapping: CatalogueMapping
    file: str = ""  # its name
    source: str = ""  # name of the catalogue it holds; empty: that of the mapping
    provider: str = ""  # the one body that all records are put under


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A record that nobody has imported yet."""

    proposal: Proposal
    description: Description
    body: Body
    lacks: int  # demands of today's law that it does not meet
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A record that says something else than when it was imported."""

    proposal: Proposal
    link: ImportedEntry
    digest: str


@dataclass(slots=True)
class Part:
    """Some records that follow each other, and what would be done with them."""

    new: list[New] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Plan:
    """What an import would do. The file has been read to its end; what it says is taken part by part."""

    body: Body  # that imports and answers for it
    source: str
    parts: Iterator[Part]
    read: int = 0  # of the parts that were taken, as all below
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    complete: int = 0  # of those created, what lacks nothing
    faults: Told = field(default_factory=Told)
    identifiers: Seen = field(default_factory=Seen)  # of every record that was read


def planned(given: Input, actor: Actor, now: datetime) -> Plan:
    """Return what an import would do. Raises: FileUnfit; Refused."""
    day = timezone.localdate(now)
    bodies = {body.code: body for body in Body.objects.select_related("region__parent__parent", "entrusted")}
    own = bodies.get(actor.body)
    require(actor, "catalogue.desk")
    assert own is not None  # the desk is for staff, and staff has a body
    require(actor, "catalogue.import", (own, day))
    source = given.source or (f"{given.mapping.name}@{given.provider}" if given.provider else given.mapping.name)
    places = _places(given, bodies)
    spool = Spool(_records(given))
    plan = Plan(body=own, source=source[:200], parts=iter(()))
    plan.parts = _parts(plan, proposals(spool, given.mapping, places, plan.identifiers), _Desk(actor, bodies, day))
    return plan


def _records(given: Input) -> Iterator[Record]:
    if given.mapping.form != "rdf":
        return records(given.content, given.mapping.within)
    from gongshu.catalogue.importing import rdf  # Reading RDF takes half a second to load, and few imports need it.

    return rdf.records(whole(given.content))


def _places(given: Input, bodies: dict[str, Body]) -> Places:
    called: dict[str, str] = {}
    for body in bodies.values():
        called |= {name: body.code for name in (body.short, body.zh, body.uscc, body.code) if name}
    regions = {
        name: region.code
        for region in Region.objects.order_by("-code")
        for name in (region.zh, region.code, region.code[:6])
    }
    provider = called.get(given.provider, "") if given.provider else ""
    if given.provider and not provider:
        raise NoSuchEntry(given.provider, "单位", "body")
    return Places(bodies=called, regions=regions, provider=provider)


def _parts(plan: Plan, found: Iterator[Proposal], desk: _Desk) -> Iterator[Part]:
    """Yield the parts; a part's faults are told once it has been dealt with, so that what is added to them is told too."""
    while held := list(islice(found, _BATCH)):
        part = _sorted(plan, held, desk)
        yield part
        plan.faults.add(part.faults)


class _Desk:
    """What is asked of every record, remembered for all records of one import."""

    def __init__(self, actor: Actor, bodies: dict[str, Body], day: date) -> None:
        self.actor, self.bodies, self.day = actor, bodies, day
        self.terms: Terms = terms(day)
        self.may: dict[str, bool] = {}

    def may_import(self, code: str) -> bool:
        if code not in self.may:
            self.may[code] = allowed(self.actor, "catalogue.import", (self.bodies[code], self.day)).allowed
        return self.may[code]


def _sorted(plan: Plan, held: Sequence[Proposal], desk: _Desk) -> Part:
    """Count some records into the plan and return what would be done with them."""
    part = Part()
    links = ImportedEntry.objects.filter(source=plan.source, identifier__in=[each.identifier for each in held])
    known = {link.identifier: link for link in links.exclude(entry__state="staged").select_related("entry")}
    for proposal in held:
        part.faults += proposal.faults
        if proposal.fits:
            _place(plan, part, proposal, known.get(proposal.identifier), desk)
    plan.read += len(held)
    plan.created += len(part.new)
    plan.changed += len(part.changed)
    plan.complete += sum(not new.lacks for new in part.new)
    return part


def _place(plan: Plan, part: Part, proposal: Proposal, link: ImportedEntry | None, desk: _Desk) -> None:
    code, digest = proposal.given["provider"], proposal.digest
    if not desk.may_import(code):
        part.faults.append(_fault(proposal, "provider", code, "不能为这个单位导入", "you may not import for this body", "由该单位或者审核它的部门导入", "let the body itself or its reviewer import"))  # fmt: skip
        return
    if link is not None and link.digest == digest:
        plan.unchanged += 1
        return
    description, wrong = reading.read(proposal.given)
    part.faults += [
        _fault(proposal, each.path, each.shown, each.zh, each.en, each.remedy_zh, each.remedy_en) for each in wrong
    ]
    if wrong:
        return
    if link is not None:
        part.changed.append(Change(proposal=proposal, link=link, digest=digest))
        return
    body = desk.bodies[code]
    description = completed(description, body, proposal.given.get("region") or body.territory.code, desk.day)
    lacks = len(checking.hindering(rules.problems(description, desk.terms)))
    part.new.append(New(proposal=proposal, description=description, body=body, lacks=lacks, digest=digest))


def _fault(proposal: Proposal, field: str, value: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Fault:
    return Fault(
        line=proposal.line, field=field, value=value[:200], zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en, stops=True
    )  # fmt: skip
