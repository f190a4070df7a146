"""成都条例: duties that the platform carries out, each through the services of a node of Chengdu."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gongshu.cases.errors import FactsMissing, UnknownCase
from gongshu.cases.services import open_case
from gongshu.grants.models import Grant
from gongshu.grants.services import order_file
from gongshu.people import SYSTEM, actor_for_login
from gongshu.people.lacks import default_of
from gongshu.people.models import Body
from gongshu.people.services import give_role, grant_duty, open_account, register_body
from gongshu.people.services.bodies import BodyUnfit
from tests.obligations.stage import APPLICATION, MENDED, NOW, clause
from tests.proof import obligation

DAY = date(2025, 9, 29)


@obligation("chengdu-3-1")
def test_a_public_service_organisation_is_of_a_sector_that_the_text_names(chengdu):
    said = {"kind": "public_service_organisation", "region": chengdu.body("liu").region, "actor": SYSTEM, "now": NOW}
    with pytest.raises(BodyUnfit, match="banking"):
        register_body("510100-bank", zh="某银行", en="A bank", short="银行", sector="banking", **said)
    register_body("510100-gas", zh="成都燃气", en="Chengdu Gas", short="燃气", sector="gas", **said)
    assert Body.objects.get(code="510100-gas").sector == "gas"


@pytest.fixture
def department(chengdu):
    """An officer of a public data management department that is not the data authority."""
    authority = chengdu.body("chen")
    said = {"zh": "成都市公共数据管理局", "en": "Public Data Management", "short": "公共数据局", "kind": authority.kind}
    body = register_body("510100-ggsj", region=authority.region, actor=SYSTEM, now=NOW, **said)
    role = {"role": "public_data_management_department", "basis": "成都条例 第六条第二款"}
    give_role(body, region=authority.region, since=DAY, actor=SYSTEM, now=NOW, **role)
    account = open_account("qiao", "乔敏", kind="staff", body=body, actor=SYSTEM, now=NOW)
    grant_duty(account, "officer", actor=SYSTEM, now=NOW)
    return actor_for_login("qiao", NOW)


# Not claimed for chengdu-6-2: without its role no function of the place resolves, so every test would fail.
def test_public_data_is_the_business_of_its_own_department_and_not_of_the_data_authority(chengdu, department):
    entry = chengdu.entry(officer=department)
    case = chengdu.open("sharing-application", entry.number, "liu", **APPLICATION)
    assert case.decider.code == "510100-ggsj"
    with pytest.raises(UnknownCase):
        chengdu.move(case, "refuse", "chen", reason="涉密", basis="保守国家秘密法")
    assert chengdu.move(case, "refuse", department, reason="涉密", basis="保守国家秘密法").state == "refused"


@obligation("chengdu-7-1")
def test_a_unit_whose_principal_head_is_not_named_is_in_default(chengdu):
    body = chengdu.body("liu")
    assert [(lack.what["zh"], lack.article.label) for lack in default_of(body, DAY)] == [
        ("第一责任人（主要负责人）", "成都条例 第七条第一款")
    ]
    body.head = "王某"
    assert default_of(body, DAY) == []


@obligation("chengdu-7-2")
def test_a_unit_that_has_named_no_data_staff_is_in_default(chengdu):
    lacking = {lack.parameter: lack for lack in default_of(chengdu.body("shen"), DAY)}
    assert lacking["organisations.data_staff"].article.label == "成都条例 第七条第一款"
    assert "organisations.data_staff" not in {lack.parameter for lack in default_of(chengdu.body("liu"), DAY)}


@obligation("chengdu-17-3")
@pytest.mark.parametrize(
    ("procedure", "outcome", "facts"),
    [("objection", "uphold", {"reason": "坐落有误"}), ("check-application", "mend", {"record": "51010400"})],
)
def test_what_is_wrong_in_public_data_is_objected_to_and_corrected(chengdu, procedure, outcome, facts):
    entry = chengdu.entry()
    case = chengdu.open(procedure, entry.number, "lin", grounds="error", **facts)
    assert case.decider == entry.provider
    case = chengdu.move(case, outcome, "wu", **MENDED)
    assert (case.ended, clause(case)) == (True, "第十七条第二款")


@obligation("chengdu-17-4")
def test_a_recipient_reports_a_doubt_to_the_provider_within_five_working_days(chengdu):
    entry = chengdu.entry()
    facts = {"grounds": "doubt", "reason": "坐落与现场不符", "found_on": "2025-09-22"}
    clock = chengdu.open("doubt-feedback", entry.number, "liu", **facts).clocks.get()
    assert (clock.due, clock.owed_by, clock.missed_at) == (date(2025, 9, 28), chengdu.body("liu"), NOW)
    case = chengdu.open("doubt-feedback", entry.number, "liu", **{**facts, "found_on": "2025-09-23"})
    assert (case.decider, case.clocks.get().missed_at) == (entry.provider, None)


@obligation("chengdu-17-5")
def test_the_provider_handles_a_doubt_and_replies(chengdu):
    facts = {"grounds": "error", "reason": "坐落有误", "found_on": "2025-09-26"}
    case = chengdu.open("doubt-feedback", chengdu.entry().number, "liu", **facts)
    with pytest.raises(FactsMissing, match="How it was handled, Reply"):
        chengdu.move(case, "mend", "wu")
    case = chengdu.move(case, "mend", "wu", **{**MENDED, "handle": "已按登记簿更正", "reply": "坐落已更正,请重新获取"})
    assert (case.state, clause(case)) == ("mended", "第十七条第三款")


@obligation("chengdu-20-1")
def test_sharing_is_applied_for_reviewed_and_answered_in_one_mechanism(chengdu):
    case = chengdu.open("sharing-application", chengdu.hooked().number, "liu", **APPLICATION)
    assert case.decider == chengdu.body("chen")
    assert [letter.kind for letter in case.letters.all()] == ["receipt"]
    assert chengdu.move(case, "grant", "chen").letters.order_by("id").last().kind == "decision"


@obligation("chengdu-20-2")
def test_the_time_that_the_text_leaves_to_the_city_runs_once_the_city_has_fixed_it(chengdu, settings):
    entry = chengdu.entry()
    silent = chengdu.open("sharing-application", entry.number, "liu", **APPLICATION)
    assert not silent.clocks.exists()
    settings.GONGSHU = replace(settings.GONGSHU, promises={"sharing.reply": 3})
    case = chengdu.open("sharing-application", entry.number, "liu", **APPLICATION)
    clock = case.clocks.get()
    assert (clock.due, clock.owed_by, clock.status) == (date(2025, 10, 10), case.decider, "promise")
    chengdu.move(case, "refuse", "chen", NOW + timedelta(days=14), reason="涉密", basis="保守国家秘密法")
    clock.refresh_from_db()
    assert clock.missed_at is not None


@obligation("chengdu-21-3")
def test_opened_data_is_applied_for_and_downloaded_on_the_opening_platform(chengdu):
    case = chengdu.open("opening-application", chengdu.hooked().number, "lin", purpose="产权核验")
    chengdu.move(case, "grant", "chen", reason="符合条件")
    file, _ = order_file(Grant.objects.get(case=case.number).number, "csv", actor=chengdu.cast("lin"), now=NOW)
    assert (file.kind, file.grant.channel, clause(case)) == ("file", "opening", "第二十一条第二款")


@obligation("chengdu-21-4")
def test_the_platform_calls_upon_everybody_to_say_what_should_be_opened(chengdu, client):
    page = client.get("/demands").content.decode()
    assert "/cases/open/opening-demand" in page
    assert "第二十一条第二款" in page
    facts = {"subject_line": "公厕位置", "need": "全市公厕的位置", "purpose": "出行"}
    case = open_case("opening-demand", [], facts, actor=chengdu.cast("lin"), now=NOW)
    assert case.decider == chengdu.body("chen")
