"""达州办法: duties that the platform carries out, each through the services of a node of Dazhou."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongshu.cases import queries
from gongshu.cases.errors import FactsMissing, FactsUnfit
from gongshu.catalogue import services as catalogue
from gongshu.grants.models import Grant
from gongshu.people import SYSTEM
from gongshu.people.lacks import default_of
from gongshu.people.law import law
from gongshu.people.models import Body
from gongshu.people.services import register_body
from gongshu.people.services.bodies import BodyUnfit
from tests.obligations.stage import APPLICATION, MENDED, NOW, clause
from tests.proof import obligation

DAY = date(2025, 9, 29)
WISH = {**APPLICATION, "commitment": "按承诺使用"}
ANSWER = {"method": "接口", "time": "即日", "requirements": "不得他用"}


@obligation("dazhou-3-1")
def test_a_public_service_organisation_is_of_a_sector_that_the_text_names(dazhou):
    said = {"kind": "public_service_organisation", "region": dazhou.body("liu").region, "actor": SYSTEM, "now": NOW}
    with pytest.raises(BodyUnfit, match="banking"):
        register_body("511700-bank", zh="某银行", en="A bank", short="银行", sector="banking", **said)
    register_body("511700-water", zh="达州水务", en="Dazhou Water", short="水务", sector="water", **said)
    assert Body.objects.get(code="511700-water").sector == "water"


@obligation("dazhou-7-3")
def test_a_body_without_a_chief_data_officer_is_shown_as_in_default(dazhou):
    lacking = default_of(dazhou.body("liu"), DAY)
    assert [(lack.what["zh"], lack.article.label) for lack in lacking] == [("首席数据官", "达州办法 第七条第三款")]
    assert default_of(dazhou.body("gao"), DAY) == []


@obligation("dazhou-13-1")
def test_an_entry_that_its_data_no_longer_fits_goes_back_to_its_provider_to_be_updated(dazhou):
    entry = dazhou.entry()
    case = catalogue.notice_drift(entry.number, ["unit_no", "坐落", "owner"], now=NOW)
    assert (case.decider, case.facts["change"]) == (entry.provider, "新增：owner；缺少：registered_on")
    assert not case.clocks.exists()  # The article sets no number of days.
    assert clause(dazhou.move(case, "update", "huang")) == "第十三条第一款"


@obligation("dazhou-16-4")
@pytest.mark.parametrize("who", ["lin", "shutong"])
def test_a_person_or_company_has_data_about_itself_checked_by_the_body_that_holds_it(dazhou, who):
    entry = dazhou.entry()
    case = dazhou.open("check-application", entry.number, who, grounds="inaccurate", record="51170200")
    assert case.decider == entry.provider
    assert dazhou.move(case, "mend", "wu", **MENDED).state == "mended"


@obligation("dazhou-16-5")
def test_a_check_is_answered_within_thirty_days(dazhou):
    case = dazhou.open("check-application", dazhou.entry().number, "lin", grounds="incomplete", record="51170200")
    clock = case.clocks.get()
    assert (clock.due, clock.owed_by.code, clock.article["clause"]) == (
        date(2025, 10, 29),
        "511700-zrzyj",
        "第十六条第二款",
    )
    dazhou.move(case, "keep", "wu", NOW + timedelta(days=31), reason="与登记簿一致")
    clock.refresh_from_db()
    assert clock.missed_at is not None


@obligation("dazhou-27-2")
def test_an_application_to_open_goes_to_the_authority_with_reason_basis_and_purpose(dazhou):
    entry = dazhou.entry()
    with pytest.raises(FactsMissing) as told:
        dazhou.open("opening-application", entry.number, "lin", commitment="按承诺使用")
    assert set(told.value.shown.split(", ")) == {"reason", "legal_basis", "purpose"}
    assert dazhou.open("opening-application", entry.number, "lin", **WISH).decider.code == "511700-sjj"


@obligation("dazhou-27-3")
def test_an_application_to_open_is_answered_within_five_working_days_and_never_later(dazhou):
    case = dazhou.open("opening-application", dazhou.entry().number, "lin", **WISH)
    clock = case.clocks.get()
    assert (clock.due, clock.owed_by.code) == (date(2025, 10, 13), "511700-sjj")
    assert "ask_provider" not in {each.outcome for each in queries.moves_for(dazhou.cast("chen"), case, NOW)}


@obligation("dazhou-27-4")
def test_who_opens_data_says_how_when_and_on_what_terms(dazhou):
    case = dazhou.open("opening-application", dazhou.hooked().number, "lin", **WISH)
    with pytest.raises(FactsMissing, match="Way of access, Time, Requirements"):
        dazhou.move(case, "grant", "chen")
    assert dazhou.move(case, "grant", "chen", **ANSWER).state == "granted"
    assert Grant.objects.get(case=case.number).account.login == "lin"


@obligation("dazhou-27-4")
def test_who_refuses_to_open_data_gives_reason_and_basis(dazhou):
    case = dazhou.open("opening-application", dazhou.entry().number, "lin", **WISH)
    with pytest.raises(FactsMissing, match="Legal basis"):
        dazhou.move(case, "refuse", "chen", reason="涉及国家安全")
    assert dazhou.move(case, "refuse", "chen", reason="涉及国家安全", basis="数据安全法 第二十一条").state == "refused"


@obligation("dazhou-28-4")
@pytest.mark.parametrize("who", ["lin", "shutong"])
def test_anyone_objects_to_opened_data_with_the_body_that_provides_it(dazhou, who):
    entry = dazhou.entry()
    case = dazhou.open("objection", entry.number, who, grounds="infringes_personal_privacy", reason="可识别到本人")
    assert (case.decider, case.state) == (entry.provider, "submitted")


@obligation("dazhou-28-5")
def test_measures_on_an_objection_that_is_upheld_are_taken_within_ten_working_days(dazhou):
    case = dazhou.open("objection", dazhou.entry().number, "lin", grounds="error", reason="坐落有误")
    assert case.clocks.get().due == date(2025, 10, 20)
    with pytest.raises(FactsMissing, match="Measure taken"):
        dazhou.move(case, "uphold", "wu")
    case = dazhou.move(case, "uphold", "wu", **MENDED)
    assert (case.state, case.clocks.get().met_at) == ("upheld", NOW)


@obligation("dazhou-29-1")
def test_nobody_is_opened_conditional_data_without_a_signed_commitment(dazhou):
    entry = dazhou.entry()
    with pytest.raises(FactsMissing) as told:
        dazhou.open("opening-application", entry.number, "shutong", **APPLICATION)
    assert told.value.shown == "commitment"
    case = dazhou.open("opening-application", entry.number, "shutong", **WISH)
    assert case.facts["commitment"] == "按承诺使用"


@obligation("dazhou-29-2")
def test_a_user_of_opened_data_signs_to_keep_it_safe_and_within_its_scope(dazhou):
    case = dazhou.open("opening-application", dazhou.hooked().number, "shutong", **WISH)
    signed = queries.commitment(dazhou.cast("shutong"), case.number)
    said = "".join(signed.facts["paragraphs"])
    assert "采取安全保障措施" in said
    assert "在规定的范围内使用数据" in said
    assert signed.facts["signature"] == case.applicant_account.name
    dazhou.move(case, "grant", "chen", **ANSWER)
    grant = Grant.objects.get(case=case.number)
    assert queries.commitment(dazhou.cast("shutong"), grant.case) == signed


@obligation("dazhou-43-2")
@pytest.mark.parametrize(("outcome", "state"), [("suspend", "suspended"), ("end", "ended")])
def test_a_breach_of_law_restricts_access_or_ends_the_grant(dazhou, outcome, state):
    grant = dazhou.granted()
    assert grant.covers(DAY)
    case = dazhou.open("misuse", grant.number, "chen", grounds="breach_of_law", reason="超范围使用")
    case = dazhou.move(case, outcome, "chen", reason="超范围使用", basis="达州办法 第四十三条第二款")
    grant.refresh_from_db()
    assert (grant.state, grant.covers(DAY), clause(case)) == (state, False, "第四十三条第二款")


@obligation("dazhou-43-2")
def test_a_right_holder_asks_the_authority_to_stop_a_service_that_infringes(dazhou):
    wish = {
        "right": "商标权",
        "infringing": "某查询服务",
        "evidence": "公证书",
        "measure_wanted": "close_supply_channel",
    }
    entry = dazhou.entry()
    with pytest.raises(FactsMissing, match="Evidence"):
        dazhou.open("right-holder-request", entry.number, "shutong", **{**wish, "evidence": ""})
    with pytest.raises(FactsUnfit):
        dazhou.open("right-holder-request", entry.number, "shutong", **{**wish, "measure_wanted": "fine"})
    case = dazhou.open("right-holder-request", entry.number, "shutong", **wish)
    assert case.decider == dazhou.body("chen")
    assert clause(dazhou.move(case, "uphold", "chen", measure="已关闭供给通道")) == "第四十三条第二款"


@obligation("dazhou-53-1")
def test_the_measures_lapse_when_the_years_that_they_are_valid_have_passed(dazhou):
    text = law().jurisdiction("cn/sichuan/dazhou").main
    term = law().terms("cn/sichuan/dazhou", DAY).get("regulations.validity")
    assert (term.unit, term.article.label) == ("year", "达州办法 第五十三条")
    begins = text.in_force_from
    assert text.lapses == begins.replace(year=begins.year + term.value)
