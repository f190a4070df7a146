"""Which rows a grant covers, as checked data and never as SQL text: the condition becomes SQL with its values apart.

{"area": "511702"}                          equals
{"area": {"in": ["511702", "511703"]}}      one of
{"opened_on": {"at_least": "2024-01-01", "before": "2025-01-01"}}
{"all": [..]}  {"any": [..]}  {"not": {..}}
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .columns import quoted
from .errors import ColumnUnknown, ConditionInvalid

OPERATORS = {"equals": "=", "before": "<", "after": ">", "at_least": ">=", "at_most": "<="}
DEEPEST = 8  # Conditions within conditions

Compiled = tuple[str, list[Any]]


def compile_condition(
    condition: Mapping[str, Any] | None, kinds: Mapping[str, str], *, sqlite: bool = False
) -> Compiled:
    """Return the SQL and its parameters. `kinds` are the SQL types of the columns that may be named.

    None or an empty condition covers every row.
    Raises: ColumnUnknown, ConditionInvalid.
    """
    if not condition:
        return "true" if not sqlite else "1", []
    return _Compiler(kinds, sqlite).compile(condition, 0)


class _Compiler:
    def __init__(self, kinds: Mapping[str, str], sqlite: bool) -> None:
        self.kinds, self.sqlite = kinds, sqlite

    def compile(self, condition: Any, depth: int) -> Compiled:
        if not isinstance(condition, Mapping) or not condition or depth > DEEPEST:
            raise ConditionInvalid(
                f"{condition!r} is not a row condition; write for example {{'area': {{'in': ['511702']}}}}, at most {DEEPEST} deep",
                f"{condition!r} 不是行条件；可写成 {{'area': {{'in': ['511702']}}}}，最多嵌套 {DEEPEST} 层",
            )
        parts = [self._member(name, rest, depth) for name, rest in condition.items()]
        return self._join(parts, "AND")

    def _member(self, name: str, rest: Any, depth: int) -> Compiled:
        if name in ("all", "any"):
            if not isinstance(rest, Sequence) or isinstance(rest, str) or not rest:
                raise ConditionInvalid(
                    f"`{name}` needs a list of conditions and has {rest!r}",
                    f"“{name}”之下须是条件的列表，现为 {rest!r}",
                )
            return self._join([self.compile(part, depth + 1) for part in rest], "AND" if name == "all" else "OR")
        if name == "not":
            sql, values = self.compile(rest, depth + 1)
            return f"NOT coalesce({sql}, false)" if not self.sqlite else f"NOT coalesce({sql}, 0)", values
        return self._column(name, rest)

    def _column(self, name: str, rest: Any) -> Compiled:
        if name not in self.kinds:
            raise ColumnUnknown(
                f"the condition names {name!r}; the columns are {', '.join(sorted(self.kinds))}",
                f"行条件中的 {name} 不是数据项；数据项有 {'、'.join(sorted(self.kinds))}",
            )
        tests = rest if isinstance(rest, Mapping) else {"equals": rest}
        if not tests:
            raise ConditionInvalid(
                f"{name} is given no test; write a value, or for example {{'in': [..]}}",
                f"{name} 没有写明取值；请写一个值，或者 {{'in': [..]}}",
            )
        return self._join([self._test(name, operator, value) for operator, value in tests.items()], "AND")

    def _test(self, name: str, operator: str, value: Any) -> Compiled:
        column = self._expression(name)
        if operator == "missing" and isinstance(value, bool):
            return f"{quoted(name)} IS {'' if value else 'NOT '}NULL", []
        if operator == "in" and isinstance(value, Sequence) and not isinstance(value, str) and value:
            marks = [self._value(name, one) for one in value]
            return f"{column} IN ({', '.join(sql for sql, _ in marks)})", [one for _, values in marks for one in values]
        if operator == "starts_with" and isinstance(value, str) and self.kinds[name] == "VARCHAR":
            return f"substr({quoted(name)}, 1, {len(value)}) = ?", [value]
        if operator in OPERATORS and isinstance(value, str | int | float | bool):
            sql, values = self._value(name, value)
            return f"{column} {OPERATORS[operator]} {sql}", values
        raise ConditionInvalid(
            f"{name}: {operator} {value!r} is not a test; there are in, missing, starts_with (for text), {', '.join(OPERATORS)}",
            f"{name}:{operator} {value!r} 不是可用的条件；可用 in、missing、starts_with(文本)、{'、'.join(OPERATORS)}",
        )

    def _expression(self, name: str) -> str:
        # The serving copy keeps decimals as exact text; they are compared as numbers.
        return f"CAST({quoted(name)} AS NUMERIC)" if self.sqlite and self._is_decimal(name) else quoted(name)

    def _is_decimal(self, name: str) -> bool:
        return self.kinds[name].startswith("DECIMAL")

    def _value(self, name: str, value: Any) -> Compiled:
        if not isinstance(value, str | int | float | bool):
            raise ConditionInvalid(
                f"{name}: {value!r} is no text, number or boolean",
                f"{name}:{value!r} 不是文本、数字或者是否；请改正取值",
            )
        kind = self.kinds[name]
        if not self.sqlite:
            return f"CAST(? AS {kind})", [str(value).lower() if isinstance(value, bool) else str(value)]
        if self._is_decimal(name):
            return "CAST(? AS NUMERIC)", [str(value)]
        return "?", [int(value) if kind in ("BIGINT", "BOOLEAN") else str(value)]

    @staticmethod
    def _join(parts: Sequence[Compiled], word: str) -> Compiled:
        sql = f" {word} ".join(f"({part})" for part, _ in parts)
        return sql, [value for _, values in parts for value in values]
