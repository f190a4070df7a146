"""A statement written for DuckDB, said again so that Spark answers the same; what is not known to mean the same is refused.

The rule is a list of what is known, not of what is not: a function that no test holds to the same answer goes to DuckDB.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import sqlglot
from sqlglot import exp

from .casts import read_as
from .errors import NotTheSame
from .patterns import matched_whole, searched

# What DuckDB's trim cuts off: every blank of Unicode, the ideographic one of Chinese texts included. Spark cuts off ASCII's only.
BLANKS: Final = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_RENAMED: Final = {"strlen": "OCTET_LENGTH", "hash": "XXHASH64", "suffix": "ENDSWITH", "prefix": "STARTSWITH"}
_SAME: Final = (
    exp.And, exp.Or, exp.Xor, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Count, exp.CountIf, exp.Sum, exp.Min, exp.Max, exp.ApproxDistinct,
    exp.Length, exp.Left, exp.Right, exp.Repeat, exp.Contains, exp.StartsWith, exp.EndsWith, exp.StrPosition,
    exp.Pad, exp.Replace, exp.Abs, exp.Year, exp.Month, exp.Day, exp.Greatest, exp.Least, exp.Lag, exp.RowNumber, exp.Exists, exp.Translate,
)  # fmt: skip


def spark_sql(statement: str) -> str:
    """Return the statement in Spark's words. Raises: NotTheSame naming what only DuckDB answers."""
    tree = sqlglot.parse_one(statement, dialect="duckdb")
    assert isinstance(tree, exp.Expression)
    for node in reversed(list(tree.dfs())):  # Parts before the whole they are part of
        said = _said_again(node)
        if said is not node:
            node.replace(said)
    return tree.sql(dialect="spark")


def _said_again(node: Any) -> Any:
    say = _OTHERWISE.get(type(node))
    if say is not None:
        return say(node)
    if isinstance(node, exp.Func) and not isinstance(node, _SAME):
        raise NotTheSame(node.sql(dialect="duckdb")[:60])
    if isinstance(node, exp.Min | exp.Max) and node.expressions:
        raise NotTheSame(f"{node.key} with a number of values")
    return node


def _literal_of(node: exp.Expression | None, what: str) -> str:
    if not isinstance(node, exp.Literal) or not node.is_string:
        raise NotTheSame(f"{what} that is no fixed text")
    return str(node.this)


def _like(node: exp.Expression) -> exp.Expression:
    if "\\" in _literal_of(node.args.get("expression"), "LIKE with a pattern"):
        raise NotTheSame("LIKE with a backslash")
    return node


def _whole(node: exp.Expression) -> exp.Expression:
    return exp.RegexpLike(this=node.this, expression=_pattern(node, matched_whole))


def _search(node: exp.Expression) -> exp.Expression:
    if node.args.get("flag"):
        raise NotTheSame("regexp_matches with options")
    return exp.RegexpLike(this=node.this, expression=_pattern(node, searched))


def _extract(node: exp.Expression) -> exp.Expression:
    if node.args.get("parameters"):
        raise NotTheSame("regexp_extract with options")
    return exp.Anonymous(
        this="REGEXP_EXTRACT",
        expressions=[node.this, _pattern(node, searched), node.args.get("group") or exp.Literal.number(0)],
    )


def _pattern(node: exp.Expression, say: Callable[[str], str]) -> exp.Expression:
    return exp.Literal.string(say(_literal_of(node.args.get("expression"), "a pattern")))


def _split(node: exp.Expression) -> exp.Expression:
    place = node.args.get("part_index")
    if (
        not _literal_of(node.args.get("delimiter"), "split_part by what")
        or not isinstance(place, exp.Literal)
        or int(place.this) < 1
    ):
        raise NotTheSame("split_part by nothing, or of no place")
    return node


def _trim(node: exp.Expression) -> exp.Expression:
    cut = node.args.get("expression") or exp.Literal.string(BLANKS)
    where = node.args.get("position") or "BOTH"
    word = {"LEADING": "LTRIM", "TRAILING": "RTRIM", "BOTH": "BTRIM"}[str(where).upper()]
    return exp.Anonymous(this=word, expressions=[node.this, cut] if word == "BTRIM" else [cut, node.this])


def _substring(node: exp.Expression) -> exp.Expression:
    start = node.args.get("start")
    counted = isinstance(start, exp.Literal) and int(start.this) >= 1
    if not counted and not isinstance(
        node.this, exp.Literal
    ):  # From the left of the first sign the two count differently.
        raise NotTheSame("substr from a place that is not fixed")
    return node


def _divided(node: exp.Expression) -> exp.Expression:
    by = node.args.get("expression")
    if not isinstance(by, exp.Literal) or by.is_string or not float(by.this):
        raise NotTheSame("division by what may be zero")
    if isinstance(node, exp.Div):
        node.set("this", exp.cast(node.this.copy(), "double"))
    return node


def _cast(node: exp.Expression) -> exp.Expression:
    to, inner = node.args["to"], node.this.unnest()
    if to.is_type("text") or isinstance(inner, exp.Literal | exp.Placeholder | exp.Null):
        return node
    if to.is_type("smallint", "int", "bigint") and isinstance(inner, exp.Mod | exp.Predicate):
        return node
    raise NotTheSame(node.sql(dialect="duckdb")[:60])


def _written(node: exp.Expression) -> exp.Expression:
    form = _literal_of(node.args.get("format"), "strftime with a form")
    if not re.fullmatch(r"([-/: .年月日]|%[YmdHMS])*", form):
        raise NotTheSame(f"strftime with {form}")
    return node


def _between(node: exp.Expression) -> exp.Expression:
    unit = node.args.get("unit")
    said = "" if unit is None else str(unit.name).upper()
    since = node.args["expression"].sql(dialect="duckdb")
    if (
        said == "SECOND" and since == "CAST('1970-01-01' AS DATE)"
    ):  # Both count whole seconds from a moment that has no part of one.
        return exp.Anonymous(this="TIMESTAMPDIFF", expressions=[exp.var("SECOND"), node.args["expression"], node.this])
    if said != "DAY":
        raise NotTheSame("date_diff in another unit than days, or seconds since 1970")
    cells = [exp.cast(each.copy(), "date") for each in (node.this, node.args["expression"])]
    return exp.Anonymous(this="DATEDIFF", expressions=cells)


def _listed(node: exp.Expression) -> exp.Expression:
    if not isinstance(node.this, exp.Distinct):
        raise NotTheSame("list of values in their order")
    return exp.Anonymous(this="COLLECT_SET", expressions=list(node.this.expressions))


def _sorted(node: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this="ARRAY_SORT", expressions=[node.this])  # What is gathered has no empty values.


def _in_list(node: exp.Expression) -> exp.Expression:
    # Spark does not know whether a value is in a list that has an empty one; DuckDB knows that it is not.
    found = exp.Anonymous(this="ARRAY_CONTAINS", expressions=[node.this, node.args["expression"]])
    return exp.Coalesce(this=found, expressions=[exp.false()])


def _named(node: exp.Expression) -> exp.Expression:
    renamed = _RENAMED.get(str(node.this).casefold())
    if renamed is None:
        raise NotTheSame(str(node.this))
    return exp.Anonymous(this=renamed, expressions=node.expressions)


_OTHERWISE: Final[dict[type[exp.Expression], Callable[[exp.Expression], exp.Expression]]] = {
    exp.RegexpFullMatch: _whole, exp.RegexpLike: _search, exp.RegexpExtract: _extract, exp.Trim: _trim, exp.Substring: _substring,
    exp.SplitPart: _split, exp.Like: _like, exp.Div: _divided, exp.IntDiv: _divided, exp.Mod: _divided, exp.Cast: _cast, exp.TryCast: read_as,
    exp.TimeToStr: _written, exp.DateDiff: _between, exp.ArrayAgg: _listed, exp.ArraySort: _sorted, exp.ArrayContains: _in_list, exp.Anonymous: _named,
}  # fmt: skip
