"""What type each column has, judged by every cell of the file: for files whose entry declares no items."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from .casting import ISO_DAY, SCIENTIFIC, plain_sql, row_fault_sql, value_sql
from .columns import Column, ColumnType, literal
from .feeds import Feed
from .written import NULLS, null_word_sql

# Names of items whose values are made of digits and are no numbers; 序号 alone of those in 号 counts.
CODE_NAMES = re.compile(
    r"号码|编号|证号|账号|卡号|代码|编码|邮编|电话|手机|区号|工号|学号|区划$|(?<!序)[号]$|(^|[_\s])(code|tel|phone|mobile|fax|zip|postcode|uscc)s?$|[a-z]Code$|^adcode$",
    re.IGNORECASE,
)
DATE_NAMES = re.compile(r"日期|时间|年月日|date|time|day", re.IGNORECASE)
LONGEST_NUMBER = 15  # Digits; longer ones are numbers of cards and persons
CODE_LENGTH = 11  # Digits: values that are all equally long from here on are phone numbers and codes

# Cells that may be numbers or days as people write them. A month alone, a number in brackets and a serial can be meant otherwise.
WRITTEN = re.compile(
    r"(?!.*月份?\s*$)[\s0-9０-９,，.．%％¥￥元百千万亿+\-−－/年月日号时分秒点:：〇零一二三四五六七八九十]+|[(（][0-9０-９,，]+[.．][0-9０-９]+[)）]"
)
PLAIN = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]*)?\s*|[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+)?")
SERIAL = "[0-9]{5}(\\.[0-9]+)?"
READ = (ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.DATE, ColumnType.DATETIME)

TESTS = (
    "filled", "integer", "decimal", "boolean", "date", "datetime", "zeros", "longest", "shortest", "named_dates", "values",
)  # fmt: skip
LONGEST_VALUE = 200  # characters of a value; what stands behind them tells nothing more
SAMPLED = 300  # different values of a column that are looked at for what they tell


FIRST = 5  # Numbers of records that are told for each finding
WIDE = 50  # columns in one statement; planning takes time that grows faster than their number


def marked_sql(feed: Feed) -> str:
    """Return the SELECT of every record with `fault`, the code of the finding that keeps it from being data; NULL if there is none."""
    row = row_fault_sql(feed.cells, list(feed.header))
    fault = f"coalesce(_problem, {row})" if feed.careful else row
    damaged = " OR ".join(f"contains({cell}, '�')" for cell in feed.cells) if feed.recoded else "false"
    cells = ", ".join(feed.cells)
    number = "_record" if feed.careful else "NULL::BIGINT"
    return f"SELECT {cells}, {number} AS number, coalesce({fault}, CASE WHEN {damaged} THEN 'encoding-error' END) AS fault FROM {feed.sql}"


def judged_sql(cells: Sequence[str], source: str, written: Mapping[str, str] | None = None) -> str:
    """Return the SELECT of a row for good records and one for each finding: its code, how many, the first numbers, and the figures of TESTS by column.

    `written` are the names of those columns whose cells are read as people write them, by their cell.
    """
    # Groups and no FILTER: with a filter on each figure, memory grows with the square of the number of columns.
    figures = ", ".join(test for cell in cells for test in _tests(cell, (written or {}).get(cell)))
    return f"SELECT fault, count(*), min(number, {FIRST}), {figures} FROM ({source}) GROUP BY fault"


def written_columns(connection: duckdb.DuckDBPyConnection, feed: Feed) -> dict[str, str]:
    """Return cell and name of the columns that are numbers or days as people write them, as far as the sample tells.

    Reading them so is too slow to be tried on every column of text.
    """
    found: dict[str, str] = {}
    for place, (cell, name) in enumerate(zip(feed.cells, feed.names, strict=True)):
        cells = (row[place] for row in feed.sample if place < len(row))
        filled = {value for value in cells if value and value.strip()}
        values = [value for value in filled if value.strip().lower() not in NULLS]
        plain = len(filled) == len(values) and all(map(PLAIN.fullmatch, values))
        if not values or plain or CODE_NAMES.search(name) or not all(map(WRITTEN.fullmatch, values)):
            continue
        read = ", ".join(
            f"count({value_sql('v', Column(name, 'x', kind))}), count({plain_sql('v', kind)})" for kind in READ
        )
        counts = connection.execute(f"SELECT {read} FROM (SELECT unnest(?) AS v)", [values]).fetchone() or ()
        if len(values) in counts[::2] and (len(values) not in counts[1::2] or len(filled) > len(values)):
            found[cell] = name
    return found


def _tests(cell: str, written: str | None) -> list[str]:
    def value(kind: ColumnType) -> str:
        return plain_sql(cell, kind) if written is None else value_sql(cell, Column(written, "x", kind))

    digits = f"regexp_full_match({cell}, '[0-9]+')"
    compact = "(19|20)[0-9]{6}|[0-9]{4}[.][0-9]{1,2}[.][0-9]{1,2}"
    named_date = f"regexp_full_match({cell}, '{compact}')"
    return [
        f"count(CASE WHEN trim({cell}) <> ''{'' if written is None else f' AND NOT {null_word_sql(cell)}'} THEN 1 END)",
        f"count({value(ColumnType.INTEGER)})",
        f"count({value(ColumnType.DECIMAL)})",
        f"count(CASE WHEN {cell} IN ('是', '否', 'true', 'false', 'TRUE', 'FALSE', 'True', 'False') THEN 1 END)",
        # A number of eight digits is a date only where the name says so.
        f"count(CASE WHEN regexp_full_match({cell}, '\\s*{ISO_DAY}\\s*|.*年.*') THEN {value(ColumnType.DATE)} END)",
        f"count(CASE WHEN contains({cell}, ':') OR contains({cell}, '-') OR contains({cell}, '年') "
        f"THEN {value(ColumnType.DATETIME)} END)",
        f"count(CASE WHEN regexp_full_match({cell}, '0[0-9]+') OR regexp_full_match({cell}, '{SCIENTIFIC}') THEN 1 END)",
        f"max(CASE WHEN {digits} THEN length({cell}) END)",
        f"min(CASE WHEN {digits} THEN length({cell}) END)",
        f"count(CASE WHEN {named_date if written is None else f'NOT regexp_full_match({cell}, {literal(SERIAL)})'} THEN {value(ColumnType.DATE)} END)",
        f"approx_top_k(left({cell}, {LONGEST_VALUE}), {SAMPLED})",
    ]


def types_of(names: Sequence[str], figures: Sequence[Any]) -> list[ColumnType]:
    """Return the type of every column from the figures of `judged_sql`."""
    width = len(TESTS)
    return [
        type_of(name, dict(zip(TESTS, figures[i * width : (i + 1) * width], strict=True)))
        for i, name in enumerate(names)
    ]


def type_of(name: str, seen: Mapping[str, Any]) -> ColumnType:
    """Return the narrowest type that every filled cell of the column fits; codes made of digits stay text."""
    filled = seen["filled"]
    if not filled:
        return ColumnType.TEXT
    if seen["named_dates"] == filled and DATE_NAMES.search(name):
        return ColumnType.DATE
    if seen["integer"] == filled:
        return ColumnType.TEXT if _is_code(name, seen) else ColumnType.INTEGER
    fitting = {
        ColumnType.DECIMAL: "decimal",
        ColumnType.BOOLEAN: "boolean",
        ColumnType.DATE: "date",
        ColumnType.DATETIME: "datetime",
    }
    for kind, test in fitting.items():
        if seen[test] == filled and not (
            kind is ColumnType.DECIMAL and (_is_code(name, seen) or CODE_NAMES.search(name))
        ):
            return kind
    return ColumnType.TEXT


def _is_code(name: str, seen: Mapping[str, Any]) -> bool:
    longest, shortest = seen["longest"] or 0, seen["shortest"] or 0
    return bool(
        seen["zeros"]
        or longest > LONGEST_NUMBER
        or (longest == shortest and longest >= CODE_LENGTH)
        or CODE_NAMES.search(name)
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """What all records of one table tell: good ones, for each column its type and different values of it, and what is wrong with the others.

    `reasons`: code of a finding → how many records have it, and the numbers of the first.
    """

    good: int
    kinds: list[ColumnType]
    values: list[list[str]]
    reasons: Mapping[str, tuple[int, tuple[int, ...]]]

    @property
    def rejected(self) -> int:
        return sum(rows for rows, _ in self.reasons.values())


def judge(connection: duckdb.DuckDBPyConnection, feed: Feed) -> Judged:
    """Return what one table holds, in one scan; a wide one is kept aside and judged in parts."""
    cells, source = list(feed.cells), marked_sql(feed)
    written = written_columns(connection, feed)
    if len(cells) > WIDE:
        # Text in a table of this connection: what does not fit into memory spills encrypted, and goes with the connection.
        connection.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {source}")
        source = "FROM judged"
    counts: dict[str | None, tuple[int, Sequence[int]]] = {}
    figures: list[Any] = []
    for start in range(0, len(cells), WIDE):
        part = cells[start : start + WIDE]
        # All rows are fetched, for the reject table is filled only when the statement has ended.
        rows = {row[0]: row[1:] for row in connection.execute(judged_sql(part, source, written)).fetchall()}
        counts = {fault: (row[0], row[1] or ()) for fault, row in rows.items()}
        figures += rows[None][2:] if None in rows else [0] * (len(part) * len(TESTS))
    good, _ = counts.pop(None, (0, ()))
    reasons = {str(fault): (many, tuple(numbers)) for fault, (many, numbers) in sorted(counts.items(), key=str)}
    values = [figures[place] or [] for place in range(TESTS.index("values"), len(figures), len(TESTS))]
    return Judged(good, types_of(feed.names, figures), values, reasons)


def first_faults(connection: duckdb.DuckDBPyConnection, feed: Feed) -> dict[str, list[int]]:
    """Return for each finding the places of the first records among those that a fast feed yields, from 1."""
    numbered = f"SELECT row_number() OVER () AS place, fault FROM ({marked_sql(feed)})"
    found = connection.execute(
        f"SELECT fault, min(place, {FIRST}) FROM ({numbered}) WHERE fault IS NOT NULL GROUP BY fault"
    )
    return {str(fault): list(places) for fault, places in found.fetchall()}
