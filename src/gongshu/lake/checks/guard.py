"""Expressions that people write into a rule: a small part of SQL over the columns of one row, looked through before it runs."""

from collections.abc import Collection
from datetime import date
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from ..columns import quoted
from ..errors import RuleInvalid

LONGEST: Final = 2000  # characters of one expression

_NODES: Final = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE,
    exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.Like, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe,
    exp.CurrentDate, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.DataType, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Var,
)  # fmt: skip
_FUNCTIONS: Final = frozenset(
    [
        "abs",
        "coalesce",
        "contains",
        "date_diff",
        "datediff",
        "day",
        "ends_with",
        "greatest",
        "least",
        "left",
        "length",
        "lower",
        "ltrim",
        "month",
        "nullif",
        "regexp_full_match",
        "replace",
        "right",
        "round",
        "rtrim",
        "starts_with",
        "strftime",
        "substr",
        "substring",
        "suffix",
        "prefix",
        "trim",
        "upper",
        "year",
    ]
)
_TYPES: Final = frozenset(
    {"VARCHAR", "TEXT", "BIGINT", "INT", "INTEGER", "DOUBLE", "DECIMAL", "DATE", "TIMESTAMP", "BOOLEAN"}
)


def expression(text: str, columns: Collection[str], today: date, *, alias: str = "t") -> str:
    """Return the SQL of a condition on one row, with its columns under `alias` and `today()` as a fixed day.

    Raises: RuleInvalid naming what is not allowed: other tables, queries in queries, functions that are not listed, unknown columns.
    """
    tree = _parsed(text)
    for node in tree.find_all(exp.Expression):
        _require_allowed(node, text)
    for column in list(tree.find_all(exp.Column)):
        code = _known(column, columns, text)
        column.replace(exp.Column(this=exp.to_identifier(code, quoted=True), table=exp.to_identifier(alias)))
    for call in list(tree.find_all(exp.CurrentDate)):  # today() and current_date alike
        call.replace(exp.cast(exp.Literal.string(today.isoformat()), "date"))
    return f"({tree.sql(dialect='duckdb')})"


def columns_of(text: str) -> list[str]:
    """Return the columns that an expression names, in the order of their first mention. Raises: RuleInvalid."""
    return list(dict.fromkeys(column.name for column in _parsed(text).find_all(exp.Column)))


def _parsed(text: str) -> exp.Expression:
    if not text.strip() or len(text) > LONGEST:
        raise RuleInvalid(
            f"an expression has between 1 and {LONGEST} characters and this one has {len(text)}; shorten it",
            f"表达式须有 1 至 {LONGEST} 个字符，现有 {len(text)} 个；请缩短",
        )
    try:
        # Wrapped, so that a second statement or a clause behind the condition is an error and not overlooked.
        tree = sqlglot.parse_one(f"({text}\n)", dialect="duckdb")
    except SqlglotError as problem:
        first = str(problem).splitlines()[0]
        raise RuleInvalid(
            f'{text!r} cannot be read ({first}); write a condition on one row, for example "end" >= "start"',
            f'不能识别表达式 {text}（{first}）；请写成对一条记录的条件，例如 "end" >= "start"',
        ) from problem
    assert isinstance(tree, exp.Expression)
    return tree


def _require_allowed(node: exp.Expression, text: str) -> None:
    if isinstance(node, exp.DataType):
        if node.this.value not in _TYPES:
            raise _not_allowed(text, f"the type {node.sql(dialect='duckdb')}", f"类型 {node.sql(dialect='duckdb')}")
        return
    if isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest")):
        raise _not_allowed(text, "a query inside the condition", "条件中的查询")
    if isinstance(node, _NODES):
        return
    name = _called(node)
    if name in _FUNCTIONS:
        return
    what = name or node.key
    raise _not_allowed(text, what, what)


def _called(node: exp.Expression) -> str:
    """Return the name under which DuckDB knows a function, empty for what is none."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).casefold()
    if isinstance(node, exp.Func):
        return node.sql(dialect="duckdb").split("(", 1)[0].casefold()
    return ""


def _not_allowed(text: str, what_en: str, what_zh: str) -> RuleInvalid:
    listed = ", ".join(sorted(_FUNCTIONS))
    return RuleInvalid(
        f"{text!r} uses {what_en}, which rules may not; use columns, comparisons, arithmetic, CASE, today() and {listed}",
        f"表达式 {text} 使用了规则不允许的 {what_zh}；可用数据项、比较、四则运算、CASE、today() 和 {listed}",
    )


def _known(column: exp.Column, columns: Collection[str], text: str) -> str:
    if column.table:
        raise _not_allowed(text, f"the table {column.table}", f"表 {column.table}")
    return known(column.name, columns)


def known(name: str, columns: Collection[str]) -> str:
    """Return the column's code as it is written in the table; capitals do not count. Raises: RuleInvalid."""
    found = {each.casefold(): each for each in columns}.get(name.casefold())
    if found is None:
        raise RuleInvalid(
            f"there is no column {name!r}; the columns are {', '.join(columns)}",
            f"没有数据项 {name}；数据项有 {'、'.join(columns)}",
        )
    return found


def cell(code: str, alias: str = "t") -> str:
    return f"{alias}.{quoted(code)}"
