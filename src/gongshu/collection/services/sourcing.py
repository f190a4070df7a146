"""Registering a source, asking for a fetch, and what is noted of it as it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.words import ResourceKind
from gongshu.collection.datasources import description, secret
from gongshu.collection.datasources.description import Description, Fault
from gongshu.collection.errors import FetchRunning, NoSuchDelivery, SourceUnfit
from gongshu.collection.models import DataSource, Fetch, FetchState, Taken
from gongshu.collection.models.datasources import OPEN
from gongshu.collection.steps import locked
from gongshu.jobs.rhythm import Rhythm, next_after
from gongshu.outside.failures import INTERRUPTED
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.permission import require, service

FETCH = "collection.fetch"  # kind of job
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))  # before the second, third and fourth try
KEPT_FOR = timedelta(days=90)  # of fetches that brought nothing
_OWN = ("kind", "rhythm", "at", "paused")


@service
def register_source(
    number: str, given: Mapping[str, Any], said_secret: str = "", *, actor: Actor, now: datetime
) -> DataSource:
    """Keep where a resource's data is fetched from and when, or change it. An empty secret keeps the one there is.

    `given` holds kind, rhythm, at (03:00), paused, and the fields of that kind. Raises: NoSuchDelivery, Refused; SourceUnfit with every fault.
    """
    resource = _own(number, actor)
    rhythm, at, faults = _times(given)
    said, more = description.read(
        str(given.get("kind", "")), {key: value for key, value in given.items() if key not in _OWN}
    )
    faults += more
    if resource.kind == ResourceKind.INTERFACE:
        faults.append(Fault("kind", "接口资源不投送数据，没有采集源", "nothing is delivered to an interface, so it has no source"))  # fmt: skip
    if faults or said is None:
        raise SourceUnfit(number, faults)
    with transaction.atomic():
        locked(resource.entry)
        held = DataSource.objects.select_for_update().filter(resource=resource).first()
        made = held or DataSource(resource=resource)
        made.secret = _sealed(number, said, said_secret, held)
        after = description.as_mapping(said)
        changed = [name for name, value in after.items() if held is None or held.said.get(name) != value]
        made.kind, made.said = description.kind_of(said).value, after
        made.rhythm, made.at, made.paused = rhythm.value, at, bool(given.get("paused", False))
        made.next_at = None if made.paused else next_after(timezone.localtime(now), rhythm, at)
        made.changed_at, made.changed_by, made.changed_body = now, actor.login, actor.body
        made.save()
        # Where a body's system stands is not told to everybody who reads the log, so the record names its host alone.
        facts = {
            "entry": resource.entry.number, "kind": made.kind, "host": description.names_to(said), "changed": changed, "rhythm": made.rhythm,
            "paused": made.paused, "new_secret": bool(said_secret),
        }  # fmt: skip
        record(Event.SOURCE_REGISTER, _subject(resource), by=actor, at=now, facts=facts)
    return made


@service
def remove_source(number: str, *, actor: Actor, now: datetime) -> None:
    """Forget a source with its secret and the record of its fetches; what it delivered stays. Raises: NoSuchDelivery, Refused, FetchRunning."""
    resource = _own(number, actor)
    with transaction.atomic():
        locked(resource.entry)
        held = DataSource.objects.select_for_update().filter(resource=resource).first()
        if held is None:
            raise NoSuchDelivery(number, "采集源", "source")
        if held.fetches.filter(state__in=OPEN).exists():
            raise _running(number)
        held.delete()
        record(Event.SOURCE_REMOVE, _subject(resource), by=actor, at=now, facts={"entry": resource.entry.number})


@service
def ask_fetch(number: str, *, whole: bool = False, actor: Actor, now: datetime) -> Fetch:
    """Ask for a fetch now; the worker carries it out. `whole` takes everything again. Raises: NoSuchDelivery, Refused; FetchRunning."""
    resource = _own(number, actor)
    with transaction.atomic():
        locked(resource.entry)
        held = DataSource.objects.select_for_update().filter(resource=resource).first()
        if held is None:
            raise NoSuchDelivery(number, "采集源", "source")
        if held.fetches.filter(state__in=OPEN).exists():
            raise _running(number)
        return _opened(held, by=actor, now=now, whole=whole)


@service
def start_due(now: datetime) -> int:
    """Open the fetches whose time has come, end those whose worker is gone for good, and return how many were opened."""
    require(SYSTEM, "collection.source")
    with transaction.atomic():
        Fetch.objects.filter(state=FetchState.UNCHANGED, finished_at__lt=now - KEPT_FOR).delete()
        _end_abandoned(now)
        due = DataSource.objects.filter(next_at__lte=now, paused=False).exclude(fetches__state__in=OPEN)
        found = list(due.select_related("resource__entry"))
        for source in found:
            source.next_at = next_after(timezone.localtime(now), Rhythm(source.rhythm), source.at)
            _opened(source, by=SYSTEM, now=now)
        DataSource.objects.bulk_update(found, ["next_at"])
    return len(found)


def _end_abandoned(now: datetime) -> None:
    """A job that was given up leaves its fetch open, and an open fetch keeps the next from beginning."""
    left = Fetch.objects.filter(pk__in=jobs.given_up(FETCH, "fetch"), state__in=OPEN)
    for fetch in left.select_related("source__resource__entry"):
        _end(fetch, FetchState.FAILED, now, INTERRUPTED)


def _opened(source: DataSource, *, by: Actor, now: datetime, whole: bool = False) -> Fetch:
    fetch = Fetch.objects.create(source=source, asked_at=now, asked_by=by.login, whole=whole)
    jobs.enqueue(FETCH, {"fetch": fetch.pk}, key=f"{fetch.pk}.0", at=now)
    facts = {"entry": source.resource.entry.number, "fetch": fetch.pk, "whole": whole}
    record(Event.SOURCE_FETCH, _subject(source.resource), by=by, at=now, facts=facts)
    return fetch


@service
def begin_fetch(pk: int, *, now: datetime) -> Fetch | None:
    """Return a fetch that is to be carried out now, counted as one more try; None if it has ended."""
    require(SYSTEM, "collection.source")
    with transaction.atomic():
        held = Fetch.objects.select_for_update(of=("self",)).select_related(
            "source__resource__entry__current", "source__resource__entry__draft", "source__resource__entry__provider"
        )
        fetch: Fetch | None = held.filter(pk=pk, state__in=OPEN).first()
        if fetch is not None:
            fetch.state, fetch.tries, fetch.again_at = FetchState.RUNNING, fetch.tries + 1, None
            fetch.save(update_fields=["state", "tries", "again_at"])
    return fetch


@service
def note_taken(
    fetch: Fetch, *, name: str, version: str, delivery: str, mark: Mapping[str, Any], size: int, actor: Actor, now: datetime
) -> Taken:  # fmt: skip
    """Note what was read, before its delivery begins."""
    require(actor, "collection.source")
    return Taken.objects.create(
        fetch=fetch, name=name[:500], version=version[:200], delivery=delivery, mark=dict(mark), bytes=size
    )


@service
def note_same(taken: Taken, *, actor: Actor, now: datetime) -> None:
    """Note that what was read is what the newest delivery brought."""
    require(actor, "collection.source")
    Taken.objects.filter(pk=taken.pk).update(same=True)


@service
def note_refused(taken: Taken, why: Mapping[str, str], *, actor: Actor, now: datetime) -> None:
    """Note why what was read was not taken; it is not read again until it changes."""
    require(actor, "collection.source")
    Taken.objects.filter(pk=taken.pk).update(refused=dict(why))


@service
def end_fetch(fetch: Fetch, *, now: datetime) -> None:
    """Note that a fetch has ended well."""
    require(SYSTEM, "collection.source")
    brought = fetch.taken.filter(same=False).exists()
    with transaction.atomic():
        _end(fetch, FetchState.DONE if brought else FetchState.UNCHANGED, now, {})


@service
def fail_fetch(fetch: Fetch, error: Mapping[str, Any], *, again: bool, now: datetime) -> None:
    """Note why a try failed; another follows where it may help and patience is left, else the fetch ends."""
    require(SYSTEM, "collection.source")
    with transaction.atomic():
        if not again or fetch.tries > len(WAITS):
            _end(fetch, FetchState.FAILED, now, error)
            return
        fetch.again_at = now + WAITS[fetch.tries - 1]
        fetch.state, fetch.error = FetchState.WAITING, dict(error)
        fetch.save(update_fields=["again_at", "state", "error"])
        jobs.enqueue(FETCH, {"fetch": fetch.pk}, key=f"{fetch.pk}.{fetch.tries}", at=now, ready=fetch.again_at)


def _end(fetch: Fetch, state: FetchState, now: datetime, error: Mapping[str, Any]) -> None:
    fetch.state, fetch.finished_at, fetch.error, fetch.again_at = state, now, dict(error), None
    fetch.save(update_fields=["state", "finished_at", "error", "again_at"])
    if state == FetchState.UNCHANGED:
        return
    resource = fetch.source.resource
    facts = {"entry": resource.entry.number, "fetch": fetch.pk, "tries": fetch.tries, "cause": error.get("cause", "")}
    facts["deliveries"] = list(fetch.taken.values_list("delivery", flat=True))
    event = Event.SOURCE_FAIL if state == FetchState.FAILED else Event.SOURCE_TAKE
    record(event, _subject(resource), by=SYSTEM, at=now, facts=facts)


def _own(number: str, actor: Actor) -> Resource:
    visible = Resource.objects.visible_to(actor)
    found: Resource | None = (
        visible.select_related("entry__provider", "entry__current", "entry__draft").filter(number=number).first()
    )
    if found is None:
        raise NoSuchDelivery(number, "资源", "resource")
    require(actor, "collection.source", about=found.entry)
    return found


def _subject(resource: Resource) -> Subject:
    entry: Entry = resource.entry
    return Subject("source", resource.number, f"{entry.number} {resource.title}")


def _times(given: Mapping[str, Any]) -> tuple[Rhythm, time, list[Fault]]:
    rhythm, at, faults = str(given.get("rhythm", Rhythm.MANUAL.value)), str(given.get("at", "03:00")), []
    try:
        moment = time.fromisoformat(at)
    except ValueError:
        moment = time(3, 0)
        faults.append(Fault("at", f"“{at}”不是时刻，须写成 03:00", f"{at!r} is no time of day; write 03:00"))
    if rhythm not in list(Rhythm):
        options = [each.value for each in Rhythm]
        faults.append(Fault("rhythm", f"可选：{'、'.join(options)}", f"choose one of {', '.join(options)}"))
        rhythm = Rhythm.MANUAL.value
    return Rhythm(rhythm), moment, faults


def _sealed(number: str, said: Description, given: str, held: DataSource | None) -> bytes | None:
    """Return the secret as it is kept. One that was entered for a host and user never goes to another without being entered again."""
    if not description.needs_secret(said):
        return None
    if len(given) > secret.LONGEST or any(ord(sign) < 32 for sign in given):
        raise SourceUnfit(number, [Fault("secret", f"密钥最长 {secret.LONGEST} 字，不含控制字符", f"a secret has at most {secret.LONGEST} characters and no control characters")])  # fmt: skip
    if given:
        return secret.sealed_secret(given, number)
    same = held is not None and held.secret is not None and description.place_of(held.description) == description.place_of(said)  # fmt: skip
    if not same:
        raise SourceUnfit(number, [Fault("secret", "须填写密码或者密钥；更换主机或者用户时须重新填写", "enter the secret; again too when the host or the user changes")])  # fmt: skip
    assert held is not None  # `same` says so
    assert held.secret is not None
    return bytes(held.secret)


def _running(number: str) -> FetchRunning:
    return FetchRunning(
        f"采集源 {number} 正在取数", f"source {number} is being fetched", where=number, shown=number,
        remedy_zh="请待其结束后再试", remedy_en="try again when it has ended",
    )  # fmt: skip
