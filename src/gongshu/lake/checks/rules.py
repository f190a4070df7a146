"""Rules as people write them: one list of mappings, read with every fault found at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ..errors import RuleInvalid
from .kinds import DIMENSIONS, EVERY, KINDS, Kind
from .numbers import CHECKSUMS

MOST = 500  # rules of one table
_NAME = re.compile(r"[\w.-]{1,80}")
_LISTS = ("values", "to")
_TEXTS = ("pattern", "forbidden", "list", "entry", "by", "by_to", "of", "holds", "violates", "duplicates", "where")
_NUMBERS = ("days", "least", "most", "snapshots")
_CHOICES: Mapping[str, tuple[str, ...]] = {"of": tuple(CHECKSUMS), "duplicates": ("but_first", "all")}
_CLASSES = re.compile(r"\\[dDwWsS]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; what its kind counts is said in kinds.py."""

    name: str
    kind: Kind
    columns: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    where: str = ""  # only records for which this condition holds are checked
    dimension: str
    title: str = ""

    def plain(self) -> dict[str, Any]:
        """Return the rule as it is written."""
        one = len(self.columns) == 1
        named = {"column": self.columns[0]} if one else {"columns": list(self.columns)} if self.columns else {}
        more = {"where": self.where, "title": self.title} if self.where or self.title else {}
        own = {} if self.dimension == self.kind.dimension else {"dimension": self.dimension}
        settings = {key: list(value) if isinstance(value, tuple) else value for key, value in self.settings.items()}
        return {
            "rule": self.name,
            "kind": self.kind.name,
            **named,
            **settings,
            **own,
            **{key: value for key, value in more.items() if value},
        }


def read(said: Any, columns: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return the rules of a list, or of a mapping with the key `rules`.

    `columns` are codes and names of the table's columns; a rule may use either. Raises: RuleInvalid with every fault.
    """
    given = said.get("rules") if isinstance(said, Mapping) else said
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST:
        raise RuleInvalid(
            f"rules are a list of at most {MOST}; write `rules:` and below it one `- kind: …` for each",
            f"规则须是列表，最多 {MOST} 条；请在 rules: 之下逐条写 - kind: …",
        )
    reader = _Reader(columns)
    rules = [rule for place, each in enumerate(given, 1) if (rule := reader.rule(place, each)) is not None]
    for name in sorted({rule.name for rule in rules if [each.name for each in rules].count(rule.name) > 1}):
        reader.fault(
            0, f"the name {name} is given twice; name every rule differently", f"规则名 {name} 重复；请改用不同的名称"
        )
    if reader.faults:
        zh, en = ("\n".join(lines) for lines in zip(*reader.faults, strict=True))
        raise RuleInvalid(en, zh)
    return tuple(rules)


class _Reader:
    """Collects the faults while it reads."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.faults: list[tuple[str, str]] = []
        self.codes = {**{name.casefold(): code for code, name in columns.items()}, **{c.casefold(): c for c in columns}}
        self.listed = ", ".join(columns)

    def fault(self, place: int, en: str, zh: str) -> None:
        self.faults.append((f"规则 {place}：{zh}" if place else zh, f"rule {place}: {en}" if place else en))

    def rule(self, place: int, said: Any) -> Rule | None:
        before = len(self.faults)
        kind = self._kind(place, said)
        if kind is None:
            return None
        columns = self._columns(place, said, kind)
        allowed = (*kind.needed, *kind.one_of, *kind.optional)
        settings = {key: self._setting(place, key, said[key]) for key in allowed if said.get(key) is not None}
        self._complete(place, said, kind, allowed)
        where = str(said.get("where") or "")
        dimension = str(said.get("dimension") or kind.dimension)
        if dimension not in DIMENSIONS:
            self.fault(
                place,
                f"{dimension!r} is no dimension; choose one of {', '.join(DIMENSIONS)}",
                f"{dimension} 不是质量维度；可选 {'、'.join(DIMENSIONS)}",
            )
        name = str(said.get("rule") or "-".join([kind.name, *columns]) or kind.name)
        if not _NAME.fullmatch(name):
            self.fault(
                place,
                f"{name!r} cannot be a name; use letters, digits, points and hyphens, at most 80",
                f"{name} 不能作为规则名；请用文字、数字、点和连字符，最多 80 个字符",
            )
        if len(self.faults) > before:
            return None
        title = str(said.get("title") or "")
        return Rule(
            name=name, kind=kind, columns=columns, settings=settings, where=where, dimension=dimension, title=title
        )

    def _kind(self, place: int, said: Any) -> Kind | None:
        if not isinstance(said, Mapping):
            self.fault(
                place, f"{said!r} is no rule; write `kind:` and `column:`", f"{said} 不是规则；请写 kind: 和 column:"
            )
            return None
        # YAML reads the word null as nothing.
        name = "null" if "kind" in said and said["kind"] is None else str(said.get("kind", ""))
        kind = KINDS.get(name)
        if kind is None:
            near = get_close_matches(name, KINDS, 1)
            self.fault(
                place,
                f"there is no kind {name!r}; "
                + (f"did you mean {near[0]}?" if near else f"the kinds are {', '.join(KINDS)}"),
                f"没有规则类型 {name or '（空）'}；" + (f"是否指 {near[0]}？" if near else f"可用 {'、'.join(KINDS)}"),
            )
        return kind

    def _columns(self, place: int, said: Mapping[str, Any], kind: Kind) -> tuple[str, ...]:
        given = said.get("columns", said.get("column"))
        names = [] if given is None else [given] if isinstance(given, str) else list(given)
        least, most = kind.columns
        if not least <= len(names) <= most:
            self.fault(
                place,
                f"{kind.name} names {least} to {most} columns and this one names {len(names)}; write `column:` or `columns:`",
                f"{kind.name} 须写 {least} 至 {most} 个数据项，现有 {len(names)} 个；请写 column: 或者 columns:",
            )
        return tuple(code for name in names if (code := self._code(place, str(name))))

    def _code(self, place: int, name: str) -> str:
        code = self.codes.get(name.casefold(), "")
        if not code:
            self.fault(
                place,
                f"there is no column {name!r}; the columns are {self.listed}",
                f"没有数据项 {name}；数据项有 {self.listed}",
            )
        return code

    def _complete(self, place: int, said: Mapping[str, Any], kind: Kind, allowed: tuple[str, ...]) -> None:
        for key in kind.needed:
            if said.get(key) in (None, ""):
                self.fault(
                    place,
                    f"{kind.name} needs `{key}:`; {kind.counts['en']}",
                    f"{kind.name} 须写 {key}:；{kind.counts['zh']}",
                )
        if kind.one_of and all(said.get(key) is None for key in kind.one_of):
            words = " or ".join(f"`{key}:`" for key in kind.one_of)
            self.fault(
                place,
                f"{kind.name} needs {words}",
                f"{kind.name} 须写 {' 或者 '.join(f'{key}:' for key in kind.one_of)}",
            )
        for key in said:
            if key not in (*allowed, *EVERY, "rule", "kind", "column", "columns"):
                self.fault(
                    place,
                    f"{kind.name} has no setting `{key}`; it has {', '.join((*allowed, *EVERY))}",
                    f"{kind.name} 没有设置 {key}；可用 {'、'.join((*allowed, *EVERY))}",
                )

    def _setting(self, place: int, key: str, value: Any) -> Any:
        if key in _LISTS:
            return self._list(place, key, value)
        if key in _NUMBERS and (not isinstance(value, int | float) or isinstance(value, bool) or value < 0):
            self.fault(
                place, f"`{key}` is a number from 0 on and not {value!r}", f"{key} 须是不小于 0 的数，现为 {value}"
            )
        if key in _TEXTS and not isinstance(value, str):
            self.fault(place, f"`{key}` is text and not {value!r}", f"{key} 须是文本，现为 {value}")
        if key in _CHOICES and value not in _CHOICES[key]:
            self.fault(
                place,
                f"`{key}` is {' or '.join(_CHOICES[key])} and not {value!r}",
                f"{key} 可写 {'、'.join(_CHOICES[key])}，现为 {value}",
            )
        if key in ("pattern", "forbidden") and _CLASSES.search(str(value)):
            self.fault(
                place,
                f"`{key}` {value!r}: write the signs that are meant, [0-9] for \\d, [0-9A-Za-z_] for \\w",
                f"{key} {value}：请写明所指的字符，\\d 写作 [0-9]，\\w 写作 [0-9A-Za-z_]",
            )
        if key == "by":
            return self._code(place, str(value))
        return value.isoformat() if hasattr(value, "isoformat") else value

    def _list(self, place: int, key: str, value: Any) -> tuple[str, ...]:
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, Sequence) or not given:
            self.fault(place, f"`{key}` is a list and not {value!r}", f"{key} 须是列表，现为 {value}")
            return ()
        return tuple(str(each) for each in given)
