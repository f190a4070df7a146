"""Sources of catalogues: registering one, changing its rhythm, reading it, and saying what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.catalogue.errors import CatalogueError, HarvestUnfit, NoSuchEntry, NotYet
from gongshu.catalogue.harvesting.fetching import fetched, is_address
from gongshu.catalogue.importing import mapping
from gongshu.catalogue.importing.planning import Input
from gongshu.catalogue.models import HarvestRun, HarvestSource, ImportedEntry
from gongshu.catalogue.models.harvests import HARVEST, SOURCE, Every
from gongshu.catalogue.numbering import next_numbers
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.services.importing import Imported, import_catalogue
from gongshu.catalogue.words import State
from gongshu.jobs.worker import require_lease
from gongshu.outside.failures import OutsideFailed
from gongshu.people import Refused
from gongshu.people.acting import NoSuchPerson, actor_of_account
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Account, Body
from gongshu.people.permission import require, service

JOB = "catalogue.harvest_source"
_TOLD = 200  # entries that a run names one by one


@service
def register_harvest(given: Mapping[str, Any], *, actor: Actor, now: datetime) -> HarvestSource:
    """Register a catalogue to be read on a schedule, order its first reading, and return it.

    `given`: title, address, mapping, every (days), provider (code, optional). Raises: HarvestUnfit with every problem; Refused.
    """
    require(actor, "catalogue.desk")
    body = Body.objects.select_related("region__parent__parent", "entrusted").get(code=actor.body)
    require(actor, "catalogue.import", (body, timezone.localdate(now)))
    said = {name: str(given.get(name) or "").strip() for name in ("title", "address", "mapping", "every", "provider")}
    if problems := _problems(said):
        raise HarvestUnfit(said["title"] or said["address"] or "—", problems)
    with transaction.atomic():
        number = next_numbers(f"{body.region_id[:6]}-{HARVEST}")[0]
        made = HarvestSource(number=number, body=body, due_at=now, made_at=now, made_by=actor.login, **{**said, "every": int(said["every"])})  # fmt: skip
        if HarvestSource.objects.filter(body=body, address=made.address).exists():
            raise HarvestUnfit(made.title, [_problem("address", made.address, "本单位已经登记了这个地址", "your body has registered this address already", "到该来源的页面修改", "change it on its page")])  # fmt: skip
        made.save()
        facts = {"address": made.address, "mapping": made.mapping, "every": made.every, "provider": made.provider}
        record(Event.HARVEST_CHANGE, _subject(made), by=actor, at=now, facts=facts)
        _order(made, now)
    return made


def _problems(said: Mapping[str, str]) -> list[Problem]:
    found = []
    if not 1 <= len(said["title"]) <= 100:
        found.append(_problem("title", said["title"], "名称须为 1 至 100 个字", "a title has 1 to 100 characters", "改写名称", "write it anew"))  # fmt: skip
    if not is_address(said["address"]) or len(said["address"]) > 500:
        found.append(_problem("address", said["address"], "不是可以读取的网址", "this is no address that can be read", "写成 https://data.example.gov.cn/catalog.ttl", "write it like https://data.example.gov.cn/catalog.ttl"))  # fmt: skip
    if said["mapping"] not in mapping.names():
        known = "、".join(mapping.names())
        found.append(_problem("mapping", said["mapping"], "没有这种目录的形式", "there is no such form of a catalogue", f"可选 {known}", f"choose one of {known}"))  # fmt: skip
    found += _rhythm(said["every"])
    if said["provider"] and not Body.objects.filter(code=said["provider"]).exists():
        found.append(_problem("provider", said["provider"], "没有这个单位", "there is no such body", "填写单位代码，或者留空", "write the code of a body, or nothing"))  # fmt: skip
    return found


def _rhythm(said: str) -> list[Problem]:
    if said in {str(each) for each in Every.values}:
        return []
    return [_problem("every", said, "没有这个间隔", "there is no such rhythm", "可选 1、7、30（天）", "choose 1, 7 or 30 (days)")]  # fmt: skip


def _problem(path: str, shown: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Problem:
    return Problem(rule="form", path=path, shown=shown[:200], zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en)


def _subject(source: HarvestSource) -> Subject:
    return Subject(SOURCE, source.number, source.title)


def _order(source: HarvestSource, now: datetime) -> None:
    jobs.enqueue(JOB, {"source": source.number}, key=f"{source.number} {now.isoformat()}", at=now)


@service
def change_harvest(
    number: str, *, active: bool | None = None, every: int | None = None, actor: Actor, now: datetime
) -> HarvestSource:
    """Pause a source, take it up again, or change its rhythm; from now on it is read in the name of whoever did. Raises: NoSuchEntry; Refused; HarvestUnfit."""
    held = _own(number, actor, now)
    if every is not None and (problems := _rhythm(str(every))):
        raise HarvestUnfit(held.number, problems)
    with transaction.atomic():
        held = HarvestSource.objects.select_for_update().get(pk=held.pk)
        held.active = held.active if active is None else active
        held.every = held.every if every is None else every
        held.made_by = actor.login
        held.save(update_fields=["active", "every", "made_by"])
        facts = {"active": held.active, "every": held.every}
        record(Event.HARVEST_CHANGE, _subject(held), by=actor, at=now, facts=facts)
    return held


@service
def order_harvest(number: str, *, actor: Actor, now: datetime) -> HarvestSource:
    """Let a source be read now. Raises: NoSuchEntry; Refused; NotYet while it is paused."""
    held = _own(number, actor, now)
    if not held.active:
        raise NotYet(
            f"{number} 已暂停", f"{number} is paused", where=number, remedy_zh="恢复后再读取", remedy_en="take it up again first"
        )  # fmt: skip
    with transaction.atomic():
        record(Event.HARVEST_ORDER, _subject(held), by=actor, at=now)
        _order(held, now)
    return held


def _own(number: str, actor: Actor, now: datetime) -> HarvestSource:
    found = HarvestSource.objects.visible_to(actor).select_related("body__region__parent__parent", "body__entrusted")
    held = found.filter(number=number).first()
    if held is None:
        raise NoSuchEntry(number, "来源", "source")
    require(actor, "catalogue.import", (held.body, timezone.localdate(now)))
    return held


@service
def order_due(*, now: datetime) -> int:
    """Order the reading of every source whose time has come; return how many."""
    require(SYSTEM, "catalogue.effect")
    due = list(HarvestSource.objects.filter(active=True, due_at__lte=now))
    for source in due:
        # The same time is ordered once, however often the hour comes round before the worker gets to it.
        jobs.enqueue(JOB, {"source": source.number}, key=f"{source.number} {source.due_at.isoformat()}", at=now)
    return len(due)


@service
def harvest(number: str, *, now: datetime) -> HarvestRun:
    """Read a source as an import of whoever registered it, and return what came of it; a failure is told there, not raised.

    Nothing is withdrawn that the source does not hold any more: it is told, and whoever answers for it decides.
    """
    require(SYSTEM, "catalogue.effect")
    source = HarvestSource.objects.select_related("body").get(number=number)
    made, digest, problem = None, "", None
    try:
        actor, form = _in_the_name_of(source, now), mapping.known(source.mapping)
        content = fetched(source.address, form, settings.GONGSHU.source_networks)
        digest = sha256(content).hexdigest()
        given = Input(content=content, mapping=form, file=source.address[-200:], source=source.name, provider=source.provider)  # fmt: skip
        made = import_catalogue(given, actor=actor, now=now)
    except (OutsideFailed, CatalogueError, Refused, NoSuchPerson) as failure:
        problem = failure
    with transaction.atomic():
        require_lease()
        run = _told(source, made, problem, now)
        run.digest = digest
        run.save()
        days = source.every if run.ok else 1
        HarvestSource.objects.filter(pk=source.pk).update(due_at=now + timedelta(days=days))
        facts = {"ok": run.ok, "digest": digest, "read": run.read, "created": run.created, "changed": run.changed, "vanished": run.vanished, "batch": run.batch}  # fmt: skip
        record(Event.HARVEST_RUN, _subject(source), by=SYSTEM, at=now, facts=facts if run.ok else {**facts, "because": run.en})  # fmt: skip
    return run


def _in_the_name_of(source: HarvestSource, now: datetime) -> Actor:
    account = Account.objects.select_related("body", "office").filter(login=source.made_by, is_active=True).first()
    if account is None or account.body_id != source.body_id:
        raise NoSuchPerson(
            f"登记人 {source.made_by} 已不在该单位；由该单位现在的人员恢复一次", f"{source.made_by}, who registered it, is no longer in that body; let somebody of the body take it up again"
        )  # fmt: skip
    return actor_of_account(account, now, via="clock")


def _told(source: HarvestSource, made: Imported | None, problem: Any, now: datetime) -> HarvestRun:
    if made is None:
        because = getattr(getattr(problem, "ruling", problem), "because", None) or {"zh": str(problem), "en": str(problem)}  # fmt: skip
        remedy = getattr(problem, "remedy", None) or {"zh": "", "en": ""}
        zh, en = ("；".join(filter(None, (because["zh"], remedy["zh"]))), "; ".join(filter(None, (because["en"], remedy["en"]))))  # fmt: skip
        return HarvestRun(source=source, at=now, ok=False, zh=zh, en=en)
    gone = _gone(source, made)
    return HarvestRun(
        source=source, at=now, ok=True, read=made.read, created=made.created, changed=made.changed, unchanged=made.unchanged,
        left_out=made.faults.left_out, vanished=len(gone), gone=gone[:_TOLD], batch=made.number, case=made.case,
    )  # fmt: skip


def _gone(source: HarvestSource, made: Imported) -> list[str]:
    """Return the numbers of entries whose record was not among those read."""
    known = ImportedEntry.objects.filter(source=source.name).exclude(entry__state__in=(State.STAGED, State.WITHDRAWN))
    rows = known.order_by("entry__number").values_list("identifier", "entry__number")
    return [number for identifier, number in rows.iterator() if identifier not in made.identifiers]
