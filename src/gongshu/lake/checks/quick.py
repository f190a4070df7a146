"""The rules as DuckDB answers them soonest: one scan counts what violates them, and only rules that are violated are looked at again.

Where it says a rule in other words than compiling.py, tests hold both to the same answers.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ..columns import literal, quoted
from ..engine import ROW
from . import guard
from .classes import as_glob
from .compiling import Compiler, Other
from .numbers import ON_STEPS, STEPS
from .rules import Rule

FEW: Final = 1000  # hashes that are written into a statement; more are looked up in their table
# Rules of which the first scan notes the records as well: looking again would cost more than noting does.
_NOTED: Final = ("checksum", "reference", "agree", "order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """How equal values of several records are found: first by a hash, which takes little room; then the few that share one as they are."""

    source: str
    place: int
    cells: tuple[str, ...]
    filled: str
    applies: str
    every: bool
    limit: int

    @property
    def table(self) -> str:
        """The table that `hashes` makes."""
        return f"h{self.place}"

    @property
    def _digest(self) -> str:
        return f"hash({', '.join(self.cells)})"

    @property
    def hashes(self) -> str:
        """The SQL that makes the table of hashes that several records have; it answers with their number."""
        return (
            f"CREATE OR REPLACE TEMP TABLE {self.table} AS SELECT {self._digest} AS h FROM {self.source} t "
            f"WHERE {self.filled} GROUP BY {self._digest} HAVING count(*) > 1"
        )

    def figures(self, hashes: Sequence[int]) -> str:
        """Return the SQL of how many records violate, and which; without hashes it looks into their table."""
        known = ", ".join(map(str, hashes)) or f"SELECT h FROM {self.table}"
        among = f"{self.filled} AND {self._digest} IN ({known})"
        named = ", ".join(f"{cell} AS k{i}" for i, cell in enumerate(self.cells))
        on = " AND ".join(f"{cell} = d.k{i}" for i, cell in enumerate(self.cells))
        later = "" if self.every else f" AND t.{ROW} > d.first"
        return (
            f"WITH d AS (SELECT {named}, min(t.{ROW}) AS first FROM {self.source} t WHERE {among} GROUP BY {', '.join(self.cells)} HAVING count(*) > 1) "
            f"SELECT count(*), min(t.{ROW}, {self.limit}) FROM (SELECT * FROM {self.source} t WHERE {among}) t JOIN d ON {on} "
            f"WHERE {self.applies}{later}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The SQL of rules over one table.

    `counts` answers with the number of records, then for each rule with how many were checked, how many violate and which; the last
    is NULL for those that `named` tells of, and the last two are for those of `repeats`.
    """

    counts: str
    rules: tuple[Rule, ...]
    repeats: tuple[Repeats, ...]
    violates: Mapping[int, str]
    source: str
    limit: int
    flagged: Callable[[], str]

    @property
    def flags(self) -> str:
        """The statement that tells of each record instead whether rule n is about it (`an`) and whether it violates it (`vn`)."""
        return self.flagged()

    def named(self, places: Sequence[int]) -> str:
        """Return the SQL of the first records that violate each of these rules."""
        chosen = ", ".join(f"{self.violates[place]} AS v{place}" for place in places)
        rows = ", ".join(f"min(CASE WHEN v{place} THEN {ROW} END, {self.limit})" for place in places)
        some = " OR ".join(f"v{place}" for place in places)
        return f"SELECT {rows} FROM (SELECT t.{ROW} AS {ROW}, {chosen} FROM {self.source} t) WHERE {some}"


def compile_rules(
    rules: Sequence[Rule],
    kinds: Mapping[str, str],
    *,
    today: date,
    limit: int,
    others: Mapping[str, Other] | None = None,
    lists: Mapping[str, Sequence[str]] | None = None,
    source: str = "t",
) -> Statement:
    """Return the SQL over the view `source`, which has the column `_row` besides those of `kinds`.

    Rules about the table as a whole are not among it. Raises: RuleInvalid.
    """
    chosen = tuple(rule for rule in rules if rule.kind.by_row and not _is_of_table(rule))
    compiler = _Quick(kinds, today, others or {}, lists or {}, source, limit)
    figures = ["count(*)"]
    for place, rule in enumerate(chosen):
        figures += compiler.figures(place, rule)

    def flagged() -> str:
        portable = Compiler(kinds, today, others or {}, lists or {}, source)
        for place, rule in enumerate(chosen):
            portable.add(place, rule)
        return portable.statement(["*"])

    return Statement(
        counts=compiler.statement(figures), rules=chosen, repeats=tuple(compiler.repeats), violates=compiler.violates,
        source=source, limit=limit, flagged=flagged,
    )  # fmt: skip


def _is_of_table(rule: Rule) -> bool:
    return rule.kind.name == "freshness" and not rule.columns


class _Quick(Compiler):
    def __init__(
        self,
        kinds: Mapping[str, str],
        today: date,
        others: Mapping[str, Other],
        lists: Mapping[str, Sequence[str]],
        source: str,
        limit: int,
    ) -> None:
        super().__init__(kinds, today, others, lists, source)
        self.limit = limit
        self.repeats: list[Repeats] = []
        self.violates: dict[int, str] = {}  # SQL of the rules whose records are named afterwards
        self._counted: dict[str, int] = {}  # the first rule that is about just these records

    def figures(self, place: int, rule: Rule) -> list[str]:
        """Take a rule, and return the SQL of its three figures."""
        applies, violates = self.add(place, rule)
        about = self._counted.setdefault(applies, place)
        checked = "count(*)" if applies == "true" else f"count_if(a{about})"
        if rule.kind.name == "unique":
            cells = tuple(guard.cell(code) for code in rule.columns)
            self.repeats.append(
                Repeats(
                    source=self.source, place=place, cells=cells, filled=self._filled(rule.columns), applies=applies,
                    every=rule.settings.get("duplicates") == "all", limit=self.limit,
                )
            )  # fmt: skip
            return [checked, "NULL", "NULL"]
        if rule.kind.name in _NOTED:
            return [checked, f"count_if(v{place})", f"min(CASE WHEN v{place} THEN {ROW} END, {self.limit})"]
        self.violates[place] = violates
        return [checked, f"count_if(v{place})", "NULL"]

    def _unique(self, place: int, rule: Rule) -> tuple[str, str]:
        return self._filled(rule.columns), "false"

    def _pattern(self, place: int, rule: Rule) -> tuple[str, str]:
        settings, glob = rule.settings, as_glob(rule.settings.get("pattern", ""))
        if glob is None or "forbidden" in settings:
            return super()._pattern(place, rule)
        return self._filled(rule.columns), f"NOT ({self._text(rule.columns[0])} GLOB {literal(glob)})"

    def _reference(self, place: int, rule: Rule) -> tuple[str, str]:
        if len(rule.columns) > 1 or len(rule.settings["to"]) > 1:
            return super()._reference(place, rule)
        other = self._other(rule)
        key = quoted(guard.known(rule.settings["to"][0], other.kinds))
        known = f"SELECT CAST({key} AS VARCHAR) FROM {other.view} WHERE {key} IS NOT NULL"
        return self._filled(rule.columns), f"NOT ({self._text(rule.columns[0])} IN ({known}))"

    def _checksum(self, place: int, rule: Rule) -> tuple[str, str]:
        steps = STEPS.get(rule.settings["of"])
        if steps is None:
            return super()._checksum(place, rule)
        cell, name = self._text(rule.columns[0]), f"t._p{place}"
        for level, columns in enumerate(steps):
            for step, said in columns:
                self.prepare(level, f"{said.format(cell=cell, p=name)} AS _p{place}{step}")
        return self._filled(rule.columns), f"NOT {ON_STEPS[rule.settings['of']](cell, name, self.today)}"
