"""Subscriptions, handed over into a real database of the receiver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from tests.servers import SECRET, Running, source_postgresql

from gongshu.audit.models import AuditEvent
from gongshu.cases.models import Notice
from gongshu.gateway.tests.stage import HEADER, NOW, table
from gongshu.grants.errors import GrantError
from gongshu.grants.models import Grant
from gongshu.grants.uses import reading, store
from gongshu.jobs.models import Job, State
from gongshu.jobs.worker import drain
from gongshu.people import actor_for_login
from gongshu.people.models import Account
from gongshu.people.permission import Refused
from gongshu.subscription import queries, sending, services
from gongshu.subscription.errors import SubscriptionUnfit
from gongshu.subscription.models import Batch, Subscription


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with source_postgresql() as running:
        yield running


@pytest.fixture
def receiver(server, settings, node):
    """The receiver's database, empty, in a network that the operator opened."""
    server.run("DROP TABLE IF EXISTS units, gongshu_receipts")
    settings.GONGSHU = replace(settings.GONGSHU, source_networks=(server.network,))
    yield server
    store.close_all()


@pytest.fixture
def said(receiver):
    return {**receiver.said, "table": "units", "rhythm": "manual"}


@pytest.fixture
def subscribe(stage, grant, said):
    def act(*, by="liu", **changed):
        made = services.subscribe(grant.number, {**said, **changed}, SECRET, actor=stage.cast(by), now=NOW)
        drain(NOW)
        return made

    return act


@pytest.fixture
def send(stage):
    """Ask for a batch some days later and let the worker hand it over."""

    def act(made, days=1.0):
        now = NOW + timedelta(days=days)
        asked = services.ask_batch(made.number, actor=stage.cast("liu"), now=now)
        drain(now)
        asked.refresh_from_db()
        return asked

    return act


def held(server, what="unit_no, area, owner", table="units"):
    with psycopg.connect(host="127.0.0.1", port=server.port, dbname=server.database, user=server.user, password=SECRET) as connection:  # fmt: skip
        return connection.execute(f"SELECT {what} FROM {table} ORDER BY 1").fetchall()


def test_the_first_batch_is_all_that_the_grant_gives_and_the_next_what_changed(receiver, stage, grant, subscribe, send):
    made = subscribe()
    (first,) = made.batches.all()
    assert (first.state, first.whole, first.sent["rows"]) == ("confirmed", True, 6)
    assert first.sent == first.receipt
    rows = held(receiver)
    assert [(str(area), owner) for _, area, owner in rows][:1] == [("61.5", "张**")]  # masked as the level demands
    lines = table(6).splitlines(keepends=True)[1:]
    changed = [*lines[:4], lines[4].replace("65.5", "99"), table(1, start=7).splitlines(keepends=True)[1]]
    delivered = stage.deliver(_entry(grant), HEADER + "".join(changed), now=NOW + timedelta(hours=1))
    assert (delivered.state, delivered.reasons) == ("published", [])
    second = send(made)
    assert (second.state, second.whole) == ("confirmed", False)
    assert {name: second.receipt[name] for name in ("rows", "removed", "table_rows")} == {"rows": 2, "removed": 1, "table_rows": 6}  # fmt: skip
    assert [number for number, *_ in held(receiver)] == ["U00001", "U00002", "U00003", "U00004", "U00005", "U00007"]
    third = send(made, 2)
    assert (third.state, third.sent["rows"], third.sent["removed"]) == ("confirmed", 0, 0)
    receipts = held(receiver, "batch, rows_sent, digest", "gongshu_receipts")
    assert sorted(receipts) == sorted((each.number, each.sent["rows"], each.sent["digest"]) for each in made.batches.all())  # fmt: skip
    events = AuditEvent.objects.filter(subject_id=grant.number).values_list("event", flat=True)
    assert list(events).count("subscription:batch:confirm") == len(receipts) == 3


def _entry(grant):
    from gongshu.catalogue.models import Entry

    return Entry.objects.get(number=grant.entry)


def test_every_batch_is_a_use_of_the_grant(settings, stage, grant, subscribe):
    subscribe()
    found = reading.uses(settings.GONGSHU.uses, grant=grant.number, before=None, most=5)
    assert [(each.event, each.rows) for each in found] == [("subscription:batch:send", 6)]


@pytest.mark.parametrize("changed", [{"state": "suspended"}, {"until": NOW.date()}], ids=["suspended", "expired"])
def test_a_grant_that_is_suspended_or_over_stops_the_next_batch(receiver, stage, grant, subscribe, send, changed):
    made = subscribe()
    Grant.objects.filter(pk=grant.pk).update(**changed)
    stage.deliver(_entry(grant), table(9), now=NOW + timedelta(hours=1))
    stopped = send(made, 1)
    assert (stopped.state, stopped.error["cause"], stopped.sent) == ("failed", "grant", {})
    assert len(held(receiver)) == 6


def test_a_batch_whose_confirmation_was_lost_is_not_sent_twice(receiver, stage, grant, subscribe, monkeypatch):
    made = subscribe()
    asked = services.ask_batch(made.number, actor=stage.cast("liu"), now=NOW)
    with monkeypatch.context() as patch:
        patch.setattr(sending.services, "confirm", lambda *given, **more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            sending.run(asked.pk, NOW)
    sent = AuditEvent.objects.filter(event="subscription:batch:send").count()
    sending.run(asked.pk, NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.receipt == asked.sent, AuditEvent.objects.filter(event="subscription:batch:send").count()) == ("confirmed", True, sent)  # fmt: skip


def test_where_the_receivers_table_was_touched_the_ends_do_not_agree_and_all_is_sent_again(receiver, subscribe, send):
    made = subscribe()
    receiver.run("DELETE FROM units WHERE unit_no = 'U00001'")
    wrong = send(made, 1)
    assert (wrong.state, wrong.error["cause"], len(held(receiver))) == ("failed", "unconfirmed", 5)
    mended = send(made, 2)
    assert (mended.state, mended.whole, len(held(receiver))) == ("confirmed", True, 6)


def test_a_receiver_that_is_away_gets_the_batch_when_it_is_back(receiver, subscribe, said):
    made = subscribe(port=1, rhythm="daily", at="04:00")
    (batch,) = made.batches.all()
    assert (batch.state, batch.error["cause"]) == ("failed", "forbidden")  # no network was opened for that port
    Subscription.objects.filter(pk=made.pk).update(said={**made.said, "port": receiver.port})
    assert services.start_due(NOW + timedelta(days=1)) == 1
    drain(NOW + timedelta(days=1))
    assert made.batches.first().state == "confirmed"


def _told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("body__code", flat=True))


def test_provider_and_receiver_are_told_once_that_nothing_arrives_and_once_that_it_does_again(
    receiver, grant, subscribe, send
):
    ends = sorted((grant.provider.code, grant.body.code))
    made = subscribe(port=1)
    assert (_told("missed"), _told("resumed")) == (ends, [])
    assert send(made, 1).state == "failed"
    assert _told("missed") == ends
    Subscription.objects.filter(pk=made.pk).update(said={**made.said, "port": receiver.port})
    assert (send(made, 2).state, send(made, 3).state) == ("confirmed", "confirmed")
    assert (_told("missed"), _told("resumed")) == (ends, ends)
    (notice, *_rest) = Notice.objects.filter(kind="missed")
    assert (notice.case.number, notice.facts["address"]) == (grant.case, f"/grants/{grant.number}/subscriptions")
    receiver.run("DELETE FROM units WHERE unit_no = 'U00001'")
    assert send(made, 4).state == "failed"
    assert len(_told("missed")) == 4


def test_a_batch_that_is_tried_in_vain_is_told_at_the_third_try_and_one_that_nobody_fetches_after_a_day(
    receiver, grant, subscribe
):
    made = subscribe()
    assert _told("missed") == []
    batch = services.ask_batch(made.number, actor=actor_for_login("liu", NOW), now=NOW)
    for tried in (1, 2, 3):
        assert _told("missed") == []
        services.fail(services.begin(batch.pk, now=NOW), {"cause": "timeout"}, again=True, now=NOW)
        batch.refresh_from_db()
        assert (batch.state, batch.tries) == ("waiting", tried)
    assert len(_told("missed")) == 2
    Subscription.objects.update(alarmed_at=None)
    services.start_due(NOW + timedelta(hours=23))
    assert Subscription.objects.get().alarmed_at is None
    services.start_due(NOW + timedelta(hours=24))
    assert Subscription.objects.get().alarmed_at == NOW + timedelta(hours=24)


def test_who_may_get_nothing_now_is_told_nothing_of_a_batch_that_brought_nothing(stage, grant, subscribe, send):
    made = subscribe()
    Grant.objects.filter(pk=grant.pk).update(state="suspended")
    stage.deliver(_entry(grant), table(9), now=NOW + timedelta(hours=1))
    assert (send(made, 1).state, _told("missed")) == ("failed", [])


def test_a_batch_whose_worker_is_gone_for_good_is_told_to_the_record_and_makes_way_for_the_next(subscribe):
    made = subscribe(rhythm="daily", at="04:00")
    Batch.objects.update(state="running", finished_at=None, again_at=NOW)
    Job.objects.filter(kind=services.SEND).update(state=State.DEAD)
    assert services.start_due(NOW + timedelta(days=1)) == 1
    ended = made.batches.last()
    assert (ended.state, ended.again_at, ended.error["cause"]) == ("failed", None, "fault")
    told = AuditEvent.objects.filter(event="subscription:batch:fail", subject_id=made.grant.number)
    assert [json.loads(each.body)["facts"]["batch"] for each in told] == [ended.number]
    assert made.batches.filter(state="waiting").count() == 1


def test_only_the_receiver_subscribes_and_is_told_where_the_rows_go(stage, grant, subscribe, said):
    for by in ("huang", "chen", "lin"):
        with pytest.raises((Refused, GrantError)):
            subscribe(by=by)
    made = subscribe()
    seen = {login: [each.inside for each in queries.of_grant(stage.cast(login), grant.number)[1]] for login in ("liu", "huang", "chen")}  # fmt: skip
    assert seen == {"liu": [True], "huang": [False], "chen": [False]}
    services.stop(made.number, actor=stage.cast("huang"), now=NOW)
    with pytest.raises(GrantError):
        services.ask_batch(made.number, actor=stage.cast("liu"), now=NOW)
    with pytest.raises(SubscriptionUnfit) as unfit:
        services.subscribe(grant.number, {"dialect": "oracle", "host": "a/b"}, "", actor=stage.cast("liu"), now=NOW)
    assert {"dialect", "host", "database", "user", "table", "secret"} <= {each.field for each in unfit.value.faults}


def test_the_page_and_the_interface_tell_of_batches_and_never_of_the_password(stage, grant, said, client):
    from django.test import Client

    pages = Client()
    pages.force_login(Account.objects.get(login="liu"))
    address = f"/grants/{grant.number}/subscriptions"
    assert pages.post(address, {**said, "secret": SECRET}).status_code == 302
    drain(NOW + timedelta(hours=1))
    answers = [pages.get(address), pages.get(f"{address}.json"), pages.get(f"/api/v1{address}"), pages.get(f"/grants/{grant.number}")]  # fmt: skip
    assert [each.status_code for each in answers] == [200] * 4
    text = "".join(each.content.decode() for each in answers)
    assert SECRET not in text
    assert f'href="{address}"' in text
    assert Batch.objects.get().receipt["digest"] in text
    number = Subscription.objects.get().number
    assert pages.post(f"/subscriptions/{number}/batch").status_code == 302
    assert pages.post(f"/api/v1/subscriptions/{number}/batches").status_code == 409
    assert pages.post(f"/api/v1/subscriptions/{number}/stop").json()["stopped_at"]
    unfit = pages.post(f"/api/v1{address}", json.dumps({"dialect": "x"}), content_type="application/json")
    assert (unfit.status_code, "dialect" in unfit.json()["error"]["shown"]) == (422, True)
