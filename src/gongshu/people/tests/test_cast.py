"""The standing cast of a rehearsal."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.shared import ROOT

from gongshu.audit import clock
from gongshu.people import Duty, actor_for_login, holder
from gongshu.people.models import Account, Administrator, Body
from gongshu.people.services import cast, make_cast

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)
DAY = date(2025, 9, 29)


def test_the_cast_is_made_once_and_keeps_its_logins():
    first = [account.login for account in make_cast(NOW)]
    assert first == [part.login for part in cast.PARTS]
    assert [account.login for account in make_cast(NOW)] == first
    assert Account.objects.count() == len(first)


def test_officer_chen_answers_for_the_data_authority_of_the_city():
    make_cast(NOW)
    chen = actor_for_login("chen", NOW)
    assert chen.has(Duty.OFFICER)
    decider = holder("sharing.decider", party_region="511700", day=DAY)
    assert decider.code == chen.body == "511700-sjj"
    assert decider.zh == "达州市数据局"


def test_the_cast_reaches_one_level_down_and_one_level_up():
    make_cast(NOW)
    assert holder("sharing.decider", party_region="511702", day=DAY).short == "通川区数据局"
    assert holder("catalogue.level_reviewer", party_region="511700", day=DAY).zh == "四川省数据局"
    assert holder("catalogue.level_reviewer", party_region="511702", day=DAY).code == "511700-sjj"


def test_there_are_three_administrators_and_none_carries_duties_over_data():
    make_cast(NOW)
    assert sorted(Administrator.objects.values_list("kind", flat=True)) == ["audit", "security", "system"]
    assert not Account.objects.filter(office__isnull=False, duty_grants__isnull=False).exists()


def test_nobody_of_the_cast_has_a_password():
    assert not any(account.has_usable_password() for account in make_cast(NOW))


@pytest.mark.parametrize("place", ["cn/sichuan/chengdu", "cn/jiangsu", "cn/shanxi/taiyuan", "cn/hunan"])
def test_every_jurisdiction_has_a_cast_whose_authority_decides_on_sharing(place, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=place)
    make_cast(NOW)
    here = Body.objects.get(code__endswith="-zrzyj").region
    assert holder("sharing.decider", party_region=here, day=DAY) is not None


def test_a_cast_of_the_beginning_acts_on_any_later_day():
    make_cast(clock.BEGINNING)
    chen = actor_for_login("chen", NOW)
    assert chen.has(Duty.OFFICER)
    assert holder("sharing.decider", party_region="511700", day=date(2025, 3, 1)).code == chen.body
    assert clock.last_event_at() == clock.BEGINNING


def test_a_body_registered_before_the_text_begins_is_of_a_kind_that_the_text_names(settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/jiangsu")
    make_cast(clock.BEGINNING)
    assert set(Body.objects.values_list("kind", flat=True)) == {"state_organ"}


def test_the_manual_lists_everybody_of_the_cast_with_their_duties():
    manual = (ROOT / "docs/operators/cast.md").read_text(encoding="utf-8")
    places = {"here": "511700", "below": "511702", "above": "510000"}
    for part in cast.PARTS:
        place, _, ending = part.body.partition("-")
        body = f"{places[place]}-{ending}" if part.body else ""
        row = next(line for line in manual.splitlines() if line.startswith(f"| `{part.login}` |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[1:3] == [part.name, body]
        assert cells[3].startswith(", ".join(part.duties) or f"{part.office}{' administrator' if part.office else ''}")


def test_a_real_node_has_no_cast(settings):
    settings.GONGSHU = replace(settings.GONGSHU, rehearsal=False)
    with pytest.raises(cast.NotARehearsal, match="is a real node"):
        make_cast(NOW)
