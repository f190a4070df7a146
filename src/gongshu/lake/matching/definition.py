"""What a base database (基础数据库) is made of: its members, its key, and whose value of an item counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..columns import CODE
from ..errors import BaseInvalid
from .keys import KeyForm


class Prefer(StrEnum):
    """Which of several values of an item becomes that of the golden record."""

    SOURCE = "source"  # that of the first source in the order
    NEWEST = "newest"  # that of the newest row; on the same second, of the first source in the order


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of the golden record."""

    code: str
    prefer: Prefer = Prefer.SOURCE
    order: tuple[str, ...]  # names of the members that give it, the first first; one that is not named gives none


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A table that takes part. Its cells are as deliveries left them: a cell without a value is null."""

    name: str  # the name under which the statements find the table
    key: str  # its column that holds the key
    columns: Mapping[str, str]  # code of an item → its column here
    as_of: str = ""  # its column of dates or times: as of when a row is true; empty: the table does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """Members in their order: the number of a source in a golden record is its place here, from 1."""

    key: KeyForm
    members: tuple[Member, ...]
    items: tuple[Item, ...]
    _numbers: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", {each.name: place for place, each in enumerate(self.members, 1)})
        if problems := [*self._of_members(), *self._of_items()]:
            raise BaseInvalid("; ".join(en for en, _ in problems), "；".join(zh for _, zh in problems))

    def number(self, member: str) -> int:
        """Return the number that stands for this source in golden records."""
        return self._numbers[member]

    def member(self, number: int) -> Member:
        return self.members[number - 1]

    def _of_members(self) -> list[tuple[str, str]]:
        found = []
        if not 1 <= len(self.members) <= 100:
            found.append(
                (
                    f"a base has 1 to 100 members, not {len(self.members)}",
                    f"成员应为 1 至 100 个，不能是 {len(self.members)} 个",
                )
            )
        if len(self._numbers) != len(self.members):
            found.append(("two members have the same name; name each once", "成员名称重复；每个成员只写一次"))
        return found

    def _of_items(self) -> list[tuple[str, str]]:
        found = []
        codes = [each.code for each in self.items]
        for code in codes:
            if not CODE.fullmatch(code) or code.startswith("_") or codes.count(code) > 1:
                found.append(
                    (
                        f"item code {code!r} is used twice or not usable; use letters, digits and underscores, not first",
                        f"数据项代码 {code!r} 重复或者不能使用；请用字母、数字和下划线，且不以下划线开头",
                    )
                )
        for item in self.items:
            giving = {each.name for each in self.members if item.code in each.columns}
            if not item.order or len(set(item.order)) != len(item.order) or not set(item.order) <= giving:
                found.append(
                    (
                        f"the order {', '.join(item.order) or '(empty)'} of item {item.code} must name, once each, members with a "
                        f"column for it: {', '.join(sorted(giving)) or 'none has'}",
                        f"数据项 {item.code} 的来源顺序 {'、'.join(item.order) or '（空）'} 只能列出有对应列的成员，每个一次："
                        f"{'、'.join(sorted(giving)) or '没有'}",
                    )
                )
            if item.prefer is Prefer.NEWEST and not all(
                self.member(self.number(name)).as_of for name in item.order if name in giving
            ):
                found.append(
                    (
                        f"item {item.code} takes the newest value, but not every source of it says as of when; name as_of or take the order",
                        f"数据项 {item.code} 取最新值，但有来源没有时点列；请填写时点列，或者按来源顺序取值",
                    )
                )
        return found
