"""Batches that go into folders: of this machine, and of a real SFTP server."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from tests.servers import SECRET, sftp

from gongshu.exchange import folders
from gongshu.exchange.batches import Due
from gongshu.exchange.errors import PlatformAway, TargetUnfit
from gongshu.exchange.frames import Reading, written
from gongshu.exchange.targets import described, target_of
from gongshu.outside.databases import digest_sql
from gongshu.outside.failures import Cause, OutsideFailed

pytestmark = pytest.mark.pure
NOW = datetime(2025, 9, 29, tzinfo=UTC)
DUE = Due(batch="b1", subscription="S-1", target="inbox", table="units", asked_at="2025-09-29T02:00:00+00:00", begun=False)  # fmt: skip
COLUMNS = [{"name": "no", "type": "text", "key": True}, {"name": "area", "type": "decimal", "key": False}, {"name": "said", "type": "text", "key": False}]  # fmt: skip
ROWS = [("U1", "63.5", '张"三,\n'), ("U2", None, ""), ("U3", "-1", None)]


def csv(rows):
    return "".join(",".join("" if cell is None else '"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows).encode()  # fmt: skip


def digest(rows):
    with duckdb.connect() as session:
        session.execute("CREATE TABLE t (a VARCHAR, b VARCHAR, c VARCHAR)")
        if rows:
            session.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        return session.execute(f"SELECT {digest_sql('duckdb', ['a', 'b', 'c'])} FROM t").fetchone()[0]


def batch(rows=ROWS, gone=(), *, ends=True, wrong=None, **changed):
    said = {"columns": COLUMNS, "whole": not gone, "rows": len(rows), "digest": digest(rows), "removed": len(gone), "table_rows": 3, "snapshot": "X-1.2", "since": "", **changed, **(wrong or {})}  # fmt: skip
    pieces = [*written(said, [csv(rows[:1]), csv(rows[1:])], [csv(gone)] if gone else [])]

    @contextmanager
    def fetched():
        yield Reading(pieces if ends else pieces[:-1])

    return fetched


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sftp")
    with sftp(folder) as (port, host_key):
        yield folder, described(kind="sftp", host="127.0.0.1", port=port, user="reader", secret=SECRET, host_key=host_key, folder="in")  # fmt: skip


@pytest.fixture(params=["folder", "sftp"])
def place(request, tmp_path, there):
    """The folder as it lies on the disk, and how the node describes it."""
    if request.param == "folder":
        return tmp_path, described(kind="folder", folder=str(tmp_path))
    inside = there[0] / request.node.name.replace("[", "-").rstrip("]")
    inside.mkdir()
    return inside, replace(there[1], folder=f"/{inside.name}")


def test_a_batch_is_a_file_with_a_manifest_and_is_there_whole(place):
    folder, said = place
    target = target_of(said)
    assert target.receipt(DUE) is None
    made = target.take(DUE, batch(), NOW)
    assert (made.rows, made.digest) == (3, digest(ROWS))
    assert target.receipt(DUE) == made
    assert sorted(each.name for each in folder.iterdir()) == ["units-20250929T020000-b1.csv", "units-20250929T020000-b1.json"]  # fmt: skip
    manifest = json.loads((folder / "units-20250929T020000-b1.json").read_text())
    (file,) = manifest["files"]
    content = (folder / file["name"]).read_bytes()
    assert (file["sha256"], file["bytes"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert content == b'"no","area","said"\n' + csv(ROWS)
    assert (manifest["kind"], manifest["rows"], manifest["snapshot"]) == ("whole", 3, "X-1.2")
    later = replace(DUE, batch="b2")
    changed = target.take(later, batch(ROWS[:1], [("U2",), ("U3",)], since="X-1.1"), NOW)
    assert (changed.rows, changed.removed) == (1, 2)
    assert (folder / "units-20250929T020000-b2-removed.csv").read_bytes() == b'"no"\n"U2"\n"U3"\n'


def test_a_file_may_be_parquet_with_the_types_of_the_items(tmp_path):
    target_of(described(kind="folder", folder=str(tmp_path), format="parquet")).take(DUE, batch(), NOW)
    with duckdb.connect() as session:
        found = session.execute(f"SELECT * FROM '{tmp_path}/*.parquet' ORDER BY 1").fetchall()
    assert [(no, None if area is None else float(area), said) for no, area, said in found] == [
        (no, None if area is None else float(area), said) for no, area, said in ROWS
    ]


@pytest.mark.parametrize("wrong", [{"rows": 2}, {"digest": "1"}])
def test_where_what_came_is_not_what_was_sent_nothing_stays(place, wrong):
    folder, said = place
    with pytest.raises(OutsideFailed) as told:
        target_of(said).take(DUE, batch(wrong=wrong), NOW)
    assert (told.value.cause, list(folder.iterdir())) == (Cause.UNCONFIRMED, [])


def test_a_batch_that_was_broken_off_leaves_nothing(place):
    folder, said = place
    with pytest.raises(PlatformAway):
        target_of(said).take(DUE, batch(ends=False), NOW)
    assert list(folder.iterdir()) == []


def test_what_was_half_written_when_the_node_ended_is_written_anew(place, monkeypatch):
    folder, said = place
    with monkeypatch.context() as patch:
        patch.setattr(folders.json, "dumps", lambda *given, **more: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            target_of(said).take(DUE, batch(), NOW)
    assert target_of(said).receipt(DUE) is None  # the manifest comes last
    (folder / ".units-20250929T020000-b1.csv.part").write_bytes(b"half")
    target_of(said).take(DUE, batch(), NOW)
    assert sorted(each.suffix for each in folder.iterdir()) == [".csv", ".json"]


def test_another_host_key_or_password_is_refused_before_anything_is_sent(there):
    _, said = there
    stranger = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJfkNV4OS33ImTXvorZr72q4v5XhVEQKfvqsxOEJ/XaR"
    for changed, cause in (({"host_key": stranger}, Cause.FORBIDDEN), ({"host_key": "ssh-rsa AAAA"}, Cause.FORBIDDEN), ({"secret": "x"}, Cause.CREDENTIAL), ({"port": 1}, Cause.UNREACHABLE), ({"folder": "/nowhere"}, Cause.MISSING)):  # fmt: skip
        with pytest.raises(OutsideFailed) as told:
            target_of(replace(said, **changed)).take(DUE, batch(), NOW)
        assert told.value.cause is cause, changed


def test_a_target_that_is_not_whole_is_refused_with_what_it_lacks(tmp_path):
    for said, lacks in (
        ({"kind": "ftp"}, "ftp"), ({"kind": "sftp", "host": "a", "user": "b", "folder": "c"}, "host_key, secret"), ({"kind": "postgresql"}, "host, user, database, secret"),
        ({"kind": "folder", "folder": str(tmp_path), "format": "xml"}, "xml"), ({"kind": "folder", "folder": str(tmp_path / "no")}, "no"),
    ):  # fmt: skip
        with pytest.raises(TargetUnfit, match=lacks):
            described(**said)
