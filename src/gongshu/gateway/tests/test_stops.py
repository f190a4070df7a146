"""Planned stops and alarms of interfaces: whoever uses one is told, and no call goes to a source that is stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases.models import Notice
from gongshu.gateway.app import control
from gongshu.gateway.tests.stage import NOW
from gongshu.interfaces import probing, stopping
from gongshu.interfaces.errors import StopUnfit
from gongshu.interfaces.models import Interface, PlannedStop, Probe
from gongshu.people.permission import Refused

HOUR = timedelta(hours=1)


@pytest.fixture
def used(stage, interface, get):
    """An interface that the 交通局 holds a grant of; returns how to call it and how to plan a stop of it."""
    entry = interface()
    token = stage.token(stage.granted(entry.number))

    def call():
        control.forget()
        return get(f"{entry.number}/call?dyh=U00003", token)

    def plan(since=NOW + HOUR, until=NOW + 2 * HOUR, reason="机房检修", who="huang", now=NOW):
        return stopping.plan_stop(f"{entry.number}-1", since, until, reason, actor=stage.cast(who), now=now)

    return call, plan


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("body__code", flat=True))


def test_a_planned_stop_is_told_to_provider_and_consumers_and_no_call_goes_there_meanwhile(used, source, today):
    call, plan = used
    stop = plan()
    assert told("stop") == ["511700-jtysj", "511700-zrzyj"]
    assert Notice.objects.filter(kind="stop").first().facts["reason"] == "机房检修"
    assert call().status_code == 200
    today(NOW + HOUR)
    before = len(source.seen())
    answer = call()
    assert answer.status_code == 503
    assert 3000 < int(answer.headers["retry-after"]) <= 3600  # seconds; the clock runs on
    assert "机房检修" in answer.json()["error"]["what"]
    assert probing.probe(NOW + HOUR) == 0
    assert len(source.seen()) == before
    assert not Probe.objects.filter(at__gte=NOW + HOUR).exists()
    today(stop.until)
    assert call().status_code == 200


def test_a_stop_that_is_cancelled_is_told_again_and_calls_go_on(used, stage, today):
    call, plan = used
    stop = plan()
    stopping.cancel_stop(stop.interface.resource.number, stop.pk, actor=stage.cast("huang"), now=NOW)
    assert told("stop-off") == told("stop")
    today(NOW + HOUR)
    assert call().status_code == 200
    assert AuditEvent.objects.filter(event__startswith="interfaces:stop:").count() == 2


def test_a_stop_that_cannot_be_planned_names_every_fault(used):
    _, plan = used
    with pytest.raises(StopUnfit) as unfit:
        plan(since=NOW - HOUR, until=NOW - 2 * HOUR, reason=" ")
    assert len(unfit.value.faults) == 3
    with pytest.raises(StopUnfit, match="at most 30 days"):
        plan(until=NOW + timedelta(days=40))
    plan()
    with pytest.raises(StopUnfit, match="another stop is planned"):
        plan(since=NOW + 1.5 * HOUR, until=NOW + 3 * HOUR)
    assert PlannedStop.objects.count() == 1


def test_only_the_provider_stops_its_interface(used):
    _, plan = used
    for login in ("liu", "chen", "lin"):
        with pytest.raises(Refused):
            plan(who=login)


def test_a_source_that_stays_lost_is_told_once_and_so_is_its_return(used, source):
    minute = timedelta(minutes=1)
    Interface.objects.update(address="http://127.0.0.1:1/people")
    probing.probe(NOW + 5 * minute)
    assert told("lost") == []  # one lost probe alarms nobody
    for after in (10, 15, 20):
        probing.probe(NOW + after * minute)
    assert told("lost") == ["511700-jtysj", "511700-zrzyj"]
    Interface.objects.update(address=source.address("/people"))
    for after in (25, 30):
        probing.probe(NOW + after * minute)
    assert told("found") == told("lost")
    Interface.objects.update(address="http://127.0.0.1:1/people")
    for after in (35, 50):
        probing.probe(NOW + after * minute)
    assert len(told("lost")) == 4


def test_whoever_calls_without_a_grant_is_told_too(stage, interface, get):
    entry = interface(entry={"sharing": "unconditional"})
    held = Interface.objects.select_related("resource__entry__provider").get(resource__entry=entry)
    assert get(f"{entry.number}/call?dyh=U00003", stage.api_token("liu")).status_code == 200
    stopping.plan_stop(held.resource.number, NOW + HOUR, NOW + 2 * HOUR, "检修", actor=stage.cast("huang"), now=NOW)
    assert told("stop") == ["511700-jtysj", "511700-zrzyj"]


def test_a_citizen_who_called_what_is_open_is_told(stage, interface, get):
    open_ = {"sharing": "unconditional", "opening": "unconditional", "opening_conditions": ""}
    entry = interface(entry=open_)
    held = Interface.objects.select_related("resource__entry__provider").get(resource__entry=entry)
    assert get(f"{entry.number}/call?dyh=U00003", stage.api_token("lin")).status_code == 200
    stopping.plan_stop(held.resource.number, NOW + HOUR, NOW + 2 * HOUR, "检修", actor=stage.cast("huang"), now=NOW)
    assert Notice.objects.filter(kind="stop", account__login="lin").count() == 1
