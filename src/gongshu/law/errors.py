"""What can be wrong with the law files, with a question put to them, or with a move.

LawError
├── LawFileError      one place in one file: path, line, column, what is wrong and how to mend it
├── LawProblems       all that was found in one reading, as one list
├── UnknownName       a jurisdiction, parameter, procedure, role or article that no file declares
├── LawNotInForce     a draft, a lapsed text, or a day before commencement: it can be read but decides nothing
├── NotSet            the text leaves the value open and nobody has promised one
├── NothingProposed   a procedure whose table has no rule for these facts
├── NotProvidedFor    no text of this jurisdiction provides for this procedure
└── MoveNotAllowed    a pair of state and outcome that the table does not have
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


class LawError(Exception):
    """Base of all errors of this package: what, where, under which article and how to put it right, in both languages."""

    def __init__(self, en: str, zh: str = "", article: object = None) -> None:
        super().__init__(en)
        self.because = {"zh": zh or en, "en": en}
        self.article = article  # under which it is so, where a text says it


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; line and column are counted from 1."""

    path: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class LawFileError(LawError):
    def __init__(self, place: Place, what: str) -> None:
        super().__init__(f"{place}: {what}", f"法规文件 {place} 有误：{what}")
        self.place = place
        self.what = what


class LawProblems(LawError):
    def __init__(self, problems: Sequence[LawFileError]) -> None:
        listed = "\n".join(str(problem) for problem in problems)
        super().__init__(listed, f"法规文件有 {len(problems)} 处错误，改正后再用 gongshu law check 检查：\n{listed}")
        self.problems = tuple(problems)


class UnknownName(LawError):
    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        zh, en = _hints(name, list(known))
        said = next((word for start, word in _KINDS.items() if kind.startswith(start)), kind)
        super().__init__(f"unknown {kind} {name!r}; {en}", f"没有名为“{name}”的{said}({kind});{zh}")
        self.kind = kind
        self.name = name


_KINDS = {
    "jurisdiction": "地区", "parameter": "法定事项", "procedure": "流程", "function": "职能", "role": "角色", "measure": "法规文件",
    "article": "条款", "start of a clock": "期限起算日", "number of days": "天数",
}  # fmt: skip


def _hints(name: str, known: list[str]) -> tuple[str, str]:
    """Return what to write instead, in Chinese and English: the range of numbers, the nearest names, or all there are."""
    if known and all(each.isdecimal() for each in known):
        least, most = min(map(int, known)), max(map(int, known))
        return f"条款自第 {least} 条至第 {most} 条", f"the articles here run from {least} to {most}"
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    if near:
        return f"是否指 {'、'.join(near)}？", f"did you mean {' or '.join(near)}?"
    listed = ", ".join(names[:12])
    return f"可用的有：{listed or '无'}", f"known are: {listed or 'none'}"


class LawNotInForce(LawError):
    pass


class NotSet(LawError):
    pass


class NothingProposed(LawError):
    pass


class NotProvidedFor(LawError):
    pass


class MoveNotAllowed(LawError):
    pass
