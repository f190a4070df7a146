"""All rules of a table as SQL that every engine reads the same, and as DuckDB answers it soonest: see quick.py."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..columns import literal, quoted
from ..engine import ROW
from ..errors import RuleInvalid
from . import guard
from .numbers import CHECKSUMS, ON_DAY, PREPARED
from .rules import Rule

NUMERIC = ("BIGINT", "DECIMAL", "DOUBLE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another table that rules look into."""

    view: str  # its name in the session
    kinds: Mapping[str, str]  # SQL type by column code


class Compiler:
    """Says of each record whether rule n is about it (`an`) and whether it violates it (`vn`), in SQL that a cluster reads as well."""

    def __init__(
        self,
        kinds: Mapping[str, str],
        today: date,
        others: Mapping[str, Other],
        lists: Mapping[str, Sequence[str]],
        source: str,
    ) -> None:
        self.kinds, self.today, self.others, self.lists, self.source = kinds, today, others, lists, source
        self.selected: list[str] = []
        self.joins: list[str] = []
        self.prepared: list[
            list[str]
        ] = []  # columns beside those of the table; those of a level look into the levels before it
        self.before: list[str] = []  # Common table expressions that the joins look into

    def statement(self, figures: Sequence[str], end: str = "") -> str:
        """Return the statement that answers with these figures of the flags."""
        heading = f"WITH {', '.join(self.before)} " if self.before else ""
        inner = ", ".join([f"t.{ROW} AS {ROW}", *self.selected])
        more = self.source
        for level in self.prepared:
            more = f"(SELECT *, {', '.join(level)} FROM {more} t)"
        return f"{heading}SELECT {', '.join(figures)} FROM (SELECT {inner} FROM {more} t {' '.join(self.joins)}){end}"

    def prepare(self, level: int, said: str) -> None:
        """Reckon a column once, for whatever looks into it."""
        while len(self.prepared) <= level:
            self.prepared.append([])
        self.prepared[level].append(said)

    def add(self, place: int, rule: Rule) -> tuple[str, str]:
        """Take a rule among the flags, and return the SQL of both of its own."""
        for code in rule.columns:
            guard.known(code, self.kinds)
        make = getattr(self, f"_{rule.kind.name}")
        applies, bad = make(place, rule)
        if rule.where:
            applies = f"({applies} AND coalesce({self._expression(rule.where)}, false))"
        violates = f"({applies} AND coalesce({bad}, false))"
        self.selected += [f"{applies} AS a{place}", f"{violates} AS v{place}"]
        return applies, violates

    def _filled(self, codes: Sequence[str]) -> str:
        return "(" + " AND ".join(self._is_filled(code) for code in codes) + ")" if codes else "true"

    def _is_filled(self, code: str) -> str:
        cell = guard.cell(code)
        if self.kinds[code] != "VARCHAR":
            return f"({cell} IS NOT NULL)"
        # Nearly every text begins with a sign behind the blank, and then nothing has to be cut off.
        return f"(CASE WHEN {cell} >= '!' THEN true ELSE coalesce(trim({cell}) <> '', false) END)"

    def _expression(self, text: str) -> str:
        return guard.expression(text, self.kinds, self.today)

    def _text(self, code: str) -> str:
        cell = guard.cell(code)
        return cell if self.kinds[code] == "VARCHAR" else f"CAST({cell} AS VARCHAR)"

    def _null(self, place: int, rule: Rule) -> tuple[str, str]:
        return "true", f"NOT {self._is_filled(rule.columns[0])}"

    def _unique(self, place: int, rule: Rule) -> tuple[str, str]:
        # First by a hash, which takes little room; then the few that share one are compared as they are.
        filled = self._filled(rule.columns)
        cells = [guard.cell(code) for code in rule.columns]
        digest, named = f"hash({', '.join(cells)})", ", ".join(f"{cell} AS k{i}" for i, cell in enumerate(cells))
        self.before += [
            f"h{place} AS (SELECT {digest} AS h FROM {self.source} t WHERE {filled} GROUP BY h HAVING count(*) > 1)",
            f"d{place} AS (SELECT {named}, min(t.{ROW}) AS first FROM {self.source} t "
            f"WHERE {filled} AND {digest} IN (SELECT h FROM h{place}) GROUP BY {', '.join(cells)} HAVING count(*) > 1)",
        ]
        on = " AND ".join(f"{cell} = d{place}.k{i}" for i, cell in enumerate(cells))
        self.joins.append(f"LEFT JOIN d{place} ON {on}")
        every = rule.settings.get("duplicates") == "all"
        return filled, f"d{place}.first IS NOT NULL" + ("" if every else f" AND t.{ROW} > d{place}.first")

    def _range(self, place: int, rule: Rule) -> tuple[str, str]:
        code = rule.columns[0]
        kind, cell = self.kinds[code], guard.cell(code)
        numbers = not kind.startswith(("DATE", "TIMESTAMP"))
        limits = {key: rule.settings[key] for key in ("min", "max") if key in rule.settings}
        as_days = numbers and kind == "VARCHAR" and all(_is_day(limit) for limit in limits.values())
        value = f"TRY_CAST({cell} AS {'DATE' if as_days else 'DOUBLE'})" if kind == "VARCHAR" else cell
        tests = [
            f"{value} {'<' if key == 'min' else '>'} {self._limit(limit, numbers and not as_days)}"
            for key, limit in limits.items()
        ]
        return self._filled([code]), " OR ".join([f"{value} IS NULL", *tests])

    def _limit(self, limit: Any, number: bool) -> str:
        text = self.today.isoformat() if limit == "today" else str(limit)
        try:
            return (
                str(float(text))
                if number and "." in text
                else str(int(text))
                if number
                else f"DATE {literal(date.fromisoformat(text[:10]).isoformat())}"
            )
        except ValueError as problem:
            wanted_en, wanted_zh = (
                ("a number", "数") if number else ("a day like 2025-09-29, or today", "2025-09-29 这样的日期或者 today")
            )
            raise RuleInvalid(
                f"{text!r} is no limit of this column; write {wanted_en}",
                f"{text} 不能作为该数据项的界限；请写{wanted_zh}",
            ) from problem

    def _pattern(self, place: int, rule: Rule) -> tuple[str, str]:
        text, tests = self._text(rule.columns[0]), []
        if "pattern" in rule.settings:
            tests.append(f"NOT regexp_full_match({text}, {literal(rule.settings['pattern'])})")
        if "forbidden" in rule.settings:
            tests.append(f"regexp_matches({text}, {literal(rule.settings['forbidden'])})")
        return self._filled(rule.columns), "(" + " OR ".join(tests) + ")"

    def _codes(self, place: int, rule: Rule) -> tuple[str, str]:
        values = rule.settings.get("values") or self.lists.get(rule.settings["list"])
        if not values:
            name, known = rule.settings["list"], ", ".join(self.lists) or "—"
            raise RuleInvalid(f"there is no code list {name!r}; there are {known}", f"没有代码表 {name}；可用 {known}")
        if self.kinds[rule.columns[0]] == "BIGINT":  # A value that no number is written as equals none.
            numbers = [value for value in values if _is_integer(value)]
            said = f"{guard.cell(rule.columns[0])} NOT IN ({', '.join(numbers)})" if numbers else "true"
            return self._filled(rule.columns), said
        return self._filled(rule.columns), f"{self._text(rule.columns[0])} NOT IN ({', '.join(map(literal, values))})"

    def _reference(self, place: int, rule: Rule) -> tuple[str, str]:
        other, to = self._other(rule), rule.settings["to"]
        if len(to) != len(rule.columns):
            raise RuleInvalid(
                f"{rule.name}: `to` names {len(to)} columns for {len(rule.columns)}; name as many",
                f"{rule.name}：to 有 {len(to)} 个数据项，columns 有 {len(rule.columns)} 个；须一一对应",
            )
        named = ", ".join(
            f"CAST({quoted(guard.known(code, other.kinds))} AS VARCHAR) AS k{i}" for i, code in enumerate(to)
        )
        self.before.append(f"r{place} AS (SELECT DISTINCT {named}, true AS found FROM {other.view})")
        on = " AND ".join(f"{self._text(code)} = r{place}.k{i}" for i, code in enumerate(rule.columns))
        self.joins.append(f"LEFT JOIN r{place} ON {on}")
        return self._filled(rule.columns), f"r{place}.found IS NULL"

    def _agree(self, place: int, rule: Rule) -> tuple[str, str]:
        other, (code,) = self._other(rule), rule.columns
        by, key = guard.known(rule.settings["by"], self.kinds), quoted(guard.known(rule.settings["by_to"], other.kinds))
        value = quoted(guard.known(rule.settings["to"][0], other.kinds))
        self.before.append(
            f"g{place} AS (SELECT CAST({key} AS VARCHAR) AS k, list(DISTINCT CAST({value} AS VARCHAR)) AS said FROM {other.view} WHERE {key} IS NOT NULL GROUP BY 1)"
        )
        self.joins.append(f"LEFT JOIN g{place} ON {self._text(by)} = g{place}.k")
        applies = f"({self._filled([code])} AND g{place}.said IS NOT NULL)"
        return applies, f"NOT list_contains(g{place}.said, {self._text(code)})"

    def _other(self, rule: Rule) -> Other:
        other = self.others.get(rule.settings["entry"])
        if other is None:
            raise RuleInvalid(
                f"{rule.name} looks into {rule.settings['entry']}, which has no published table; deliver to it first or name another",
                f"{rule.name} 引用的 {rule.settings['entry']} 没有已发布的库表；请先投送，或者改引其他目录",
            )
        return other

    def _checksum(self, place: int, rule: Rule) -> tuple[str, str]:
        of, cell = rule.settings["of"], self._text(rule.columns[0])
        if of in PREPARED:
            self.prepare(0, f"{PREPARED[of].format(cell=cell)} AS _p{place}")
            right = CHECKSUMS[of](cell, f"t._p{place}")
        else:
            right = CHECKSUMS[of](cell)
        if of in ON_DAY:
            right += f" AND {ON_DAY[of].format(cell=cell, today=self.today)}"
        return self._filled(rule.columns), f"NOT ({right})"

    def _columns(self, place: int, rule: Rule) -> tuple[str, str]:
        used = [guard.known(name, self.kinds) for name in guard.columns_of(rule.settings["holds"])]
        return self._filled(used), f"NOT coalesce({self._expression(rule.settings['holds'])}, false)"

    def _order(self, place: int, rule: Rule) -> tuple[str, str]:
        code = rule.columns[0]
        by = (
            f"PARTITION BY {guard.cell(guard.known(rule.settings['by'], self.kinds))} " if "by" in rule.settings else ""
        )
        before = f"lag({guard.cell(code)}) OVER ({by}ORDER BY t.{ROW})"
        self.before.append(
            f"o{place} AS (SELECT {ROW} AS row FROM (SELECT t.{ROW}, {guard.cell(code)} < {before} AS back FROM {self.source} t WHERE {self._filled([code])}) WHERE back)"
        )
        self.joins.append(f"LEFT JOIN o{place} ON t.{ROW} = o{place}.row")
        return self._filled([code]), f"o{place}.row IS NOT NULL"

    def _freshness(self, place: int, rule: Rule) -> tuple[str, str]:
        code = rule.columns[0]
        value = guard.cell(code) if self.kinds[code] != "VARCHAR" else f"TRY_CAST(left({guard.cell(code)}, 10) AS DATE)"
        oldest = self.today - timedelta(days=float(rule.settings["days"]))
        return self._filled([code]), f"{value} < DATE {literal(oldest.isoformat())}"

    def _sql(self, place: int, rule: Rule) -> tuple[str, str]:
        return "true", self._expression(rule.settings["violates"])


def _is_integer(value: str) -> bool:
    """Say whether the value is just how SQL writes a number of 64 bits."""
    return bool(re.fullmatch(r"0|-?[1-9][0-9]{0,18}", value)) and -(2**63) <= int(value) < 2**63


def _is_day(limit: Any) -> bool:
    text = str(limit)
    return text == "today" or (len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-")
