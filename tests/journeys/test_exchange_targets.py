"""Where an exchange node lays batches: databases of two kinds and a folder, also away and touched by others."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pymysql

from gongshu.catalogue.models import Entry
from gongshu.exchange.targets import described
from gongshu.gateway.tests.conftest import cast, client, entry, grant, scene, stage, today
from gongshu.gateway.tests.stage import HEADER, NOW, table
from gongshu.subscription import services
from tests.journeys.beside import address, asked, beside, held, mysql, server, subscribed, to_target
from tests.servers import SECRET

__all__ = [
    "address",
    "asked",
    "beside",
    "cast",
    "client",
    "entry",
    "grant",
    "mysql",
    "scene",
    "server",
    "stage",
    "subscribed",
    "today",
]


def test_a_batch_waits_for_a_database_that_is_away_and_comes_when_it_is_back(beside, server, subscribed, asked):
    asked_first = subscribed.batches.get()
    kept = beside.identity.enrolled().targets["lake"]
    beside.identity.set_target("lake", replace(kept, port=1))
    beside.once(fails=True)
    asked_first.refresh_from_db()
    assert (asked_first.state, asked_first.error["cause"], asked_first.tries) == ("waiting", "unreachable", 0)
    beside.once()  # not before its time
    asked_first.again_at = NOW
    asked_first.save()
    beside.identity.set_target("lake", kept)
    beside.once()
    asked_first.refresh_from_db()
    assert (asked_first.state, asked_first.error, len(held(server))) == ("confirmed", {}, 6)


def test_a_target_may_be_mysql_which_gets_corrections_and_deletions_and_is_sent_all_where_it_was_touched(
    beside, mysql, stage, grant
):
    def units() -> list[tuple[str, str]]:
        where = {"host": "127.0.0.1", "port": mysql.port, "user": mysql.user, "password": SECRET, "database": mysql.database}  # fmt: skip
        with pymysql.connect(**where) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT unit_no, area FROM units ORDER BY unit_no")
            return [(number, f"{area:.1f}") for number, area in cursor.fetchall()]

    def next_batch(days: int, fails: bool = False):
        batch = services.ask_batch(made.number, actor=liu, now=NOW + timedelta(days=days))
        beside.once(fails=fails)
        batch.refresh_from_db()
        return batch

    beside.identity.set_target("erp", described(**to_target(mysql)))
    beside.once()
    liu, given = stage.cast("liu"), {"node": beside.invited.number, "target": "erp", "table": "units", "rhythm": "manual"}  # fmt: skip
    made = services.subscribe(grant.number, given, "", actor=liu, now=NOW)
    beside.once()
    whole = units()
    assert [number for number, _ in whole] == [f"U0000{n}" for n in range(1, 7)]
    lines = table(6).splitlines(keepends=True)[1:]
    stage.deliver(Entry.objects.get(number=grant.entry), HEADER + "".join([lines[1].replace(whole[1][1], "99"), *lines[2:]]), now=NOW + timedelta(days=1))  # fmt: skip
    second = next_batch(1)
    assert (second.state, second.receipt["rows"], second.receipt["removed"]) == ("confirmed", 1, 1)
    assert units() == [("U00002", "99.0"), *whole[2:]]
    assert json.loads((beside.identity.receipts / f"{second.number}.json").read_text()) == second.signed
    mysql.run("DELETE FROM units WHERE unit_no = 'U00003'")
    touched = next_batch(2, fails=True)
    assert (touched.state, touched.error["cause"], len(units())) == ("failed", "unconfirmed", 4)
    mended = next_batch(3)
    assert (mended.state, mended.whole, units()) == ("confirmed", True, [("U00002", "99.0"), *whole[2:]])


def test_where_the_table_was_touched_the_ends_do_not_agree_and_all_is_sent_again(beside, server, subscribed, asked):
    beside.once()
    server.run("DELETE FROM units WHERE unit_no = 'U00001'")
    batch = asked(1)
    beside.once(fails=True)
    batch.refresh_from_db()
    assert (batch.state, batch.error["cause"], len(held(server))) == ("failed", "unconfirmed", 5)
    mended = asked(2)
    beside.once()
    mended.refresh_from_db()
    assert (mended.state, mended.whole, len(held(server))) == ("confirmed", True, 6)


def test_a_target_may_be_a_folder_and_its_manifest_says_from_which_snapshot_to_which(beside, stage, grant, tmp_path):
    place = tmp_path / "inbox"
    place.mkdir()
    beside.identity.set_target("inbox", described(kind="folder", folder=str(place)))
    beside.once()
    liu, given = stage.cast("liu"), {"node": beside.invited.number, "target": "inbox", "table": "units", "rhythm": "manual"}  # fmt: skip
    made = services.subscribe(grant.number, given, "", actor=liu, now=NOW)
    beside.once()
    lines = table(6).splitlines(keepends=True)[1:]
    stage.deliver(Entry.objects.get(number=grant.entry), HEADER + "".join(lines[1:]), now=NOW + timedelta(days=1))
    services.ask_batch(made.number, actor=liu, now=NOW + timedelta(days=1))
    beside.once()
    assert [each.state for each in made.batches.all()] == ["confirmed", "confirmed"]
    first, second = (json.loads(each.read_text()) for each in sorted(place.glob("*.json")))
    assert (first["kind"], first["rows"], second["kind"], second["since"], second["removed"]) == ("whole", 6, "change", first["snapshot"], 1)  # fmt: skip
    assert (place / second["files"][1]["name"]).read_text() == '"unit_no"\n"U00001"\n'
