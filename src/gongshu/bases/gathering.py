"""What the lake does for a base: the records as one encrypted file, the figures of a build, and single records by their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO, Any, cast

import duckdb
from django.conf import settings

from gongshu.bases.reading import Said, table
from gongshu.catalogue import lake
from gongshu.collection import sources
from gongshu.collection.sources import Source
from gongshu.collection.spool import Writer
from gongshu.collection.steps import new_number
from gongshu.lake.columns import literal, quoted
from gongshu.lake.engine import Ref
from gongshu.lake.export import write
from gongshu.lake.matching.definition import Definition
from gongshu.lake.matching.golden import (
    KEY,
    aside_sql,
    conflicts_sql,
    day_column,
    golden_sql,
    repeats_sql,
    source_column,
)
from gongshu.lake.matching.keys import normal_sql
from gongshu.lake.matching.making import Making
from gongshu.lake.spark.making import made
from gongshu.outside.sealing import seal, unseal

PURPOSE = "keys of contradicting records"  # of the key that is derived from the node's master key
MOST = 20_000  # contradictions kept of one build; their counts are always whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a build found. Keys of contradictions are sealed; no value leaves the lake but into the file."""

    source: Source
    records: int
    filled: Mapping[str, int]  # records with a value, by item
    aside: Mapping[tuple[int, str], int]  # rows without a valid key, by place of the member and fault
    conflicts: Mapping[str, int]  # keys, by item
    found: Sequence[tuple[str, list[int], bytes]]  # item, places of the members, sealed key


def gather(said: Said, refs: Sequence[Ref], today: date) -> Gathered:
    """Make the records out of these snapshots, in the order of the members, and leave them in the spool.

    A cluster makes them where the node has one and a member is large; the records are the same.
    """
    with lake.engine() as engine:
        tables = {table(n): ref for n, ref in enumerate(refs, 1)}
        return made(engine, tables, lambda making: _gathered(making, said, today))


def _gathered(making: Making, said: Said, today: date) -> Gathered:
    base = said.compiled()
    repeating = [each.name for each in base.members if making.ask(repeats_sql(base, each))[0][0]]
    making.keep("golden", golden_sql(base, today, repeating=repeating))
    counts = ", ".join(["count(*)", *(f"count({quoted(each.code)})" for each in base.items)])
    records, *filled = making.ask(f"SELECT {counts} FROM golden")[0]
    aside = making.ask(
        f"SELECT member, fault, count(*) AS n FROM ({aside_sql(base, today)}) AS a GROUP BY member, fault"
    )
    conflicts, found = _contradictions(making, base, today)
    return Gathered(
        source=_spooled(making, said, base), records=records,
        filled={item.code: count for item, count in zip(base.items, filled, strict=True)},
        aside={(member, str(fault)): count for member, fault, count in aside}, conflicts=conflicts, found=found,
    )  # fmt: skip


def _contradictions(
    making: Making, base: Definition, today: date
) -> tuple[dict[str, int], list[tuple[str, list[int], bytes]]]:
    making.keep(
        "differing_keys",
        f"SELECT key, item, list_sort(list(DISTINCT member)) AS members FROM ({conflicts_sql(base, today)}) AS c GROUP BY key, item",
    )
    rows = making.ask("SELECT item, count(*) AS n FROM differing_keys GROUP BY item")
    counted = {row[0]: row[1] for row in rows}
    kept = making.ask(f"SELECT item, members, key FROM differing_keys ORDER BY key, item LIMIT {MOST}")
    secret = settings.GONGSHU.derived(PURPOSE)
    return counted, [(item, list(members), seal(key, secret, PURPOSE)) for item, members, key in kept]


def opened_key(sealed: bytes | memoryview) -> str:
    return unseal(bytes(sealed), settings.GONGSHU.derived(PURPOSE), PURPOSE)


def _spooled(making: Making, said: Said, base: Definition) -> Source:
    """Return the records as an upload in the spool: codes of the entries in place of the numbers of members, in the order of the key."""
    entries = " ".join(f"WHEN {place} THEN {literal(each.entry)}" for place, each in enumerate(said.members, 1))
    cells, titles = [f"{KEY} AS k0"], [said.key["name"]]
    for place, item in enumerate(said.items, 1):
        cells += [
            f"{quoted(item.code)} AS k{place}",
            f"CASE {quoted(source_column(item.code))} {entries} END AS f{place}",
        ]
        titles += [item.name, f"{item.name}来源"]
    number = new_number()
    writer = Writer(number)
    try:
        with making.rows(f"SELECT {', '.join(cells)} FROM golden ORDER BY {KEY}", titles) as selected:
            write(selected, "csv", cast("IO[bytes]", _Out(writer)))
    except BaseException:
        writer.close()
        sources.drop(_source(said, number, writer))
        raise
    writer.close()
    return _source(said, number, writer)


def _source(said: Said, number: str, writer: Writer) -> Source:
    name = f"{said.title}.csv"
    return Source(name=name, size=writer.size, digest=writer.digest, number=number, spool_key=writer.key.key_id)


class _Out:
    """The spool as a stream."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def write(self, block: bytes) -> int:
        self._writer.take(bytes(block))
        return len(block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What one source says of an item of one key."""

    place: int  # of the member
    value: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One golden record: of each item the value that counts, and what sources say differently."""

    key: str
    values: Mapping[str, Value | None]
    differing: Mapping[str, Sequence[Value]]


def normal_key(said: Said, written: str) -> str:
    """Return a key as it is compared; empty where nothing is left of it."""
    with lake.engine() as engine:
        sql = f"SELECT {normal_sql('k', said.compiled().key)} FROM (SELECT ? AS k) AS w"
        return str(engine.query(sql, {}, [written]).rows[0][0] or "")


def records(said: Said, refs: Sequence[Ref], keys: Sequence[str], today: date) -> dict[str, Record]:
    """Return the records of these normal keys, by key, made by the same statements as a build."""
    base = said.compiled()
    with _narrowed(base, refs, keys) as session:
        done = session.execute(golden_sql(base, today, repeating=[each.name for each in base.members]))
        names = [column[0] for column in done.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in done.fetchall()]
        contradicting: dict[tuple[str, str], list[Value]] = {}
        for key, item, member, value in session.execute(conflicts_sql(base, today)).fetchall():
            contradicting.setdefault((key, item), []).append(Value(place=member, value=value))
    found = {}
    for row in rows:
        differing = {item.code: contradicting.get((row[KEY], item.code), []) for item in base.items}
        found[row[KEY]] = Record(
            key=row[KEY],
            values={item.code: _value(row, item.code) for item in base.items},
            differing={
                code: sorted(each, key=lambda one: (one.place, one.value)) for code, each in differing.items() if each
            },
        )
    return found


def _value(row: Mapping[str, Any], code: str) -> Value | None:
    place = row[source_column(code)]
    return None if place is None else Value(place=place, value=str(row[code]), as_of=row[day_column(place)])


@contextmanager
def _narrowed(base: Definition, refs: Sequence[Ref], keys: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a session in which the members hold the rows of these keys alone."""
    wanted = ", ".join(literal(key) for key in keys) or "NULL"
    tables = {f"all_{table(number)}": ref for number, ref in enumerate(refs, 1)}
    with lake.engine() as engine, engine.session(tables) as session:
        for member in base.members:
            key = normal_sql(quoted(member.key), base.key)
            session.execute(
                f"CREATE TEMP VIEW {quoted(member.name)} AS SELECT * FROM {quoted(f'all_{member.name}')} WHERE {key} IN ({wanted})"
            )
        yield session
