"""Databases of other systems, asked at real servers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.servers import SECRET, Running, mariadb, source_postgresql

from gongshu.outside.databases import CodeTable, Server, code_tables, connected, describe, rows_of, tables, window_of
from gongshu.outside.databases.describing import kind_of
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import read_allowed

pytestmark = pytest.mark.pure
TABLE = {
    "postgresql": (
        "CREATE SCHEMA reg", """CREATE TABLE reg.unit (unit_no varchar(28) PRIMARY KEY, area numeric(12,2), sealed boolean NOT NULL, owner text, photo bytea,
        changed_at timestamptz NOT NULL)""", "COMMENT ON TABLE reg.unit IS '不动产单元'", "COMMENT ON COLUMN reg.unit.unit_no IS '不动产单元号'",
        "INSERT INTO reg.unit VALUES ('U2', 63.50, true, E'张\"三\\n', NULL, '2025-09-01 08:00+08'), ('U1', NULL, false, '', '\\x00', '2025-09-02 00:00+00')",
    ),
    "mysql": (
        """CREATE TABLE unit (unit_no varchar(28) PRIMARY KEY COMMENT '不动产单元号', area decimal(12,2), sealed tinyint(1) NOT NULL, owner text, photo blob,
        changed_at timestamp NOT NULL) COMMENT '不动产单元'""",
        "SET time_zone = '+08:00'",
        "INSERT INTO unit VALUES ('U2', 63.50, true, '张\"三\\n', NULL, '2025-09-01 08:00'), ('U1', NULL, false, '', '0', '2025-09-02 08:00')",
    ),
}  # fmt: skip
NAMES = {"postgresql": "reg.unit", "mysql": "unit"}
ALL = {"unit_no": "unit_no", "area": "mj", "sealed": "sealed", "owner": "owner", "changed_at": "changed_at"}


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with source_postgresql() if request.param == "postgresql" else mariadb() as running:
        running.run(*TABLE[request.param])
        yield running


def reach(server: Running, secret: str = SECRET, networks: tuple[str, ...] | None = None, **changed: object):
    allowed = [read_allowed(each) for each in ((server.network,) if networks is None else networks)]
    return connected(Server(**{**server.said, **changed}), secret, allowed)


def read(server: Running, mark: str = "", before=None, overlap=None):
    with reach(server) as (dialect, connection):
        table = describe(dialect, connection, NAMES[server.dialect])
        window = window_of(dialect, connection, table, mark, before or {}, overlap=overlap)
        if window is None:
            return None, {}
        return b"".join(rows_of(dialect, connection, table, ALL, window)).decode(), window.mark


def test_a_table_is_described_with_its_key_its_types_and_its_comments(server):
    with reach(server) as (dialect, connection):
        found = describe(dialect, connection, NAMES[server.dialect])
        assert ("不动产单元" in dict(tables(dialect, connection)).values(), found.comment) == (True, "不动产单元")
    held = {each.name: (each.type, each.required) for each in found.columns}
    assert held == {
        "unit_no": ("text", True), "area": ("decimal", False), "sealed": ("boolean", True), "owner": ("text", False), "photo": ("", False),
        "changed_at": ("datetime", True),
    }  # fmt: skip
    first = found.columns[0]
    assert (found.key, first.comment, first.length) == (("unit_no",), "不动产单元号", 28)


CODED = (
    "CREATE TABLE {0}purpose (code char(2) PRIMARY KEY, sort int, use_name varchar(20))", "INSERT INTO {0}purpose VALUES ('02', 1, '商业'), ('01', 2, '住宅 ')",
    "CREATE TABLE {0}hall (id int PRIMARY KEY, street varchar(20), zip varchar(6))", "CREATE TABLE {0}pair (a int, b int, PRIMARY KEY (a, b))",
    "CREATE TABLE {0}many (code int PRIMARY KEY, label varchar(20))", "INSERT INTO {0}many SELECT a.n * 100 + b.n * 10 + c.n, 'x' FROM {1} a, {1} b, {1} c WHERE a.n < 3",
    """CREATE TABLE {0}flat (no int PRIMARY KEY, used char(2), hall int, a int, b int, many int, FOREIGN KEY (used) REFERENCES {0}purpose (code),
    FOREIGN KEY (hall) REFERENCES {0}hall (id), FOREIGN KEY (a, b) REFERENCES {0}pair (a, b), FOREIGN KEY (many) REFERENCES {0}many (code))""",
)  # fmt: skip


def test_the_table_that_explains_a_columns_codes_is_found_by_its_foreign_key(server):
    schema = "reg." if server.dialect == "postgresql" else ""
    ten = "(SELECT 0 n " + " ".join(f"UNION SELECT {n}" for n in range(1, 10)) + ")"
    server.run(*(each.format(schema, ten) for each in CODED))
    with reach(server) as (dialect, connection):
        found = code_tables(dialect, connection, f"{schema}flat")
    place = schema or "source."
    assert sorted(found, key=lambda each: each.column) == [
        CodeTable(column="hall", table=f"{place}hall", comment="", codes=None),  # which of two texts is the name, nobody said
        CodeTable(column="many", table=f"{place}many", comment="", codes=None),  # 300 rows are no code table
        CodeTable(column="used", table=f"{place}purpose", comment="", codes=(("01", "住宅"), ("02", "商业"))),
    ]  # fmt: skip


def test_a_whole_table_comes_in_the_order_of_its_key_as_the_clock_on_the_wall_shows_it(server):
    text, mark = read(server)
    lines = text.splitlines()
    assert (lines[0], mark) == ("unit_no,mj,sealed,owner,changed_at", {})
    assert lines[1].startswith("U1,,")
    assert lines[1].endswith("2025-09-02 08:00:00")
    assert lines[2].startswith("U2,63.50,")
    assert '"张""三' in text


def test_what_changed_since_the_mark_comes_and_nothing_where_nothing_did(server):
    _, mark = read(server, "changed_at")
    assert (mark["value"], mark["rows"]) == ("2025-09-02 08:00:00", 1)
    assert read(server, "changed_at", mark) == (None, {})
    key = NAMES[server.dialect]
    server.run(f"INSERT INTO {key} (unit_no, sealed, changed_at) VALUES ('U3', false, '2025-09-02 08:00:00+08')" if server.dialect == "postgresql" else f"INSERT INTO {key} (unit_no, sealed, changed_at) VALUES ('U3', false, FROM_UNIXTIME(UNIX_TIMESTAMP('2025-09-02 00:00:00')))")  # fmt: skip
    try:
        if server.dialect == "postgresql":
            # A second row of the same moment is found, for rows at the mark are read again where a key tells them apart.
            text, later = read(server, "changed_at", mark, timedelta())
            assert ([line[:2] for line in text.splitlines()[1:]], later["rows"]) == (["U1", "U3"], 2)
        text, _ = read(server, "changed_at", {**mark, "rows": 9}, timedelta(days=2))
        assert "U2" in text
    finally:
        server.run(f"DELETE FROM {key} WHERE unit_no = 'U3'")


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"secret": "wrong"}, Cause.CREDENTIAL), ({"database": "nowhere"}, Cause.MISSING), ({"networks": ()}, Cause.FORBIDDEN),
        ({"port": 1, "networks": ("127.0.0.1",)}, Cause.UNREACHABLE),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_without_the_servers_own_words(server, changed, cause):
    with pytest.raises(OutsideFailed) as failed, reach(server, **changed):
        pass
    # A user of MariaDB who may not see a database is not told whether there is one.
    assert failed.value.cause in (cause, Cause.CREDENTIAL if changed.get("database") else cause)
    assert not {word for word in ("wrong", server.user, "127.0.0.1") if word in str(failed.value)}


def test_a_table_that_is_not_there_is_missing_and_is_not_tried_again(server):
    with pytest.raises(OutsideFailed) as failed, reach(server) as (dialect, connection):
        describe(dialect, connection, "nothing")
    assert (failed.value.cause, failed.value.is_transient) == (Cause.MISSING, False)


def test_a_driver_that_is_not_installed_is_named():
    with pytest.raises(OutsideFailed) as failed, connected(Server(dialect="oracle", host="127.0.0.1", port=1521, database="x", user="y"), "z", []):  # fmt: skip
        pass
    assert (failed.value.cause, "oracledb" in failed.value.because["zh"]) == (Cause.DRIVER, True)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("int4", "integer"), ("integer", "integer"), ("bigint(20) unsigned", "decimal"), ("bigint unsigned", "decimal"), ("interval", "text"),
        ("numeric(12,2)", "decimal"), ("double precision", "decimal"), ("timestamp(6) without time zone", "datetime"), ("date", "date"),
        ("character varying(28)", "text"), ("tinyint(1)", "boolean"), ("NUMBER(0)", "integer"), ("NUMBER", "decimal"), ("integer[]", "text"),
        ("varbinary(16)", ""), ("datetime2", "datetime"), ("uuid", "text"), ("point", ""),
    ],
)  # fmt: skip
def test_the_type_of_a_column_tells_which_item_holds_it(said, kind):
    assert kind_of(said) == kind
