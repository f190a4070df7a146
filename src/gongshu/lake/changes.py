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
            lost, asked = self._lost()
            gone = self._session.execute(f"SELECT count(*) FROM ({lost})", asked).fetchall()[0][0]
        return Counted(rows=int(rows), digest=str(digest), removed=int(gone), expected=int(expected))

    def rows(self) -> Iterator[bytes]:
        """Yield the new and changed rows as CSV without a header: nothing for no value, quotation marks for text."""
        return self._written(*self._changed())

    def removed(self) -> Iterator[bytes]:
        """Yield the keys of the rows that are gone, likewise."""
        return self._written(*self._lost()) if self._old is not None else iter(())

    def _written(self, sql: str, values: list[Any]) -> Iterator[bytes]:
        for batch in self._session.execute(sql, values).to_arrow_reader(BATCH):
            out = BytesIO()
            arrow.write_csv(batch, out, arrow.WriteOptions(include_header=False))
            yield out.getvalue()

    def _changed(self) -> tuple[str, list[Any]]:
        new, values = self._within("b", self._new)
        if self._old is None:
            return new, values
        old, before = self._within("a", self._old)
        return f"{new} EXCEPT {old}", [*values, *before]

    def _lost(self) -> tuple[str, list[Any]]:
        assert self._old is not None
        (old, before), (new, values) = self._within("a", self._old), self._within("b", self._new)
        keys = ", ".join(quoted(each) for each in self._keys)
        return f"SELECT {keys} FROM ({old}) EXCEPT SELECT {keys} FROM ({new})", [*before, *values]

    def _within(self, view: str, ref: Ref) -> tuple[str, list[Any]]:
        """Return the SELECT of the cut of one snapshot, every value as text."""
        kinds = {column.code: column.sql_type for column in self._engine.tables.columns(ref.entry, ref.snapshot_id)}
        for code in self._cut.items:
            known(code, list(kinds))
        condition, values = compile_condition(self._cut.where, kinds)
        cells = ", ".join(f"{mask_sql(self._cut.masks.get(code, Mask.NONE), quoted(code))} AS {quoted(code)}" for code in self._cut.items)  # fmt: skip
        plain = Selected(self._session, f"SELECT {cells} FROM {view} WHERE {condition}", values, self._cut.items).as_text("'true'", "'false'")  # fmt: skip
        texts = ", ".join(f"CAST({quoted(code)} AS VARCHAR) AS {quoted(code)}" for code in self._cut.items)
        return f"SELECT {texts} FROM ({plain})", values
