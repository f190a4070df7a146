"""Defining a base, changing it, building it, looking at one record of it, and sending contradictions to their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.bases import building, kinds, looking, orders, queries
from gongshu.bases.defining import Defined, defined
from gongshu.bases.describing import described
from gongshu.bases.errors import BaseUnfit, CannotBuild, LookUnfit, NothingGranted
from gongshu.bases.finding import own, seen, subject_of
from gongshu.bases.looking import Look
from gongshu.bases.models import Build, Database, Member
from gongshu.catalogue import services as catalogue
from gongshu.grants.uses.records import key_digest
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Body
from gongshu.people.permission import require, service

REFRESH = "bases.refresh"
_LONGEST, _KEY = 200, 100


@service
def define(given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Database:
    """Keep the definition of a base and describe its result as an entry of the lead body, in draft; return the base.

    The entry is reviewed, hooked and granted as any other. Source: 成都条例 第十五条第二款; 江苏条例 第二十四条; 湖南草案 第十三条第三款.
    Raises: BaseUnfit with every fault; EntryUnfit; Refused.
    """
    require(actor, "bases.lead", _lead(given))
    held, day = defined(given, actor, now), timezone.localdate(now)
    kind = kinds.kind_of(held.said.kind, day)
    with transaction.atomic():
        entry = catalogue.add(described(held.said, kind, held.lead, held.members), actor=actor, now=now)
        made = Database.objects.create(entry=entry, changed_at=now, changed_by=actor.login, **_fields(held))
        _write_members(made, held)
        facts = {"kind": kind.key, "entry": entry.number, "members": [each.number for each in held.members]}
        law = kind.article.label if kind.article else ""
        record(Event.BASE_DEFINE, subject_of(made), by=actor, at=now, law=law, facts=facts)
    return made


@service
def revise(number: int, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Database:
    """Change members, their columns and whose value counts; the items stay, for they are those of the published entry.

    Raises: NoSuchBase; BaseUnfit; Refused.
    """
    base = own(number, actor)
    held = defined({**given, "lead": base.lead.code}, actor, now, before=base)
    if [each.code for each in held.said.items] != [each["code"] for each in base.items] or held.said.key != base.key:
        raise BaseUnfit(
            base.title,
            [("主键和数据项不能更改，另行定义一个库", "key and items stay as they are; define another base")],
        )
    with transaction.atomic():
        base = Database.objects.select_for_update(of=("self",)).select_related("lead", "entry").get(pk=number)
        for name, value in _fields(held).items():
            setattr(base, name, value)
        base.version, base.changed_at, base.changed_by = base.version + 1, now, actor.login
        base.save()
        base.members.all().delete()
        _write_members(base, held)
        facts = {"version": base.version, "members": [each.number for each in held.members]}
        record(Event.BASE_REVISE, subject_of(base), by=actor, at=now, facts=facts)
    return base


@service
def build(number: int, *, actor: Actor, now: datetime) -> Build:
    """Make the records anew and hand them over as a delivery to the base's entry; return the build.

    What keeps it from being built is kept with the build. Raises: NoSuchBase; Refused; CannotBuild; DeliveryRunning, for the next try.
    """
    base = own(number, actor)
    try:
        gathered, members = building.gathered(base, now)
    except CannotBuild as refused:
        with transaction.atomic():
            Build.objects.create(
                database=base, version=base.version, at=now, by=_by(actor), problem=dict(refused.because)
            )
            record(Event.BASE_REFUSE, subject_of(base), by=actor, at=now, facts={"version": base.version})
        raise
    delivery = building.delivered(base, gathered, now)
    with transaction.atomic():
        made = building.kept(base, gathered, members, delivery, by=_by(actor), now=now)
        facts = {
            "version": base.version,
            "records": made.records,
            "delivery": delivery,
            "conflicts": sum(made.conflicts.values()),
        }
        record(Event.BASE_BUILD, subject_of(base), by=actor, at=now, facts=facts)
    return made


@service
def refresh(resource: str, *, now: datetime) -> int:
    """Build every base that takes a resource whose published snapshot has changed; return how many were built."""
    require(SYSTEM, "bases.refresh")
    built = 0
    for base in Database.objects.filter(members__entry__resources__number=resource).distinct().order_by("pk"):
        if building.is_current(base):
            continue
        try:
            build(base.pk, actor=SYSTEM, now=now)
        except CannotBuild:
            continue
        built += 1
    return built


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The work orders that were opened."""

    cases: list[str]


@service
def send_conflicts(number: int, *, actor: Actor, now: datetime) -> Sent:
    """Send what sources say differently to them as work orders, one a source; one that is open already is not opened again.

    Source: 达州办法 第十六条第一款. Raises: NoSuchBase; Refused; BaseError where no text of the place sets the duty.
    """
    base = own(number, actor)
    with transaction.atomic():
        opened = orders.opened(base, now)
        facts = {"cases": opened}
        record(Event.BASE_CONFLICTS, subject_of(base), by=actor, at=now, facts=facts)
    return Sent(cases=opened)


@service
def look(number: int, key: str, purpose: str, *, actor: Actor, now: datetime) -> Look:
    """Return one record by its exact key: of each item the value, its source and day, where the body of whoever looks may use it.

    Every look leaves an event with the purpose and a digest of the key, found or not. Raises: NoSuchBase; Refused; LookUnfit; NothingGranted.
    """
    base = seen(number, actor)
    require(actor, "bases.look", base)
    faults = []
    if not purpose.strip() or len(purpose) > _LONGEST:
        faults.append((f"须说明用途，不超过 {_LONGEST} 个字符", f"state what for, in at most {_LONGEST} characters"))
    if not key.strip() or len(key) > _KEY:
        faults.append(("须填写主键", "the key is missing"))
    if faults:
        raise LookUnfit(base.title, faults)
    body = Body.objects.get(code=actor.body)
    allowed = looking.allowed(base, body, now)
    if not allowed.items:
        raise NothingGranted(base.title, base.entry.number)
    found = looking.found(base, key, allowed, now)
    with transaction.atomic():
        facts = {
            "purpose": purpose.strip(),
            "key": _digest(base, found.key),
            "found": found.lines is not None,
            "items": sorted(allowed.items),
        }
        record(Event.BASE_LOOK, subject_of(base), by=actor, at=now, facts=facts)
    return found


@service
def read_conflicts(number: int, *, actor: Actor, now: datetime, after: str = "", before: str = "") -> queries.Conflicts:
    """Return one page of contradictions as `queries.conflicts` does, and leave an event with digests of the keys that it shows.

    Raises: NoSuchBase; Refused.
    """
    base = seen(number, actor)
    require(actor, "bases.conflicts", base)
    found = queries.conflicts(actor, number, now, after=after, before=before)
    if found.lines:
        facts = {"keys": sorted({_digest(base, line.key) for line in found.lines}), "items": sorted({line.code for line in found.lines})}  # fmt: skip
        with transaction.atomic():
            record(Event.BASE_READ, subject_of(base), by=actor, at=now, facts=facts)
    return found


def _digest(base: Database, key: str) -> str:
    return key_digest(base.entry.number, {"key": key}, settings.GONGSHU.derived(looking.PURPOSE))


def _lead(given: Any) -> Body | None:
    code = str(given.get("lead") or "") if isinstance(given, Mapping) else ""
    return Body.objects.filter(code=code).first()


def _by(actor: Actor) -> str:
    return "" if actor == SYSTEM else actor.login


def _fields(held: Defined) -> dict[str, Any]:
    said = held.said
    items = [each.plain() for each in said.items]
    return {"title": said.title, "kind": said.kind, "lead": held.lead, "key": dict(said.key), "items": items}


def _write_members(base: Database, held: Defined) -> None:
    Member.objects.bulk_create(
        Member(database=base, place=place, entry=entry, key=member.key, as_of=member.as_of)
        for place, (member, entry) in enumerate(zip(held.said.members, held.members, strict=True), 1)
    )
