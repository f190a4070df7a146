"""What an import would do: which records are new, changed or known, and everything that is wrong; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from django.utils import timezone

from gongshu.catalogue import checking, reading, rules
from gongshu.catalogue.completing import completed
from gongshu.catalogue.description import Description
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.importing.mapping import CatalogueMapping
from gongshu.catalogue.importing.proposals import Fault, Places, Proposal, proposals
from gongshu.catalogue.importing.records import Record, records, unpacked
from gongshu.catalogue.models import ImportedEntry
from gongshu.law.terms import Terms
from gongshu.ledger import jcs
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import allowed, require

_BATCH = 2000  # identifiers that are looked up at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file to import and how to read it."""

    content: bytes
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


@dataclass(slots=True, kw_only=True)
class Plan:
    body: Body  # that imports and answers for it
    source: str
    read: int = 0
    unchanged: int = 0
    new: list[New] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    identifiers: set[str] = field(default_factory=set)  # of every record that was read


def planned(given: Input, actor: Actor, now: datetime) -> Plan:
    """Return what an import would do. Raises: FileUnfit; Refused."""
    day = timezone.localdate(now)
    bodies = {body.code: body for body in Body.objects.select_related("region__parent__parent", "entrusted")}
    own = bodies.get(actor.body)
    require(actor, "catalogue.desk")
    assert own is not None  # the desk is for staff, and staff has a body
    require(actor, "catalogue.import", (own, day))
    source = given.source or (f"{given.mapping.name}@{given.provider}" if given.provider else given.mapping.name)
    plan = Plan(body=own, source=source[:200])
    desk = _Desk(actor, bodies, day)
    found = proposals(_records(given), given.mapping, _places(given, bodies))
    for part in _parts(found):
        _sort(plan, part, desk)
    return plan


def _records(given: Input) -> Iterator[Record]:
    if given.mapping.form != "rdf":
        return records(given.content, given.mapping.within)
    from gongshu.catalogue.importing import rdf  # Reading RDF takes half a second to load, and few imports need it.

    return rdf.records(unpacked(given.content))


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


def _parts(found: Iterator[Proposal]) -> Iterator[list[Proposal]]:
    part: list[Proposal] = []
    for each in found:
        part.append(each)
        if len(part) == _BATCH:
            yield part
            part = []
    yield part


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


def _sort(plan: Plan, part: Sequence[Proposal], desk: _Desk) -> None:
    plan.read += len(part)
    plan.identifiers.update(each.identifier for each in part)
    known = {
        link.identifier: link
        for link in ImportedEntry.objects.filter(
            source=plan.source, identifier__in=[each.identifier for each in part]
        ).exclude(entry__state="staged").select_related("entry")
    }  # fmt: skip
    for proposal in part:
        faults = list(proposal.faults)
        if proposal.fits:
            faults += _place(plan, proposal, known.get(proposal.identifier), desk)
        plan.faults += faults


def _place(plan: Plan, proposal: Proposal, link: ImportedEntry | None, desk: _Desk) -> list[Fault]:
    code = proposal.given["provider"]
    if not desk.may_import(code):
        return [_fault(proposal, "provider", code, "不能为这个单位导入", "you may not import for this body", "由该单位或者审核它的部门导入", "let the body itself or its reviewer import")]  # fmt: skip
    digest = sha256(jcs.canonical({"given": dict(proposal.given), "raw": dict(proposal.raw)})).hexdigest()
    if link is not None and link.digest == digest:
        plan.unchanged += 1
        return []
    description, wrong = reading.read(proposal.given)
    if wrong:
        return [
            _fault(proposal, each.path, each.shown, each.zh, each.en, each.remedy_zh, each.remedy_en) for each in wrong
        ]
    if link is not None:
        plan.changed.append(Change(proposal=proposal, link=link, digest=digest))
        return []
    body = desk.bodies[code]
    description = completed(description, body, proposal.given.get("region") or body.territory.code, desk.day)
    lacks = len(checking.hindering(rules.problems(description, desk.terms)))
    plan.new.append(New(proposal=proposal, description=description, body=body, lacks=lacks, digest=digest))
    return []


def _fault(proposal: Proposal, field: str, value: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Fault:
    return Fault(
        line=proposal.line, field=field, value=value[:200], zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en, stops=True
    )  # fmt: skip
