"""江苏条例: duties that the platform carries out, each through the services of a node of Jiangsu."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshu.cases.errors import FactsMissing, FactsUnfit, UnknownCase
from gongshu.cases.models import Notice
from gongshu.cases.services import tick
from gongshu.catalogue import queries
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Snapshot
from gongshu.catalogue.tests.stage import deliver
from gongshu.grants.models import Grant
from gongshu.law.errors import MoveNotAllowed
from gongshu.people import ANYONE, SYSTEM, Refused
from gongshu.people.models import Body
from gongshu.people.services import register_body
from gongshu.people.services.bodies import BodyUnfit
from tests.obligations.stage import NOW, clause
from tests.proof import obligation


@obligation("jiangsu-3-2")
def test_a_body_is_of_one_of_the_three_kinds_and_of_a_sector_that_the_text_names(jiangsu):
    said = {"zh": "江苏燃气", "en": "Jiangsu Gas", "short": "燃气", "region": jiangsu.body("liu").region}
    for unfit in ({"kind": "government_department"}, {"kind": "public_enterprise_institution", "sector": "banking"}):
        with pytest.raises(BodyUnfit):
            register_body("320000-gas", actor=SYSTEM, now=NOW, **said, **unfit)
    fit = {"kind": "public_enterprise_institution", "sector": "gas"}
    register_body("320000-gas", actor=SYSTEM, now=NOW, **said, **fit)
    assert Body.objects.get(code="320000-gas").sector == "gas"


@obligation("jiangsu-20-3")
def test_the_catalogue_is_published_and_goes_back_to_the_provider_when_things_change(jiangsu):
    entry = jiangsu.entry()
    assert queries.entry(ANYONE, entry.number) == entry
    case = catalogue.notice_drift(entry.number, ["unit_no", "坐落", "owner"], now=NOW)
    assert (case.decider, case.state) == (entry.provider, "noticed")
    assert jiangsu.move(case, "update", "huang").state == "updated"


FOUND = {"grounds": "omission", "record": "32000100", "reason": "少一条记录"}


@obligation("jiangsu-28-3")
@pytest.mark.parametrize("who", ["lin", "shutong", "liu", ANYONE])
def test_any_person_or_organisation_reports_an_error_or_omission_to_the_body_that_holds_the_data(jiangsu, who):
    entry = jiangsu.entry()
    case = jiangsu.open("error-report", entry.number, who, contact_mail="zhou@example.com", **FOUND)
    assert (case.decider, case.state) == (entry.provider, "submitted")
    with pytest.raises(FactsUnfit):
        jiangsu.open("error-report", entry.number, "lin", **{**FOUND, "grounds": "rumour"})


def test_the_body_checks_what_was_reported_and_corrects_the_data(jiangsu):
    entry = jiangsu.hooked()
    case = jiangsu.open("error-report", entry.number, "lin", **FOUND)
    deliver(entry, jiangsu.cast("huang"), NOW + timedelta(hours=1), delivery="d2")
    said = {"measure_kind": "correct", "mended": f"{entry.number}-1.2", "wrong": "少一条记录", "measure": "已补齐"}
    case = jiangsu.move(case, "mend", "wu", NOW + timedelta(hours=2), **said)
    assert (case.state, clause(case)) == ("mended", "第二十八条第二款")
    assert Snapshot.objects.get(number=f"{entry.number}-1.1").faulted_in == case.number
    assert queries.whole_entry(ANYONE, entry.number).measures.all()[0].cited.clause == "第二十八条第二款"


@obligation("jiangsu-34-1")
def test_data_is_opened_through_the_platform_to_whoever_applies_there(jiangsu):
    wish = {"purpose": "产权核验", "commitment": "真实、合规、安全使用"}
    case = jiangsu.open("opening-application", jiangsu.hooked().number, "shutong", **wish)
    jiangsu.move(case, "grant", "chen", reason="符合条件")
    grant = Grant.objects.get(case=case.number)
    assert (grant.channel, grant.account.login, grant.covers(NOW.date())) == ("opening", "shutong", True)


USED = {"purpose": "产权核验", "commitment": "真实、合规、安全使用"}
BASIS = "江苏条例 第七十六条"


@pytest.fixture
def opened(jiangsu):
    """What a company was opened on conditions."""
    case = jiangsu.open("opening-application", jiangsu.hooked().number, "shutong", **USED)
    jiangsu.move(case, "grant", "chen", reason="符合条件")
    return Grant.objects.get(case=case.number)


@pytest.fixture
def ordered(jiangsu, opened):
    """An order to correct within ten working days."""
    said = {"grounds": "use_beyond_authorisation", "reason": "超出授权范围"}
    case = jiangsu.open("misuse", opened.number, "chen", **said)
    return jiangsu.move(case, "order_correction", "chen", reason="超范围", basis=BASIS, correction_days=10)


@obligation("jiangsu-76-1")
def test_an_order_to_correct_closes_access_in_the_same_act_and_goes_to_the_user_in_writing(jiangsu, opened, ordered):
    opened.refresh_from_db()
    assert (opened.state, ordered.state, clause(ordered)) == ("suspended", "suspended", "第七十六条")
    letter = ordered.letters.get(kind="decision")
    assert letter.facts["receiver"] == opened.account.name
    assert "请在2025年10月20日前改正并报告。" in letter.facts["paragraphs"]
    assert "行政复议" in letter.facts["remedy"]
    assert Notice.objects.visible_to(jiangsu.cast("shutong")).filter(case=ordered).exists()


@obligation("jiangsu-76-1")
def test_access_opens_again_when_the_user_has_corrected_what_was_wrong(jiangsu, opened, ordered):
    jiangsu.move(ordered, "report_correction", "shutong", corrected="已删除超范围数据")
    case = jiangsu.move(ordered, "restore", "chen", reason="已按要求改正")
    opened.refresh_from_db()
    assert (opened.state, case.state, case.clocks.get().missed_at) == ("live", "restored", None)


@obligation("jiangsu-76-2")
def test_the_opening_ends_where_the_order_was_not_followed_and_not_to_end_it_takes_a_reason(jiangsu, opened, ordered):
    late = NOW + timedelta(days=40)
    with pytest.raises(MoveNotAllowed):
        jiangsu.move(ordered, "end", "chen", reason="未改正", basis=BASIS)
    tick(late)
    ordered.refresh_from_db()
    assert (ordered.state, ordered.proposal["outcome"]) == ("uncorrected", "end")
    with pytest.raises(FactsMissing, match="Reason"):
        jiangsu.move(ordered, "restore", "chen", late)
    jiangsu.move(ordered, "end", "chen", late, reason="未按要求改正", basis=BASIS)
    opened.refresh_from_db()
    assert opened.state == "ended"


def test_nobody_but_the_user_reports_how_it_was_corrected(jiangsu, ordered):
    for who in ("lin", "chen", "wu"):
        with pytest.raises((Refused, UnknownCase)):
            jiangsu.move(ordered, "report_correction", who, corrected="已改正")


def test_a_correction_that_does_not_suffice_is_found_so_with_a_reason(jiangsu, ordered):
    jiangsu.move(ordered, "report_correction", "shutong", corrected="已改正")
    case = jiangsu.move(ordered, "reject_correction", "chen", reason="仍在超范围使用")
    assert (case.state, case.proposal["outcome"]) == ("uncorrected", "end")
