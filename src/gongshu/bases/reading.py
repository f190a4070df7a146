"""A definition as people write it: a value, made from a mapping with every fault of form found at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshu.lake.errors import BaseInvalid
from gongshu.lake.matching.definition import Definition, Item, Member, Prefer
from gongshu.lake.matching.golden import source_column
from gongshu.lake.matching.keys import KeyForm

Fault = tuple[str, str]  # zh, en
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidItem:
    """An item of the record, and where it is from, the first source first."""

    code: str
    name: str
    prefer: str = Prefer.SOURCE.value
    sources: tuple[tuple[str, str], ...]  # number of the entry, code of its column

    def plain(self) -> dict[str, Any]:
        sources = [{"entry": entry, "column": column} for entry, column in self.sources]
        return {"code": self.code, "name": self.name, "prefer": self.prefer, "from": sources}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidMember:
    entry: str
    key: str
    as_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that a definition says."""

    title: str
    kind: str
    lead: str  # code of the body
    key: Mapping[str, str]  # form, code, name
    members: tuple[SaidMember, ...]
    items: tuple[SaidItem, ...]

    def compiled(self) -> Definition:
        """Return the definition as the lake takes it; its tables are m1, m2 … Raises: BaseInvalid."""
        names = {each.entry: table(place) for place, each in enumerate(self.members, 1)}
        columns: dict[str, dict[str, str]] = {entry: {} for entry in names}
        for item in self.items:
            for entry, column in item.sources:
                columns.setdefault(entry, {})[item.code] = column
        return Definition(
            key=KeyForm(self.key["form"]),
            members=tuple(
                Member(name=names[each.entry], key=each.key, columns=columns[each.entry], as_of=each.as_of)
                for each in self.members
            ),
            items=tuple(
                Item(
                    code=item.code,
                    prefer=Prefer(item.prefer),
                    order=tuple(names.get(entry, entry) for entry, _column in item.sources),
                )
                for item in self.items
            ),
        )


def table(place: int) -> str:
    """Return the name under which statements find the table of a member."""
    return f"m{place}"


def read(given: Any) -> tuple[Said | None, list[Fault]]:
    """Return what a mapping says, or None and every fault of its form."""
    if not isinstance(given, Mapping):
        return None, [("定义应为一组字段", "a definition is a mapping of fields")]
    faults: list[Fault] = []
    key = _mapping(given.get("key"))
    said = Said(
        title=_text(given, "title", faults, most=120),
        kind=_text(given, "kind", faults, most=60),
        lead=_text(given, "lead", faults, most=40),
        key={"form": str(key.get("form", "")), "code": _text(key, "code", faults), "name": _text(key, "name", faults)},
        members=tuple(_member(_mapping(each), faults) for each in _rows(given, "members", faults)),
        items=tuple(_item(_mapping(each), faults) for each in _rows(given, "items", faults)),
    )
    if said.key["form"] not in list(KeyForm):
        options = "、".join(KeyForm)
        faults.append(
            (
                f"主键形式“{said.key['form']}”应为 {options} 之一",
                f"key form {said.key['form']!r} is none of {', '.join(KeyForm)}",
            )
        )
    for item in said.items:
        if item.prefer not in list(Prefer):
            faults.append(
                (f"数据项 {item.code} 的取值方式“{item.prefer}”应为 {'、'.join(Prefer)} 之一", f"item {item.code}: {item.prefer!r} is none of {', '.join(Prefer)}")
            )  # fmt: skip
    codes = [said.key["code"], *(code for item in said.items for code in (item.code, source_column(item.code)))]
    for code in sorted({each for each in codes if codes.count(each) > 1}):
        faults.append(
            (
                f"代码 {code} 用了两次；{source_column('X')} 留给 X 的来源",
                f"code {code!r} is used twice; X_from is kept for the source of X",
            )
        )
    if len(said.items) > MOST_ITEMS:
        faults.append((f"数据项不超过 {MOST_ITEMS} 个", f"at most {MOST_ITEMS} items"))
    if not faults:
        try:
            said.compiled()
        except BaseInvalid as problem:
            faults.append((problem.because["zh"], problem.because["en"]))
    return (None if faults else said), faults


def _text(given: Mapping[str, Any], name: str, faults: list[Fault], most: int = 120) -> str:
    value = str(given.get(name) or "").strip()
    if not value or len(value) > most:
        faults.append((f"{name} 须填写，不超过 {most} 个字符", f"{name} is missing or longer than {most} characters"))
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(given: Mapping[str, Any], name: str, faults: list[Fault]) -> Sequence[Any]:
    value = given.get(name)
    if not isinstance(value, list | tuple) or not value:
        faults.append((f"{name} 应为列表，至少一项", f"{name} is a list of at least one"))
        return ()
    return value


def _member(given: Mapping[str, Any], faults: list[Fault]) -> SaidMember:
    return SaidMember(
        entry=_text(given, "entry", faults), key=_text(given, "key", faults), as_of=str(given.get("as_of") or "")
    )


def _item(given: Mapping[str, Any], faults: list[Fault]) -> SaidItem:
    sources = tuple(
        (_text(_mapping(each), "entry", faults), _text(_mapping(each), "column", faults))
        for each in _rows(given, "from", faults)
    )
    return SaidItem(
        code=_text(given, "code", faults),
        name=_text(given, "name", faults),
        prefer=str(given.get("prefer") or Prefer.SOURCE.value),
        sources=sources,
    )
