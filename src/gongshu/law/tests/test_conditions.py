import pytest

from gongshu.law.conditions import MISSING, ConditionError, look_up, parse

pytestmark = pytest.mark.pure
FACTS = {
    "facts": {"purpose": "办案", "until": "2026-01-01", "keys": ["a", "b"], "empty": ""},
    "entry": {"sharing": "conditional", "purposes": ["办案", "审批"], "item": {"level": 2}},
    "term": {"sharing.reply": 5},
}


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"entry.sharing": "conditional"},
        {"facts.purpose": {"in": "entry.purposes"}},
        {"facts.keys": {"in": ["a", "b", "c"]}},
        {"entry.purposes": {"contains": "facts.purpose"}},
        {"facts.missing": {"missing": True}},
        {"facts.empty": {"missing": True}},
        {"facts.purpose": {"missing": False}},
        {"facts.until": {"before": "2026-02-01"}},
        {"facts.until": {"after": "2025-02-01"}},
        {"facts.purpose": {"differs": "审批"}},
        {"entry.item.level": 2},
        {"term.sharing.reply": 5},
        {"all": [{"entry.sharing": "conditional"}, {"facts.purpose": "办案"}]},
        {"any": [{"entry.sharing": "withheld"}, {"facts.purpose": "办案"}]},
        {"not": {"entry.sharing": "withheld"}},
        {"entry.sharing": "conditional", "facts.purpose": "办案"},
    ],
)
def test_a_condition_that_the_facts_meet_holds(condition) -> None:
    assert parse(condition).holds(FACTS)


@pytest.mark.parametrize(
    "condition",
    [
        {"entry.sharing": "withheld"},
        {"facts.nothing": "x"},
        {"facts.nothing": {"differs": "x"}},
        {"facts.purpose": {"in": "entry.nothing"}},
        {"entry.sharing.deeper": "x"},
        {"term.other": 1},
        {"parent.state": "refused"},
        {"not": {"entry.sharing": "conditional"}},
        {"all": [{"entry.sharing": "conditional"}, {"facts.purpose": "x"}]},
        {"any": [{"entry.sharing": "withheld"}, {"facts.purpose": "x"}]},
        {"facts.keys": {"in": ["a"]}},
    ],
)
def test_a_condition_that_the_facts_do_not_meet_fails(condition) -> None:
    assert not parse(condition).holds(FACTS)


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("x", "is not a condition"),
        ({"sharing": 1}, "names no fact"),
        ({"entry.sharing": {"like": "x"}}, "has to be one of equals, in"),
        ({"entry.sharing": {"in": [], "equals": 1}}, "has to be one of"),
        ({"all": {"entry.sharing": 1}}, "needs a list"),
    ],
)
def test_what_is_not_in_the_language_is_refused_and_shown(condition, told: str) -> None:
    with pytest.raises(ConditionError, match=told):
        parse(condition)


def test_a_condition_can_be_read_aloud() -> None:
    said = parse({"any": [{"entry.sharing": "withheld"}, {"not": {"facts.purpose": {"in": ["a"]}}}]})
    assert str(said) == "entry.sharing equals withheld or (not (facts.purpose in ['a']))"
    assert str(parse(None)) == "always"


def test_every_fact_that_a_condition_rests_on_is_named() -> None:
    said = parse({"all": [{"facts.purpose": {"in": "entry.purposes"}}, {"not": {"entry.sharing": "x"}}]})
    assert list(said.references()) == ["facts.purpose", "entry.purposes", "entry.sharing"]


def test_what_is_not_said_is_missing_and_not_false() -> None:
    assert look_up({}, "facts.a") is MISSING
    assert repr(MISSING) == "missing"


def test_a_part_that_a_lower_text_removed_asks_nothing():
    condition = parse({"entry.sharing": "conditional", "applicant.level": None})
    assert list(condition.references()) == ["entry.sharing"]
    assert parse({"applicant.level": None}).holds({})
