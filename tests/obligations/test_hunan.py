"""湖南草案: duties that the platform carries out on a rehearsal node of Hunan; a draft decides on no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongshu.cases.errors import CannotOpen, FactsMissing
from gongshu.cases.services import tick
from gongshu.catalogue import services as catalogue
from gongshu.grants.models import Grant
from gongshu.law.errors import MoveNotAllowed
from gongshu.people import SYSTEM
from gongshu.people.lacks import default_of
from gongshu.people.law import law
from gongshu.people.models import Body
from gongshu.people.services import register_body
from gongshu.people.services.bodies import BodyUnfit
from tests.obligations.stage import APPLICATION, MENDED, NOW, clause
from tests.proof import obligation

DAY = date(2025, 9, 29)
BASIS = "湖南草案 第三十六条"


@obligation("hunan-2-2")
def test_a_body_is_of_one_of_the_four_kinds_and_of_a_sector_that_the_text_names(hunan):
    said = {"zh": "湖南燃气", "en": "Hunan Gas", "short": "燃气", "region": hunan.body("liu").region}
    for unfit in ({"kind": "government_department"}, {"kind": "public_service_organisation", "sector": "banking"}):
        with pytest.raises(BodyUnfit):
            register_body("430000-gas", actor=SYSTEM, now=NOW, **said, **unfit)
    fit = {"kind": "public_service_organisation", "sector": "gas"}
    register_body("430000-gas", actor=SYSTEM, now=NOW, **said, **fit)
    assert Body.objects.get(code="430000-gas").sector == "gas"


@obligation("hunan-5-1")
def test_a_body_without_a_chief_data_officer_is_shown_as_in_default(hunan):
    lacking = default_of(hunan.body("liu"), DAY)
    assert [(lack.what["zh"], lack.article.label) for lack in lacking] == [("首席数据官", "湖南草案 第五条")]
    assert default_of(hunan.body("gao"), DAY) == []


@obligation("hunan-11-1")
def test_an_entry_that_its_data_no_longer_fits_is_brought_up_to_date(hunan):
    entry = hunan.entry()
    case = catalogue.notice_drift(entry.number, ["unit_no", "坐落", "owner"], now=NOW)
    assert (case.decider, case.facts["change"]) == (entry.provider, "新增：owner；缺少：registered_on")
    assert hunan.move(case, "update", "huang").state == "updated"


@obligation("hunan-13-7")
def test_data_that_is_wrong_is_objected_to_and_put_right(hunan):
    entry = hunan.entry()
    case = hunan.open("objection", entry.number, "lin", grounds="error", reason="坐落有误")
    case = hunan.move(case, "uphold", "wu", **MENDED)
    assert (case.decider, case.state, clause(case)) == (entry.provider, "upheld", "第十三条第四款")


@obligation("hunan-16-2")
def test_who_applies_for_conditional_data_states_the_scenario_and_commits(hunan):
    entry = hunan.entry()
    with pytest.raises(FactsMissing) as told:
        hunan.open("opening-application", entry.number, "lin")
    assert set(told.value.shown.split(", ")) == {"scenario", "commitment"}
    wish = {"scenario": "核验产权", "commitment": "按承诺使用"}
    assert hunan.open("opening-application", entry.number, "lin", **wish).decider == hunan.body("chen")


def ordered(hunan):
    """Order the user of a grant to correct within ten working days."""
    grant = hunan.granted()
    case = hunan.open("misuse", grant.number, "chen", grounds="other_improper_use", reason="超出授权范围")
    return grant, hunan.move(case, "order_correction", "chen", reason="超出授权范围", basis=BASIS, correction_days=10)


@obligation("hunan-36-1")
def test_misuse_is_ordered_to_be_corrected_and_the_service_suspended(hunan):
    grant, case = ordered(hunan)
    grant.refresh_from_db()
    assert (grant.state, grant.covers(DAY), clause(case)) == ("suspended", False, "第三十六条")
    assert (case.clocks.get().status, case.respondent) == ("asked", hunan.body("liu"))


@obligation("hunan-36-2")
def test_the_service_is_ended_only_where_the_order_to_correct_is_not_followed(hunan):
    grant, case = ordered(hunan)
    with pytest.raises(MoveNotAllowed):
        hunan.move(case, "end", "chen", reason="未按规定使用", basis=BASIS)
    tick(NOW + timedelta(days=40))
    hunan.move(case, "end", "chen", NOW + timedelta(days=40), reason="拒不改正", basis=BASIS)
    grant.refresh_from_db()
    assert (grant.state, grant.covers(DAY)) == ("ended", False)


def test_whether_the_service_ends_is_left_to_the_body_so_the_law_proposes_nothing(hunan):
    _, case = ordered(hunan)
    tick(NOW + timedelta(days=40))
    case.refresh_from_db()
    assert (case.state, case.proposal) == ("uncorrected", None)


@obligation("hunan-37-3")
@pytest.mark.parametrize("who", ["lin", "shutong"])
def test_a_check_that_a_person_or_organisation_asks_for_is_handled_by_the_body_that_holds_the_data(hunan, who):
    entry = hunan.entry()
    case = hunan.open("check-application", entry.number, who, grounds="inaccurate", record="43000100")
    assert case.decider == entry.provider
    assert hunan.move(case, "mend", "wu", **MENDED).state == "mended"


@obligation("hunan-37-2")
def test_public_data_reaches_a_company_through_opening_and_not_through_sharing(hunan):
    entry = hunan.hooked()
    with pytest.raises(CannotOpen):
        hunan.open("sharing-application", entry.number, "shutong", **APPLICATION)
    wish = {"scenario": "核验产权", "commitment": "按承诺使用"}
    case = hunan.open("opening-application", entry.number, "shutong", **wish)
    hunan.move(case, "grant", "chen", reason="符合条件")
    assert Grant.objects.get(case=case.number).channel == "opening"


@obligation("hunan-15-9")
def test_the_source_of_the_data_has_to_assist_in_verifying_it(hunan):
    answers = law().function("verification.answerer", "cn/hunan")
    duty = law().terms("cn/hunan", DAY, as_if_in_force=True).get("verification.assistance")
    assert (answers.party, duty.value) == ("provider", True)
    assert (str(answers.article), duty.article.label) == ("湖南草案 第十五条第二款", "湖南草案 第十五条第二款")
