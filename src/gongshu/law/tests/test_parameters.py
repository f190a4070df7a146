from datetime import date

import pytest

from gongshu.law import library
from gongshu.law.errors import LawProblems
from gongshu.law.tests.folders import nation, parameter, place, write

pytestmark = pytest.mark.pure


@pytest.fixture
def city(tmp_path):
    nation(tmp_path)
    return place(tmp_path, "xx/yy", "市办法", lapses="2030-03-01")


def load(tmp_path):
    return library._load.__wrapped__(tmp_path)


def test_a_value_holds_from_its_day_until_another_ends_it(tmp_path, city) -> None:
    path = parameter(city, "a.b", "5")
    text = path.read_text(encoding="utf-8").replace("2025-03-01: 5}", "2025-03-01: 5, 2026-01-01: 7, 2027-01-01: null}")
    text = text.replace(
        "{2025-03-01: {article: 第五条}}",
        "{2025-03-01: {article: 第五条}, 2026-01-01: {article: 第六条}, 2027-01-01: {article: 第七条}}",
    )
    write(path, text)
    found = load(tmp_path).jurisdiction("yy").parameters["a.b"]
    assert [
        (d := found.on(day)) and d.value
        for day in (date(2025, 2, 1), date(2025, 3, 1), date(2026, 5, 1), date(2027, 1, 1))
    ] == [None, 5, 7, None]
    assert found.law == "市办法"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("{2025-03-01: {article: 第五条}}", "{}"), r"b\.yaml:5:22: the value of 2025-03-01 names no article"),
        (("第五条", "5"), "'article' is 5; a str is needed"),
        (("第五条", "五"), "'五' is not an article"),
        (("article: 第五条", "article: 第五条, law: 别的法"), "'别的法' is not a measure of xx/yy"),
        (("article: 第五条", "article: 第五条, number: 号〔2024〕9号"), "is not that of 市办法"),
        (("2025-03-01: 5", "2025-03-01: soon"), "'soon' is not a value in working-day"),
        (("2025-03-01: 5", "2025-03-01: true"), "True is not a value in working-day"),
        (("2025-03-01: 5", "2025-03-01: -1"), "a term cannot be negative"),
        (("values: {2025-03-01: 5}", "values: {}"), "`values` is empty"),
        (("values: {2025-03-01: 5}", "values: {March: 5}"), "'March' is not a day"),
        (("unit: working-day", "unit: week"), "'unit' is 'week'; it has to be one of"),
        (("status: verified", "status: sure"), "'status' is 'sure'"),
        (("binding: default", "binds: default"), "'binds' is not a key"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place_and_the_value(tmp_path, city, change, told: str) -> None:
    path = parameter(city, "a.b", "5")
    write(path, path.read_text(encoding="utf-8").replace(*change))
    with pytest.raises(LawProblems, match=told):
        load(tmp_path)


def test_the_full_title_and_number_may_be_cited_too(tmp_path, city) -> None:
    path = parameter(city, "a.b", "5")
    write(
        path,
        path.read_text(encoding="utf-8").replace(
            "article: 第五条", "law: 市办法全称, number: 号〔2025〕1号, article: 第五条"
        ),
    )
    assert load(tmp_path).jurisdiction("yy").parameters["a.b"].values[0].article.law == "市办法"


def test_every_fault_of_a_folder_is_reported_in_one_list(tmp_path, city) -> None:
    parameter(city, "a.b", "soon")
    parameter(city, "a.c", "later")
    write(city / "roles.yaml", "functions: {x: {role: r, party: p}}\n")
    with pytest.raises(LawProblems) as problem:
        load(tmp_path)
    assert len(problem.value.problems) == 3


@pytest.mark.parametrize(
    ("stricter", "unit", "mine", "other", "so"),
    [
        ("lower", "working-day", 3, 5, True),
        ("lower", "working-day", 7, 5, False),
        ("higher", "percent", 90, 80, True),
        ("more", "list", ["a", "b"], ["a"], True),
        ("more", "list", ["a"], ["a", "b"], False),
        ("true", "rule", True, False, True),
        ("true", "rule", False, True, False),
        ("lower", "working-day", "to_be_set", "to_be_set", True),
        ("lower", "working-day", 3, "to_be_set", True),
        ("lower", "working-day", "to_be_set", 3, False),
    ],
)
def test_each_kind_of_value_has_its_own_sense_of_strict(tmp_path, city, stricter, unit, mine, other, so) -> None:
    parameter(city, "a.b", {"list": "[a]", "rule": "true"}.get(unit, "5"), unit=unit, extra=f'stricter: "{stricter}"\n')
    assert load(tmp_path).jurisdiction("yy").parameters["a.b"].is_at_least_as_strict(mine, other) is so
