"""Handing rows over to real servers: what both ends count is the same, or nothing stays there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from tests.servers import SECRET, Running, mariadb, source_postgresql

from gongshu.outside.databases import Column, Handover, Sent, Server, connected, digest_sql
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import read_allowed

pytestmark = pytest.mark.pure
NOW = datetime(2025, 9, 29, tzinfo=UTC)
COLUMNS = [
    Column(name="unit_no", type="text", key=True), Column(name="area", type="decimal"), Column(name="sealed", type="boolean"),
    Column(name="owner", type="text"), Column(name="day", type="date"), Column(name="at", type="datetime"), Column(name="floors", type="integer"),
]  # fmt: skip
ROWS = [
    ("U1", "63.5", "true", '张"三,\n', "2025-09-01", "2025-09-01 08:00:00", "3"), ("U2", None, "false", "", None, None, None), ("U3", "-1", None, None, None, None, "0"),
]  # fmt: skip


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with source_postgresql() if request.param == "postgresql" else mariadb() as running:
        yield running


def csv(rows):
    return [(",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in row) + "\n").encode() for row in rows]  # fmt: skip


def digest(rows):
    names = [f'"{each.name}"' for each in COLUMNS]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t ({', '.join(f'{name} VARCHAR' for name in names)})")
        if rows:
            connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' for _ in names)})", rows)
        return connection.execute(f"SELECT {digest_sql('duckdb', names)} FROM t").fetchone()[0]


def hand(
    server, given, removed=(), *, whole=False, expected=None, table="unit", subscription="S1", batch="b1", **changed
):
    said = Sent(batch=batch, subscription=subscription, table=table, whole=whole, rows=len(given), digest=digest(given), removed=len(removed), expected=expected)  # fmt: skip
    with connected(Server(**server.said), SECRET, [read_allowed(server.network)]) as (dialect, connection):
        work = Handover(dialect, connection, COLUMNS)
        work.prepare(table, subscription)
        return work.send(replace(said, **changed), csv(given), csv(removed), NOW), work.receipt(table, batch)


def held(server, what="unit_no", table="unit"):
    from gongshu.outside.databases import describe, rows_of, window_of

    with connected(Server(**server.said), SECRET, [read_allowed(server.network)]) as (dialect, connection):
        found = describe(dialect, connection, table)
        window = window_of(dialect, connection, found, "", {}, overlap=None)
        text = b"".join(rows_of(dialect, connection, found, {each: each for each in what.split()}, window)).decode()
    return text.splitlines()[1:]


def test_a_whole_batch_and_then_a_change_arrive_and_both_ends_say_the_same(server):
    sent, kept = hand(server, ROWS, whole=True, expected=3)
    assert sent == kept
    assert held(server, "unit_no floors") == ["U1,3", "U2,", "U3,0"]
    changed = [("U1", "70", "true", "李四", None, None, "4"), ("U4", "1", None, "", None, None, None)]
    sent, _ = hand(server, changed, [("U2",)], expected=3, batch="b2")
    assert (sent.rows, sent.removed, sent.table_rows) == (2, 1, 3)
    assert held(server, "unit_no floors") == ["U1,4", "U3,0", "U4,"]
    sent, _ = hand(server, [], [], expected=3, batch="b3")  # nothing changed
    assert (sent.rows, sent.digest) == (0, "0")


@pytest.mark.parametrize("wrong", [{"digest": "1"}, {"rows": 2}, {"expected": 9}])
def test_where_the_ends_do_not_agree_nothing_stays(server, wrong):
    hand(server, ROWS, whole=True, expected=3, batch=f"before {wrong}")
    with pytest.raises(OutsideFailed) as failed:
        hand(server, ROWS[:1], whole=True, **{"expected": 1, "batch": f"wrong {wrong}", **wrong})
    assert failed.value.cause is Cause.UNCONFIRMED
    assert len(held(server)) == 3
    with connected(Server(**server.said), SECRET, [read_allowed(server.network)]) as (dialect, connection):
        assert Handover(dialect, connection, COLUMNS).receipt("unit", f"wrong {wrong}") is None


def test_a_table_that_holds_rows_of_somebody_else_is_left_alone(server):
    server.run("CREATE TABLE own (unit_no varchar(20))", "INSERT INTO own VALUES ('X')")
    with pytest.raises(OutsideFailed) as failed:
        hand(server, ROWS, whole=True, expected=3, table="own", subscription="S9", batch="b9")
    assert "清空" in failed.value.remedy["zh"]
    assert held(server, table="own") == ["X"]


def test_a_small_change_of_a_large_table_is_found_by_its_key_and_without_one_by_a_join(server):
    many = [(f"U{n:05}", None, None, "x", None, None, None) for n in range(4000)]
    for table, bare in (("keyed", False), ("bare", True)):
        if bare:
            server.run("CREATE TABLE bare (unit_no varchar(28), area decimal(12,2), sealed boolean, owner varchar(20), day date, at timestamp NULL, floors int)")  # fmt: skip
        hand(server, many, whole=True, expected=4000, table=table, batch=f"{table} 1", subscription=table)
        changed = [("U00007", None, None, "y", None, None, None), ("U09999", None, None, "y", None, None, None)]
        sent, _ = hand(server, changed, [("U03999",)], expected=4000, table=table, batch=f"{table} 2", subscription=table)  # fmt: skip
        assert (sent.rows, sent.removed, sent.table_rows) == (2, 1, 4000)
        assert [each for each in held(server, "unit_no owner", table) if not each.endswith(",x")] == ["U00007,y", "U09999,y"]  # fmt: skip
