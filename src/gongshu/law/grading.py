"""Which level the harm to an affected object gives, by the table of the national standard. It proposes; a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gongshu.law.errors import UnknownName
from gongshu.law.yamlfile import Section, read

Words = Mapping[str, str]  # zh, en
GRADES = ("general", "important", "core")  # from the lowest
LEVELS = ("general-1", "general-2", "general-3", "general-4", "important", "core")  # from the lowest


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What the harm done by a leak, a loss or a misuse gives."""

    grade: str  # general | important | core
    level: str | None  # None: general data of which the standard says no level
    object: str | None  # the object that decided; None where nothing is harmed
    harm: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The table: object × harm → grade, and the levels within general data."""

    standard: str
    clauses: Mapping[str, str]  # grades, general: where in the standard
    harms: Mapping[str, Words]  # from the lightest
    objects: Mapping[str, Words]
    grades: Mapping[str, Mapping[str, str]]
    general_by: tuple[str, ...]  # objects whose harm gives the level within general data
    general_levels: Mapping[str, str]
    no_harm: str

    def graded(self, harmed: Mapping[str, str]) -> Graded:
        """Return what the highest of several harms gives: object → harm, an object that is not harmed left out.

        Source: GB/T 43697-2024 6.5, 6.6, annex H. Raises: UnknownName for an object or harm that the table does not have.
        """
        for name, harm in harmed.items():
            if name not in self.objects:
                raise UnknownName("affected object", name, self.objects)
            if harm not in self.harms:
                raise UnknownName("harm", harm, self.harms)
        if not harmed:
            return Graded(grade="general", level=self.no_harm, object=None, harm=None)
        weight = list(self.harms).index
        name, harm = max(
            harmed.items(), key=lambda each: (GRADES.index(self.grades[each[0]][each[1]]), weight(each[1]))
        )
        grade = self.grades[name][harm]
        return Graded(grade=grade, level=self._level(grade, harmed), object=name, harm=harm)

    def _level(self, grade: str, harmed: Mapping[str, str]) -> str | None:
        if grade != "general":
            return grade
        own = [self.general_levels[harm] for name, harm in harmed.items() if name in self.general_by]
        return max(own, key=LEVELS.index) if own else None


@lru_cache(maxsize=4)
def read_matrix(file: Path) -> Matrix:
    """Return the table that a file holds. Raises: LawFileError where an object and a harm give none."""
    said = read(file)
    plain = {
        key: said.need(key, Section).plain() for key in ("clauses", "harms", "objects", "grades", "general_levels")
    }
    matrix = Matrix(
        standard=said.need("standard"), general_by=tuple(said.need("general_by", list)), no_harm=said.need("no_harm"), **plain
    )  # fmt: skip
    said.finish()
    for name in matrix.objects:
        row = matrix.grades.get(name, {})
        if set(row) != set(matrix.harms) or not set(row.values()) <= set(GRADES):
            raise said.complain(
                f"{name} needs one of {', '.join(GRADES)} for each of {', '.join(matrix.harms)}", "grades"
            )
    return matrix


def higher(one: str, other: str) -> str:
    """Return the higher of two levels; an empty one is below all."""
    return max((one, other), key=lambda level: LEVELS.index(level) if level else -1)
