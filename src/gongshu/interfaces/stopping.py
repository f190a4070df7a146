"""Planned stops: the provider says beforehand when its source will not answer; whoever uses it is told, and no call goes there meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases.models import NoticeKind
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.words import ResourceState
from gongshu.interfaces import queries
from gongshu.interfaces.errors import NoInterface, StopUnfit
from gongshu.interfaces.models import Interface, PlannedStop
from gongshu.interfaces.telling import tell
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service
from gongshu.ui.moments import local_iso

LONGEST = timedelta(days=30)
Fault = tuple[str, str]  # zh, en


@service
def plan_stop(
    number: str, since: datetime, until: datetime, reason: str, *, actor: Actor, now: datetime
) -> PlannedStop:
    """Plan a stop and tell the provider and whoever uses the interface.

    Raises: NoInterface; Refused; StopUnfit with every fault: in the past, longer than 30 days, without a reason, over another one.
    """
    held = _own(number, actor)
    faults = list(_faults(held, since, until, reason.strip(), now))
    if faults:
        raise StopUnfit(number, faults)
    with transaction.atomic():
        made = PlannedStop.objects.create(
            interface=held, since=since, until=until, reason=reason.strip(), planned_at=now, planned_by=actor.login
        )
        facts = {**_told(made), "stop": made.pk}
        record(Event.INTERFACE_STOP, subject_of(held.resource), by=actor, at=now, facts=facts)
        tell(held, NoticeKind.STOP, occasion=f"stop {made.pk}", now=now, facts=facts)
    return made


@service
def cancel_stop(number: str, stop: int, *, actor: Actor, now: datetime) -> PlannedStop:
    """Cancel what is left of a planned stop and tell the same bodies and persons. Raises: NoInterface for none that is to come or runs; Refused."""
    held = _own(number, actor)
    with transaction.atomic():
        open_ = held.stops.select_for_update().filter(pk=stop, cancelled_at__isnull=True, until__gt=now)
        found: PlannedStop | None = open_.first()
        if found is None:
            raise NoInterface(f"{number} #{stop}")
        found.cancelled_at = now
        found.save(update_fields=["cancelled_at"])
        facts = {**_told(found), "stop": found.pk}
        record(Event.INTERFACE_STOP_OFF, subject_of(held.resource), by=actor, at=now, facts=facts)
        tell(held, NoticeKind.STOP_OFF, occasion=f"stop {found.pk} off", now=now, facts=facts)
    return found


def stops_of(held: Interface, now: datetime) -> list[PlannedStop]:
    """Return the stops that run or are to come, the next one first."""
    return list(held.stops.filter(cancelled_at__isnull=True, until__gt=now).order_by("since", "pk"))


def stopped_now(now: datetime) -> set[int]:
    """Return the primary keys of the interfaces that are stopped at this moment."""
    running = PlannedStop.objects.filter(cancelled_at__isnull=True, since__lte=now, until__gt=now)
    return set(running.values_list("interface_id", flat=True))


def _own(number: str, actor: Actor) -> Interface:
    held = queries.interface(actor, number)
    require(actor, "catalogue.edit", held.resource)
    return held


def _faults(held: Interface, since: datetime, until: datetime, reason: str, now: datetime) -> Iterator[Fault]:
    if held.resource.state != ResourceState.HOOKED:
        yield "接口没有挂接，无须停用", "the interface is not hooked, so there is nothing to stop"
    if since < now - timedelta(minutes=1):
        yield "开始时间已经过去，请填写现在以后的时间", "it begins in the past; give a time from now on"
    if until <= since:
        yield "结束时间须晚于开始时间", "it has to end after it begins"
    elif until - since > LONGEST:
        yield (
            f"停用不得超过 {LONGEST.days} 日；更久的请脱挂",
            f"a stop has at most {LONGEST.days} days; unhook what stops for longer",
        )
    if not reason or len(reason) > 300:
        yield "请用 300 字以内写明原因", "say why, in at most 300 characters"
    over = held.stops.filter(cancelled_at__isnull=True, since__lt=until, until__gt=since).first()
    if over is not None:
        yield f"与已计划的停用重叠：{_words(over)}", f"another stop is planned then: {_words(over)}"


def _words(stop: PlannedStop) -> str:
    since, until = (timezone.localtime(each) for each in (stop.since, stop.until))
    return f"{since:%Y-%m-%d %H:%M} – {until:%Y-%m-%d %H:%M}"


def _told(stop: PlannedStop) -> dict[str, str | None]:
    return {"from": local_iso(stop.since), "to": local_iso(stop.until), "reason": stop.reason}
