"""江苏条例: duties that the platform carries out, each through the services of a node of Jiangsu."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshu.cases.errors import FactsUnfit
from gongshu.catalogue import queries
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Snapshot
from gongshu.catalogue.tests.stage import deliver
from gongshu.grants.models import Grant
from gongshu.people import ANYONE, SYSTEM
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


@obligation("jiangsu-28-4")
def test_the_body_checks_what_was_reported_and_corrects_the_data(jiangsu):
    entry = jiangsu.hooked()
    case = jiangsu.open("error-report", entry.number, "lin", **FOUND)
    deliver(entry, jiangsu.cast("huang"), NOW + timedelta(hours=1), delivery="d2")
    said = {"measure_kind": "correct", "mended": f"{entry.number}-1.2", "wrong": "少一条记录", "measure": "已补齐"}
    case = jiangsu.move(case, "mend", "wu", NOW + timedelta(hours=2), **said)
    assert (case.state, clause(case)) == ("mended", "第二十八条第二款")
    assert Snapshot.objects.get(number=f"{entry.number}-1.1").faulted_in == case.number
    assert queries.measures(ANYONE, entry.number)[0].cited.clause == "第二十八条第二款"


@obligation("jiangsu-34-1")
def test_data_is_opened_through_the_platform_to_whoever_applies_there(jiangsu):
    wish = {"purpose": "产权核验", "commitment": "真实、合规、安全使用"}
    case = jiangsu.open("opening-application", jiangsu.hooked().number, "shutong", **wish)
    jiangsu.move(case, "grant", "chen", reason="符合条件")
    grant = Grant.objects.get(case=case.number)
    assert (grant.channel, grant.account.login, grant.covers(NOW.date())) == ("opening", "shutong", True)
