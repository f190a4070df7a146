"""Every case under tests/law/<jurisdiction>/ is a test: facts in, what the law says out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gongshu import law
from gongshu.law import yamlfile
from gongshu.law.errors import LawError

HERE = Path(__file__).resolve().parent
FILES = sorted(path for path in HERE.rglob("*.yaml"))
GIVEN = {"parameter", "received_on", "on", "promises"}
EXPECTED = {"due", "value", "article", "error", "status", "provisional", "unit", "strength", "binding"}


def cases() -> list:
    return [case for path in FILES for case in cases_of(path)]


def cases_of(path: Path):
    for case in yamlfile.read_list(path):
        place = path.relative_to(HERE)
        yield pytest.param(place.parent.as_posix(), case.plain(), id=f"{place.with_suffix('')}: {case['name']}")


@pytest.mark.pure
@pytest.mark.parametrize(("jurisdiction", "case"), cases())
def test_the_law_says_what_its_case_says(jurisdiction: str, case: dict) -> None:
    given, expect = case["given"], case["expect"]
    assert set(given) <= GIVEN, f"unknown facts {set(given) - GIVEN}"
    assert set(expect) <= EXPECTED, f"unknown results {set(expect) - EXPECTED}"
    if "error" in expect:
        with pytest.raises(LawError) as problem:
            answer(jurisdiction, given)
        assert type(problem.value).__name__ == expect["error"]
        return
    found = answer(jurisdiction, given)
    assert {key: found.get(key) for key in expect} == expect


def answer(jurisdiction: str, given: dict) -> dict:
    library = law.load()
    promises = given.get("promises") or {}
    if "received_on" in given:
        due = library.due(jurisdiction, given["parameter"], given["received_on"], promises)
        term = library.terms(jurisdiction, given["received_on"], promises)[given["parameter"]]
        return {**shown(library, term), "due": due.day, "provisional": due.provisional}
    day = given.get("on") or date(2026, 11, 25)
    # A draft can be read, though nothing is decided under it.
    draft = library.jurisdiction(jurisdiction).main.in_force_from is None
    if not draft:
        library.require_in_force(jurisdiction, day)
    return shown(library, library.terms(jurisdiction, day, promises, as_if_in_force=draft)[given["parameter"]])


def shown(library: law.Law, term) -> dict:
    parameter = library.jurisdiction(term.jurisdiction).parameters[term.name]
    return {
        "value": term.value,
        "article": term.article.clause if term.article else None,
        "status": term.status,
        "unit": str(term.unit),
        "strength": str(parameter.strength),
        "binding": str(term.binding),
    }


@pytest.mark.pure
def test_every_jurisdiction_with_a_text_has_cases() -> None:
    missing = [j.path for j in law.load().jurisdictions.values() if j.main and not list((HERE / j.path).glob("*.yaml"))]
    assert not missing, f"write cases under tests/law for {missing}"
