"""What a receiver's table needs to be as a snapshot: all rows, or those that are new, changed or gone since another snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import duckdb
from pyarrow import csv as arrow

from .columns import quoted
from .conditions import compile_condition
from .engine import DuckEngine, Ref, known
from .export import BATCH, Selected
from .mask import Mask, mask_sql

DigestSql = Callable[[str, Sequence[str]], str]  # from the dialect and quoted names to the expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which items of which rows, how masked."""

    items: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A change as it is computed before anything leaves."""

    rows: int  # new and changed ones; all where there is no older snapshot
    digest: str
    removed: int
    expected: int  # rows of the snapshot within the cut


class Changes:
    """The difference between two snapshots under one cut; use it within its `with`, for it holds a session of the engine."""

    def __init__(self, engine: DuckEngine, old: Ref | None, new: Ref, cut: Cut, keys: Sequence[str]) -> None:
        self._engine, self._old, self._new, self._cut, self._keys = engine, old, new, cut, tuple(keys)
        self._views = {"b": new} | ({"a": old} if old is not None else {})
        self._opened: Any = None
        self._compared = False

    @property
    def is_whole(self) -> bool:
        """Whether all rows go, whatever there was before."""
        return self._old is None

    @property
    def keys(self) -> tuple[str, ...]:
        return self._keys

    def __enter__(self) -> Changes:
        self._opened = self._engine.session(self._views)
        self._session: duckdb.DuckDBPyConnection = self._opened.__enter__()
        return self

    def __exit__(self, *told: Any) -> None:
        self._opened.__exit__(*told)

    def counted(self, digest_sql: DigestSql) -> Counted:
        """Return how many rows the change has, and their digest. Raises: ColumnUnknown, ConditionInvalid, SnapshotMissing."""
        text, values = self._changed()
        names = [quoted(each) for each in self._cut.items]
        rows, digest = self._session.execute(f"SELECT count(*), {digest_sql('duckdb', names)} FROM ({text})", values).fetchall()[0]  # fmt: skip
        whole, given = self._within("b", self._new)
        expected = self._session.execute(f"SELECT count(*) FROM ({whole})", given).fetchall()[0][0]
        gone = 0
        if self._old is not None:
            gone = self._session.execute(f"SELECT count(*) FROM ({self._lost()})").fetchall()[0][0]
        return Counted(rows=int(rows), digest=str(digest), removed=int(gone), expected=int(expected))

    def rows(self) -> Iterator[bytes]:
        """Yield the new and changed rows as CSV without a header: nothing for no value, quotation marks for text."""
        return self._written(*self._changed())

    def removed(self) -> Iterator[bytes]:
        """Yield the keys of the rows that are gone, likewise."""
        return self._written(self._lost(), []) if self._old is not None else iter(())

    def _written(self, sql: str, values: list[Any]) -> Iterator[bytes]:
        for batch in self._session.execute(sql, values).to_arrow_reader(BATCH):
            out = BytesIO()
            arrow.write_csv(batch, out, arrow.WriteOptions(include_header=False))
            yield out.getvalue()

    def _changed(self) -> tuple[str, list[Any]]:
        """Return the SELECT of the rows that go, as text; of a difference in the order of the key, so that the receiver's index is walked along."""
        if self._old is None:
            plain, values = self._within("b", self._new)
            return self._as_text(plain, values, self._cut.items), values
        self._compare(self._old)
        order = ", ".join(quoted(each) for each in self._keys)
        return self._as_text(f"SELECT * FROM changed ORDER BY {order}", [], self._cut.items), []

    def _lost(self) -> str:
        assert self._old is not None
        self._compare(self._old)
        order = ", ".join(quoted(each) for each in self._keys)
        return self._as_text(f"SELECT * FROM lost ORDER BY {order}", [], self._keys)

    def _compare(self, old: Ref) -> None:
        """Keep what differs, once for counts and rows. Values are compared as they are; only those that go become text."""
        if self._compared:
            return
        (before, given), (now, values) = self._within("a", old), self._within("b", self._new)
        earlier, later = self._kinds(old), self._kinds(self._new)
        if any(earlier[code] != later[code] for code in self._cut.items):
            # 1 and 1.0 are one number and two texts, and it is the texts that the receiver has.
            before, now = self._as_text(before, given, self._cut.items), self._as_text(now, values, self._cut.items)
        places = [f"k{n}" for n in range(len(self._keys))]
        keys, same = ", ".join(quoted(each) for each in self._keys), ", ".join(places)
        self._session.execute(
            f"CREATE TEMP TABLE differing AS SELECT {same}, now.h IS NULL AS gone FROM ({self._hashed(now)}) now "
            f"FULL JOIN ({self._hashed(before)}) before USING ({same}) WHERE now.h IS DISTINCT FROM before.h",
            [*values, *given],
        )
        self._session.execute(f"CREATE TEMP TABLE changed AS SELECT * FROM ({now}) WHERE ({keys}) IN (SELECT ({same}) FROM differing WHERE NOT gone)", values)  # fmt: skip
        named = ", ".join(f"{place} AS {quoted(key)}" for place, key in zip(places, self._keys, strict=True))
        self._session.execute(f"CREATE TEMP TABLE lost AS SELECT {named} FROM differing WHERE gone")
        self._compared = True

    def _hashed(self, sql: str) -> str:
        """Return the SELECT of the keys of rows and of 64 bits of each: two rows are compared only where they have one key."""
        cells = ", ".join(quoted(each) for each in self._cut.items)
        keys = ", ".join(f"{quoted(each)} AS k{n}" for n, each in enumerate(self._keys))
        return f"SELECT {keys}, hash({cells}) AS h FROM ({sql})"

    def _kinds(self, ref: Ref) -> dict[str, str]:
        """Return the SQL types of a snapshot's columns. Raises: ColumnUnknown where it lacks an item of the cut."""
        kinds = {column.code: column.sql_type for column in self._engine.tables.columns(ref.entry, ref.snapshot_id)}
        for code in self._cut.items:
            known(code, list(kinds))
        return kinds

    def _within(self, view: str, ref: Ref) -> tuple[str, list[Any]]:
        """Return the SELECT of the cut of one snapshot, masked where it is to be. Raises: ColumnUnknown, ConditionInvalid."""
        kinds = self._kinds(ref)
        condition, values = compile_condition(self._cut.where, kinds)
        cells = ", ".join(f"{mask_sql(self._cut.masks.get(code, Mask.NONE), quoted(code))} AS {quoted(code)}" for code in self._cut.items)  # fmt: skip
        return f"SELECT {cells} FROM {view} WHERE {condition}", values

    def _as_text(self, sql: str, values: list[Any], names: Sequence[str]) -> str:
        plain = Selected(self._session, sql, values, names).as_text("'true'", "'false'")
        texts = ", ".join(f"CAST({quoted(code)} AS VARCHAR) AS {quoted(code)}" for code in names)
        return f"SELECT {texts} FROM ({plain})"
