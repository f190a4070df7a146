"""Which rows of a table somebody may use: a condition on items, as data (lake.conditions). Nothing that a person writes becomes SQL text.

{"county": ["通川区", "达川区"], "year": {"at_least": 2020, "before": 2025}}: every item must hold; a list means one of its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongshu.lake.conditions import compile_condition
from gongshu.lake.errors import LakeError

Value = str | int | float | bool
LONGEST = 1_000  # values in one list: a longer one is a table and belongs into a verification by batch
_JOINS = ("all", "any", "not")


class RowsUnfit(ValueError):
    """The condition cannot be read; both messages show the item or the value."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Rows:
    """A condition; an empty one lets every row through."""

    said: Mapping[str, Any] = field(default_factory=dict)

    def within(self, outer: Rows) -> bool:
        """Whether it surely lets no row through that the outer condition stops. What cannot be told counts as wider."""
        return all(self._implies(name, rest) for name, rest in outer.said.items())

    def _implies(self, name: str, rest: Any) -> bool:
        own = self.said.get(name)
        if own is None:
            return False
        return own == rest if name in _JOINS else _narrower(own, rest)

    def as_json(self) -> dict[str, Any]:
        return dict(self.said)


def read(said: Any, kinds: Mapping[str, str] | None = None) -> Rows:
    """Return the condition that JSON says; `kinds` are the SQL types of the items that may be named.

    Raises: RowsUnfit for an item that the table lacks or a test of no known form.
    """
    if said in (None, "", [], {}):
        return Rows()
    if not isinstance(said, Mapping):
        raise RowsUnfit(
            f"“{said}”不是行条件；写作 {{数据项: [值]}} 或 {{数据项: {{at_least: …, before: …}}}}",
            f"{said!r} is no condition; write {{item: [values]}} or {{item: {{at_least: …, before: …}}}}",
        )
    plain = {str(name): _plain(str(name), rest) for name, rest in said.items()}
    if kinds is not None:
        try:
            compile_condition(plain, kinds)
        except LakeError as problem:
            zh = f"行条件 {plain} 不能成立：数据项须在目录内，值须与其类型相符，写作 {{数据项: [值]}} 或 {{数据项: {{at_least: …, before: …}}}}"
            raise RowsUnfit(zh, str(problem)) from problem
    return Rows(plain)


def _plain(name: str, rest: Any) -> Any:
    if name in _JOINS or isinstance(rest, Mapping):
        return rest
    values = list(rest) if isinstance(rest, list | tuple) else [rest]
    if not 1 <= len(values) <= LONGEST:
        raise RowsUnfit(
            f"{name} 列出 {len(values)} 个值，一次可列 1 至 {LONGEST} 个；更多的请用批量核验",
            f"{name}: a list holds 1 to {LONGEST} values and not {len(values)}; ask for a verification by batch instead",
        )
    return {"in": values}


def _narrower(own: Any, outer: Any) -> bool:
    """Whether the tests of one item let nothing through that the outer tests stop."""
    if own == outer:
        return True
    if not isinstance(own, Mapping) or not isinstance(outer, Mapping):
        return False
    values = _values(own)
    if values is not None:
        return all(_holds(value, operator, bound) for value in values for operator, bound in outer.items())
    return all(operator in own and _tighter(operator, own[operator], bound) for operator, bound in outer.items())


def _values(tests: Mapping[str, Any]) -> Sequence[Any] | None:
    if "equals" in tests:
        return [tests["equals"]]
    found = tests.get("in")
    return found if isinstance(found, list | tuple) else None


def _holds(value: Any, operator: str, bound: Any) -> bool:
    if operator in ("in", "equals"):
        return value in (bound if operator == "in" else [bound])
    if operator == "starts_with":
        return isinstance(value, str) and value.startswith(bound)
    return (
        _comparable(value, bound)
        and {
            "at_least": lambda: value >= bound,
            "at_most": lambda: value <= bound,
            "after": lambda: value > bound,
            "before": lambda: value < bound,
        }.get(operator, lambda: False)()
    )


def _tighter(operator: str, own: Any, outer: Any) -> bool:
    if operator in ("at_least", "after"):
        return _comparable(own, outer) and own >= outer
    if operator in ("at_most", "before"):
        return _comparable(own, outer) and own <= outer
    return bool(operator == "starts_with" and isinstance(own, str) and own.startswith(outer))


def _comparable(one: Any, other: Any) -> bool:
    return isinstance(one, str) == isinstance(other, str)
