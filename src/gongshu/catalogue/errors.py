"""What the catalogue refuses.

CatalogueError (what people are told: in both languages, with article, remedy and the offending value)
├── NoSuchEntry      no entry, resource or snapshot of this number that this person may see (404)
├── EntryUnfit       the description breaks rules that hold for every draft; all problems in one list (422)
├── FileUnfit        a file cannot be read as a catalogue, or the mapping does not fit it (422)
├── HarvestUnfit     a source of catalogues cannot be registered so; all problems in one list (422)
├── ClassesUnfit     a tree of classes cannot be taken over; all faults in one list (422)
├── ClassUnfit       a class gives no codes, or the entry has its code in it already (409)
├── SettingUnfit     a number that is set for a list is outside of its range (422)
├── NotReady         the description lacks what a text demands before review; all problems in one list (409)
├── UnderReview      a review is open, so nothing may be changed (409)
├── NotYet           the act needs something that has not happened: data delivered, the entry published (409)
├── NothingChanged   a list holds what its last version holds, so there is no next one (409)
└── NotProvided      no text of the place provides for the act (409)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongshu.people.told import Told, Unfit

if TYPE_CHECKING:
    from gongshu.catalogue.rules.problem import Problem


class CatalogueError(Told):
    status = 409


class NoSuchEntry(CatalogueError):
    status = 404

    def __init__(self, number: str, what_zh: str = "数据目录", what_en: str = "entry") -> None:
        super().__init__(
            f"没有编号为 {number} 的{what_zh}", f"there is no {what_en} {number!r} that you may see", shown=number,
            remedy_zh="核对编号，或者搜索数据目录", remedy_en="check the number or search the catalogue",
        )  # fmt: skip


class _Listed(CatalogueError):
    """An error with a list of problems, each with its path, article and remedy."""

    zh, en = "有 {count} 处问题", "{count} problems"

    def __init__(self, where: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        lines = {language: "\n".join(problem.line(language) for problem in self.problems) for language in ("zh", "en")}
        super().__init__(
            f"{where} {self.zh.format(count=count)}:\n{lines['zh']}", f"{where} {self.en.format(count=count)}:\n{lines['en']}",
            where=where, article=next((problem.article for problem in self.problems if problem.article), None),
            shown="; ".join(f"{problem.path} = {problem.shown}" for problem in self.problems),
        )  # fmt: skip


class EntryUnfit(_Listed):
    status = 422
    zh, en = "有 {count} 处不符合要求", "has {count} problems that keep it from being saved"


class HarvestUnfit(_Listed):
    status = 422
    zh, en = "有 {count} 处不能登记", "has {count} problems that keep it from being registered"


class NotReady(_Listed):
    zh, en = "尚有 {count} 处不符合要求，不能送审", "has {count} problems that keep it from being reviewed"


class UnderReview(CatalogueError):
    pass


class NotYet(CatalogueError):
    pass


class NotProvided(CatalogueError):
    pass


class NothingChanged(CatalogueError):
    def __init__(self, title: object, version: int) -> None:
        super().__init__(
            f"{title}自第 {version} 版以来没有变化", f"nothing has changed since version {version} of this list", shown=version,
            remedy_zh="所列内容变化之后再发布新版本", remedy_en="publish its next version when what it lists has changed",
        )  # fmt: skip


class SettingUnfit(CatalogueError):
    """A number of a list that is none, or outside of what it may be."""

    status = 422

    def __init__(self, title: tuple[str, str], least: int, most: int, shown: object) -> None:
        super().__init__(
            f"{title[0]}应当是 {least} 至 {most} 的整数", f"{title[1]} has to be a whole number from {least} to {most}", shown=shown,
            remedy_zh="改为该范围内的整数", remedy_en="give a whole number in that range",
        )  # fmt: skip


class ClassesUnfit(Unfit, CatalogueError):
    kept = ("载入", "taken over")


class ClassUnfit(CatalogueError):
    pass


class FileUnfit(CatalogueError):
    """A file that cannot be read as a catalogue, or a mapping that does not fit it."""

    status = 422

    def __init__(self, zh: str, en: str, remedy_zh: str, remedy_en: str, shown: object = "") -> None:
        super().__init__(zh, en, remedy_zh=remedy_zh, remedy_en=remedy_en, shown=shown)
