"""Sources of tables: what is fetched becomes ordinary deliveries, once, whatever happens in between."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.servers import SECRET, Running, object_storage, source_postgresql

from gongshu.audit.models import AuditEvent
from gongshu.collection import services
from gongshu.collection.datasources import presenting, queries
from gongshu.collection.errors import CollectionError, FetchRunning, SourceUnfit
from gongshu.collection.models import DataSource, Delivery, Taken
from gongshu.collection.services.sourcing import WAITS
from gongshu.collection.tests.stage import NOW, table
from gongshu.collection.tests.units import PAGED, Units, units_service
from gongshu.jobs.worker import drain
from gongshu.people.permission import Refused


@pytest.fixture
def number(entry):
    return f"{entry.number}-1"


@pytest.fixture
def widen(settings, node):
    """Let the operator open networks and folders."""

    def act(*networks: str, folders=()) -> None:
        settings.GONGSHU = replace(
            settings.GONGSHU, source_networks=networks, source_folders=tuple(str(each) for each in folders)
        )

    return act


@pytest.fixture
def folder(tmp_path, widen):
    """A folder that the operator opened."""
    made = tmp_path / "incoming"
    made.mkdir()
    widen(folders=[made])
    return made


@pytest.fixture
def register(number, huang):
    def act(said, secret="", **more):
        return services.register_source(number, said, secret, actor=more.pop("actor", huang), now=more.pop("now", NOW))

    return act


@pytest.fixture
def fetch(number, huang):
    """Ask for a fetch and let the worker do it; return it as it ended."""

    def act(hours=0.0, **more):
        now = NOW + timedelta(hours=hours)
        asked = services.ask_fetch(number, actor=huang, now=now, **more)
        drain(now)
        asked.refresh_from_db()
        return asked

    return act


def put(folder, name, text, age=60.0):
    """Write a file that has lain there for so many seconds."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def states(number):
    """What was delivered, in the order in which it was taken."""
    held = dict(Delivery.objects.filter(resource__number=number).values_list("number", "state"))
    return [(name, held[delivery]) for name, delivery in Taken.objects.order_by("pk").values_list("name", "delivery") if delivery in held]  # fmt: skip


def test_files_of_a_folder_are_delivered_once_each_when_they_have_settled(folder, number, register, fetch):
    register({"kind": "folder", "path": str(folder), "pattern": "*.csv"})
    put(folder, "一.csv", table(3), age=90)
    put(folder, "二.csv", table(4), age=60)
    put(folder, "三.csv", table(5), age=1)  # somebody may still be writing it
    put(folder, "四.csv.part", "x"), put(folder, ".五.csv", "x"), put(folder, "六.txt", "x")
    (folder / "七.csv").symlink_to("/etc/passwd")
    assert fetch().state == "done"
    assert states(number) == [("一.csv", "published"), ("二.csv", "published")]
    assert fetch(1).state == "unchanged"
    put(folder, "三.csv", table(5), age=40), put(folder, "一.csv", table(6), age=35)
    assert fetch(2).state == "done"
    assert [name for name, _ in states(number)] == ["一.csv", "二.csv", "三.csv", "一.csv"]


def test_one_file_that_does_not_fit_keeps_no_other_waiting(folder, number, register, fetch):
    register({"kind": "folder", "path": str(folder)})
    put(folder, "坏.xlsx", "not a workbook at all" * 9, age=90), put(folder, "好.csv", table(3), age=60)
    ended = fetch()
    assert (ended.state, ended.error["cause"]) == ("failed", "delivery")
    assert states(number)[-1] == ("好.csv", "published")
    assert fetch(1).state == "unchanged"  # what was refused is not tried again until it changes


def test_a_folder_that_the_operator_has_not_opened_is_not_read(folder, tmp_path, register, fetch):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (folder / "way").symlink_to(outside)
    for path in (outside, folder / "way", tmp_path):
        register({"kind": "folder", "path": str(path)})
        ended = fetch()
        assert (ended.state, ended.error["cause"]) == ("failed", "forbidden")
        assert "source_folders" in ended.error["remedy_zh"]


UNIT = "CREATE TABLE unit (unit_no text PRIMARY KEY, area numeric, registered_on date, owner_id text, changed_at timestamp NOT NULL)"  # fmt: skip
ROWS = "INSERT INTO unit VALUES ('U1', 63.5, '2025-09-01', NULL, '2025-09-01 08:00'), ('U2', 70, NULL, NULL, '2025-09-02 08:00')"


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with source_postgresql() as running:
        yield running


@pytest.fixture
def database(server, widen):
    """A database with two units, in a network that the operator opened."""
    server.run("DROP TABLE IF EXISTS unit", UNIT, ROWS)
    widen(server.network)
    return {"kind": "database", **server.said, "table": "unit"}


@pytest.fixture
def rows(number):
    def held():
        from gongshu.catalogue.models import Resource
        from gongshu.collection import storing
        from gongshu.lake.engine import Ref

        resource = Resource.objects.select_related("snapshot").get(number=number)
        with storing.engine() as engine:
            table = engine.rows(Ref(number, int(resource.snapshot.lake)), limit=100)
        return {row["unit_no"]: row["area"] for row in table}

    return held


def test_a_table_is_fetched_whole_and_then_what_changed_by_its_key(server, database, number, register, fetch):
    register({**database, "mark": "changed_at"}, SECRET)
    assert fetch().state == "done"
    assert fetch(1).state == "unchanged"
    server.run("UPDATE unit SET area = 71, changed_at = '2025-09-03' WHERE unit_no = 'U2'", "INSERT INTO unit VALUES ('U3', 1, NULL, NULL, '2025-09-03')")  # fmt: skip
    assert fetch(2).state == "done"
    first, second = Delivery.objects.filter(resource__number=number).order_by("started_at")
    assert [(each.mode, each.rows_accepted, each.rows_after) for each in (first, second)] == [("replace", 2, 2), ("upsert", 2, 3)]  # fmt: skip
    server.run("DELETE FROM unit WHERE unit_no = 'U1'")
    assert fetch(3, whole=True).state == "done"  # what is fetched whole replaces, so what was deleted goes too
    assert Delivery.objects.get(state="published", rows_after=2, base__isnull=False).mode == "replace"


def test_the_next_rows_are_not_fetched_before_a_steward_has_decided_on_those_before(server, database, number, huang, register, fetch):  # fmt: skip
    server.run("INSERT INTO unit SELECT 'V' || n, NULL, NULL, NULL, '2025-09-02' FROM generate_series(1, 5) n")
    register({**database, "mark": "changed_at", "columns": {"unit_no": "unit_no", "changed_at": "area"}}, SECRET)
    assert fetch().state == "done"
    (waiting,) = Delivery.objects.filter(resource__number=number)
    assert waiting.state == "waiting"  # no moment is an area, so every row was rejected
    server.run("INSERT INTO unit VALUES ('U9', 1, NULL, NULL, '2025-09-09')")
    ended = fetch(1)
    assert (ended.state, waiting.number in ended.error["zh"]) == ("failed", True)
    services.refuse_publication(waiting.number, "列不对", actor=huang, now=NOW)
    register(database | {"mark": "changed_at"}, SECRET)
    assert fetch(2).state == "done"  # what was returned never came in, so it is read again from the beginning
    assert Delivery.objects.filter(resource__number=number).latest("started_at").rows_after == 8


def test_a_failed_fetch_is_tried_again_later_and_later_and_its_end_is_visible(server, database, number, huang, register, fetch, widen):  # fmt: skip
    widen("127.0.0.1")
    register({**database, "port": 1}, SECRET)
    tried = fetch()
    assert (tried.state, tried.tries, tried.again_at - NOW) == ("waiting", 1, WAITS[0])
    with pytest.raises(FetchRunning):
        services.ask_fetch(number, actor=huang, now=NOW)
    later = NOW
    for wait in WAITS:
        later += wait
        drain(later)
    (found,) = queries.fetches(huang, number)
    said = presenting.fetched(found)
    assert (said["state"], said["tries"], said["error"]["cause"]) == ("failed", 4, "unreachable")
    assert AuditEvent.objects.filter(event="collection:source:fail").count() == 1
    register({**database, "user": "nobody"}, "wrong")
    refused = fetch(2)
    assert (refused.state, refused.tries) == (
        "failed",
        1,
    )  # a refused password is not tried again, or the account is locked


def test_a_fetch_that_was_interrupted_is_done_by_the_next_try_and_nothing_comes_twice(database, number, register, huang, monkeypatch):  # fmt: skip
    from gongshu.collection.datasources import fetching

    register({**database, "mark": "changed_at"}, SECRET)
    asked = services.ask_fetch(number, actor=huang, now=NOW)
    for step in ("receive", "note_taken"):  # killed before the delivery began; killed before the reading was noted
        with monkeypatch.context() as patch:
            patch.setattr(fetching.services, step, lambda *given, **more: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                fetching.run(asked.pk, NOW)
    fetching.run(asked.pk, NOW)
    fetching.run(asked.pk, NOW)  # a job that is run once more changes nothing
    asked.refresh_from_db()
    assert (asked.state, asked.tries, Delivery.objects.count()) == ("done", 3, 1)


def test_the_clock_opens_a_fetch_when_its_time_has_come_and_one_at_a_time(folder, number, register):
    register({"kind": "folder", "path": str(folder), "rhythm": "daily", "at": "11:30"})  # it is ten o'clock there
    assert services.start_due(NOW + timedelta(hours=1)) == 0
    assert services.start_due(NOW + timedelta(hours=2)) == 1
    assert services.start_due(NOW + timedelta(hours=27)) == 0  # the first is still open
    assert DataSource.objects.get().next_at == NOW + timedelta(hours=25, minutes=30)
    drain(NOW + timedelta(hours=2))
    register({"kind": "folder", "path": str(folder), "rhythm": "daily", "paused": True})
    assert services.start_due(NOW + timedelta(days=9)) == 0


def test_a_secret_is_kept_encrypted_shown_to_nobody_and_goes_to_no_other_host(database, number, register, huang):
    held = register(database, SECRET)
    assert SECRET.encode() not in bytes(held.secret)
    shown = json.dumps([presenting.source(queries.source(huang, number)), list(AuditEvent.objects.values_list("body", flat=True))], default=str)  # fmt: skip
    assert SECRET not in shown
    assert held.said["table"] in shown
    register({**database, "table": "other"})  # the same host and user: the secret stays
    for changed in ({"host": "127.0.0.2"}, {"user": "root"}, {"port": 5}):
        with pytest.raises(SourceUnfit) as unfit:
            register({**database, **changed})
        assert [each.field for each in unfit.value.faults] == ["secret"]


def test_only_the_provider_and_the_platforms_engineers_keep_a_source_and_see_where_it_stands(database, number, register, cast):  # fmt: skip
    register(database, SECRET)
    for login in ("lin", "chen"):
        with pytest.raises((Refused, CollectionError)):
            services.ask_fetch(number, actor=cast(login), now=NOW)
    seen = {login: len(queries.sources(cast(login))) for login in ("lin", "chen", "zhou", "huang")}
    assert seen == {"lin": 0, "chen": 1, "zhou": 1, "huang": 1}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "ftp"}, "kind"), ({"kind": "folder"}, "path"), ({"kind": "folder", "path": "in"}, "path"),
        ({"kind": "folder", "path": "/in/../etc"}, "path"), ({"kind": "folder", "path": "/in", "x": 1}, "x"),
        ({"kind": "folder", "path": "/in", "rhythm": "yearly"}, "rhythm"), ({"kind": "folder", "path": "/in", "at": "25:00"}, "at"),
        ({"kind": "web", "address": "ftp://x"}, "address"), ({"kind": "web", "address": "https://u:p@x"}, "address"),
        ({"kind": "web", "address": "https://x", "paging": "page"}, "page_name"), ({"kind": "web", "address": "https://x", "mark": "t"}, "mark"),
        ({"kind": "database", "dialect": "db2", "host": "x", "database": "x", "user": "x", "table": "x"}, "dialect"),
        ({"kind": "database", "dialect": "mysql", "host": "x", "database": "x", "user": "x", "table": "x", "overlap": 5}, "overlap"),
        ({"kind": "database", "dialect": "mysql", "host": "x", "database": "x", "user": "x", "table": "x", "port": "five"}, "port"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_fetched_is_refused_with_what_is_wrong(register, given, field):
    with pytest.raises(SourceUnfit) as unfit:
        register(given, SECRET)
    assert field in [each.field for each in unfit.value.faults]
    assert unfit.value.remedy["zh"]


@pytest.fixture
def service(widen):
    with units_service() as port:
        widen(f"127.0.0.1:{port}")
        said = {"kind": "web", "credential": "header", "credential_name": "X-Key"}
        yield lambda path, **more: {**said, "address": f"http://127.0.0.1:{port}{path}", **more}


def test_a_service_is_read_page_by_page_and_then_from_its_newest_row(service, number, register, fetch, monkeypatch):
    register(service("/units", since_name="since", mark="at", **PAGED), SECRET)
    assert fetch().state == "done"
    assert Delivery.objects.get(resource__number=number).rows_after == 5
    assert Taken.objects.get().mark["value"] == 105
    monkeypatch.setattr(Units, "units", [*Units.units, {"unit_no": "U1", "area": 9, "at": 106}])
    assert fetch(1).state == "done"
    newest = Delivery.objects.filter(resource__number=number).latest("started_at")
    assert (newest.mode, newest.rows_accepted, newest.rows_after) == ("upsert", 2, 5)


def test_a_file_at_an_address_is_taken_when_it_changed_and_a_refused_secret_ends_the_fetch(service, register, fetch):
    register(service("/file", file="登记.csv"), SECRET)
    assert [fetch(hours).state for hours in (0, 1)] == ["done", "unchanged"]
    register(service("/file", file="登记.csv"), "wrong")
    ended = fetch(2)
    assert (ended.state, ended.tries, ended.error["cause"]) == ("failed", 1, "credential")


def test_objects_of_a_bucket_are_delivered_once_each(tmp_path, widen, number, register, fetch):
    bucket = tmp_path / "s3" / "daily"
    bucket.mkdir(parents=True)
    put(bucket, "一.csv", table(3))
    with object_storage(bucket.parent) as address:
        widen("127.0.0.1")
        register({"kind": "storage", "address": address, "bucket": "daily", "user": "reader"}, SECRET)
        assert [fetch(hours).state for hours in (0, 1)] == ["done", "unchanged"]
    assert states(number) == [("一.csv", "published")]
