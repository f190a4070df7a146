"""What 江苏条例 changes in the procedures that every place inherits."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu import law
from gongshu.law.errors import MoveNotAllowed
from gongshu.law.procedures import Procedure
from gongshu.law.proposals import lacking, propose, unsaid
from gongshu.law.terms import Terms

PLACE = "cn/jiangsu"
DAY = date(2025, 6, 3)

pytestmark = pytest.mark.pure


def procedure(name: str) -> Procedure:
    return law.load().procedure(name, PLACE)


def terms() -> Terms:
    return law.load().terms(PLACE, DAY)


@obligation("jiangsu-33-3")
@pytest.mark.parametrize("state", ["submitted", "consulting"])
def test_a_refusal_to_share_states_its_basis_and_its_reason(state: str) -> None:
    refuse = procedure("sharing-application").step(state, "refuse")
    assert set(unsaid(refuse, {"facts": {}}, terms())) == {"reason", "legal_basis"}
    assert unsaid(refuse, {"facts": {"reason": "涉密", "legal_basis": "保守国家秘密法"}}, terms()) == []
    assert refuse.article is not None
    assert refuse.article.clause == "第三十三条第二款"


@pytest.mark.parametrize(
    "left_out", ["purpose", pytest.param("commitment", marks=pytest.mark.obligation("jiangsu-34-4"))]
)
def test_an_application_to_open_names_its_purpose_and_commits(left_out: str) -> None:
    said = {"purpose": "公交到站预报", "commitment": "真实、合规、安全使用"}
    opening = procedure("opening-application")
    assert lacking(opening, {"facts": said}, terms()) == []
    assert lacking(opening, {"facts": {key: word for key, word in said.items() if key != left_out}}, terms()) == [
        left_out
    ]


@obligation("jiangsu-76-1")
def test_an_order_to_correct_misuse_closes_access_in_the_same_act() -> None:
    order = procedure("misuse").step("submitted", "order_correction")
    assert (order.to, order.effect) == ("suspended", "grants.suspend")
    assert order.article is not None
    assert order.article.clause == "第七十六条"
    assert propose(procedure("misuse"), {}, terms()).outcome == "order_correction"


@obligation("jiangsu-76-2")
def test_an_opening_ends_only_after_an_order_that_was_not_followed() -> None:
    misuse = procedure("misuse")
    for state in ("submitted", "suspended", "checking"):
        with pytest.raises(MoveNotAllowed):
            misuse.step(state, "end")
    end = misuse.step("uncorrected", "end")
    assert (end.to, end.effect) == ("ended", "grants.end")
    assert end.article is not None
    assert end.article.clause == "第七十六条"


@obligation("jiangsu-28-4")
def test_the_body_that_holds_the_data_answers_a_report_of_an_error() -> None:
    report = procedure("error-report")
    assert law.load().function(report.decider, PLACE).party == "provider"
    mend = report.step("submitted", "mend")
    assert mend.article is not None
    assert mend.article.clause == "第二十八条第二款"


def test_the_registry_decides_on_registration() -> None:
    decider = law.load().function("registration.decider", PLACE)
    assert decider.role == "registry"
    assert law.load().role("registry", PLACE).article is not None


def test_a_provincial_or_city_government_chooses_the_operator() -> None:
    decider = law.load().function("operation.decider", PLACE)
    assert decider.article is not None
    assert decider.article.clause == "第三十五条第二款"
    assert law.load().role(str(decider.role), PLACE).levels == ("province", "city")


@pytest.mark.parametrize("function", ["sharing.decider", "opening.decider", "catalogue.reviewer"])
def test_where_the_text_is_silent_the_default_cites_no_article(function: str) -> None:
    assert law.load().function(function, PLACE).article is None
