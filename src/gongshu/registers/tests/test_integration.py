"""Platforms and channels of a body's own: no new ones, and the old ones are integrated by a plan with a day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.cases import services as cases
from gongshu.cases.errors import CannotOpen
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.tests.stage import at
from gongshu.law import load
from gongshu.law.errors import NotProvidedFor
from gongshu.registers import queries, rules, services
from gongshu.registers.errors import RegisterUnfit
from gongshu.registers.models import Kind
from gongshu.registers.tests.stage import BUREAU, system

DAY, NEW, OLD = date(2025, 9, 29), date(2025, 9, 1), date(2019, 1, 1)
CHANNELS = (Kind.SHARING, Kind.OPENING)


def terms(place):
    return load().terms(place, DAY, as_if_in_force=place == "hunan")


def banned(place, since=NEW):
    return {kind for kind in Kind.values if rules.forbidden(kind, since, terms(place))}


def merged(place):
    return {kind for kind in Kind.values if rules.integrated_under(kind, terms(place))}


@pytest.mark.pure
@obligation("chengdu-15-9")
def test_chengdu_lets_nobody_build_a_platform_or_a_channel_of_its_own():
    assert banned("chengdu") == {Kind.PLATFORM, *CHANNELS}
    assert str(rules.forbidden(Kind.SHARING, None, terms("chengdu")).article) == "成都条例 第十五条第四款"


@pytest.mark.pure
@obligation("jiangsu-21-5")
def test_jiangsu_lets_nobody_build_a_channel_outside_the_platform():
    assert banned("jiangsu") == {*CHANNELS, Kind.OPERATION}


@pytest.mark.pure
@obligation("hunan-12-4")
def test_hunan_lets_nobody_build_another_platform():
    assert banned("hunan") == {Kind.PLATFORM}


@pytest.mark.pure
@pytest.mark.parametrize("place", ["chengdu", "dazhou", "jiangsu"])
def test_what_ran_before_the_text_came_into_force_is_none_that_it_forbids(place):
    assert banned(place, OLD) == set()


@pytest.mark.pure
@obligation("chengdu-15-10")
def test_chengdu_has_existing_platforms_and_channels_integrated():
    assert merged("chengdu") == {Kind.PLATFORM, *CHANNELS}


@pytest.mark.pure
@obligation("jiangsu-21-6")
def test_jiangsu_has_existing_channels_merged():
    assert merged("jiangsu") == {*CHANNELS, Kind.OPERATION}


@pytest.mark.pure
@obligation("hunan-12-5")
def test_hunan_has_existing_platforms_merged():
    assert merged("hunan") == {Kind.PLATFORM}


@obligation("dazhou-10-2")
def test_in_dazhou_no_new_platform_enters_the_list(huang):
    for since in (None, "2025-09-01"):
        with pytest.raises(RegisterUnfit) as told:
            system(huang, kind="platform", in_use_since=since)
        assert str(told.value.article) == "达州办法 第十条第二款"
    held = system(huang)
    with pytest.raises(RegisterUnfit):
        services.change_system(held.number, {"kind": "platform"}, actor=huang, now=at(2))


@pytest.fixture
def hub(huang):
    """A sharing platform of the 自然资源局 from the time before."""
    return system(huang, "hub", kind="platform", in_use_since="2018-09-01")


def planned(hub, who, hours=2):
    facts = {"plan": "数据和用户并入统一平台", "plan_days": 30}
    return cases.open_case("platform-integration", [hub.number], facts, actor=who, now=at(hours))


def move(case, outcome, who, hours, **said):
    reason = said.pop("reason", "")
    return cases.move(case.number, outcome, Statement(reason=reason, facts=said), actor=who, now=at(hours))


def waiting(who):
    return [
        (each.number, case.number if case else None)
        for each, case in queries.three_lists(who, BUREAU, at(9)).integrates
    ]


@obligation("dazhou-10-3")
def test_in_dazhou_an_old_platform_is_integrated_by_a_plan_with_a_day(hub, huang, chen):
    assert waiting(chen) == [(hub.number, None)]
    case = planned(hub, huang)
    assert case.clocks.get(key="integrate").due == date(2025, 11, 17)
    assert waiting(chen) == [(hub.number, case.number)]
    move(case, "report", huang, 3, done="已迁移")
    move(case, "reject", chen, 4, reason="仍有三个单位接入")
    move(case, "report", huang, 5, done="全部迁移")
    assert move(case, "confirm", chen, 6).state == "integrated"
    hub.refresh_from_db()
    assert (str(hub.retired_on), waiting(chen)) == ("2025-09-29", [])


def test_only_what_a_text_has_integrated_is_and_once(hub, huang, place):
    with pytest.raises(CannotOpen):
        planned(system(huang), huang)
    planned(hub, huang)
    with pytest.raises(CannotOpen):
        planned(hub, huang)
    place("cn/shanxi/taiyuan")
    with pytest.raises(NotProvidedFor):
        planned(hub, huang)
    assert Case.objects.count() == 1
