"""The table of the national standard: harm to an object gives a grade and, within general data, a level."""

from __future__ import annotations

from itertools import product

import pytest

from gongshu.law.errors import LawFileError, UnknownName
from gongshu.law.grading import GRADES, LEVELS, higher, read_matrix
from gongshu.law.library import PACKAGED

FILE = PACKAGED / "cn" / "grading.yaml"
MATRIX = read_matrix(FILE)


@pytest.mark.parametrize(
    ("harmed", "grade", "level"),
    [
        ({}, "general", "general-1"),
        ({"national_security": "general"}, "important", "important"),
        ({"national_security": "serious"}, "core", "core"),
        ({"economy": "serious"}, "important", "important"),
        ({"public_interest": "grave"}, "core", "core"),
        ({"social_order": "general"}, "general", None),
        ({"individuals": "general"}, "general", "general-2"),
        ({"individuals": "serious", "organisations": "general"}, "general", "general-3"),
        ({"organisations": "grave"}, "general", "general-4"),
        ({"individuals": "grave", "economy": "serious"}, "important", "important"),
        ({"economy": "general", "individuals": "serious"}, "general", "general-3"),
    ],
)
def test_the_highest_of_all_harms_gives_the_level(harmed, grade, level):
    found = MATRIX.graded(harmed)
    assert (found.grade, found.level) == (grade, level)


def test_more_harm_never_gives_a_lower_grade():
    for name, (light, heavy) in product(MATRIX.objects, zip(list(MATRIX.harms), list(MATRIX.harms)[1:], strict=False)):
        row = MATRIX.grades[name]
        assert GRADES.index(row[light]) <= GRADES.index(row[heavy])


def test_an_object_or_harm_that_the_table_does_not_have_is_refused():
    with pytest.raises(UnknownName):
        MATRIX.graded({"weather": "general"})
    with pytest.raises(UnknownName):
        MATRIX.graded({"economy": "mild"})


def test_a_table_that_leaves_a_harm_open_is_refused_with_its_place(tmp_path):
    file = tmp_path / "grading.yaml"
    file.write_text(FILE.read_text(encoding="utf-8").replace("grave: core}", "grave: secret}", 1), encoding="utf-8")
    with pytest.raises(LawFileError, match="national_security needs one of"):
        read_matrix(file)


def test_of_two_levels_the_higher_is_told_and_none_is_below_all():
    assert [higher("", "general-1"), higher("core", "important"), higher("general-2", "general-3")] == [
        "general-1",
        "core",
        "general-3",
    ]
    assert LEVELS[-1] == "core"
