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
    """Base of all errors of this package."""


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
        super().__init__(f"{place}: {what}")
        self.place = place
        self.what = what


class LawProblems(LawError):
    def __init__(self, problems: Sequence[LawFileError]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UnknownName(LawError):
    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        near = get_close_matches(name, names, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known are: {', '.join(names[:12])}"
        super().__init__(f"unknown {kind} {name!r}; {hint}")
        self.kind = kind
        self.name = name


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
