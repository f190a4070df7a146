"""江苏条例: duties that the platform carries out, each through the services of a node of Jiangsu."""

from __future__ import annotations

import pytest

from gongshu.catalogue import queries
from gongshu.catalogue import services as catalogue
from gongshu.grants.models import Grant
from gongshu.people import ANYONE, SYSTEM
from gongshu.people.models import Body
from gongshu.people.services import register_body
from gongshu.people.services.bodies import BodyUnfit
from tests.obligations.stage import NOW
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


@obligation("jiangsu-28-3")
@pytest.mark.parametrize("who", ["lin", "shutong", "liu"])
def test_any_person_or_organisation_reports_an_error_or_omission_to_the_body_that_holds_the_data(jiangsu, who):
    entry = jiangsu.entry()
    case = jiangsu.open("check-application", entry.number, who, grounds="omission", record="32000100")
    assert (case.decider, case.state) == (entry.provider, "submitted")


@obligation("jiangsu-34-1")
def test_data_is_opened_through_the_platform_to_whoever_applies_there(jiangsu):
    wish = {"purpose": "产权核验", "commitment": "真实、合规、安全使用"}
    case = jiangsu.open("opening-application", jiangsu.hooked().number, "shutong", **wish)
    jiangsu.move(case, "grant", "chen", reason="符合条件")
    grant = Grant.objects.get(case=case.number)
    assert (grant.channel, grant.account.login, grant.covers(NOW.date())) == ("opening", "shutong", True)
