"""Fields that a text opens first: told with their article, counted over what the reader may see."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.catalogue.tests.stage import NOW
from gongshu.catalogue.words import Domain
from gongshu.opening.queries import priorities
from gongshu.opening.queries.priorities import grouping
from gongshu.people import ANYONE
from gongshu.people.law import terms

PLAIN = [{"name": "站点", "code": "no", "key": True}]


def standing(actor=ANYONE):
    return {field.key: field for field in priorities(actor, NOW).fields}


def told(actor=ANYONE):
    return {field.key: (field.entries, field.opened, field.unconditional) for field in priorities(actor, NOW).fields}


def enter(place, domain, **changed):
    return place.entry(title=f"{domain}{changed}", items=PLAIN, domain=domain, **changed)


@obligation("dazhou-24-2")
def test_dazhou_shows_how_far_its_four_high_value_fields_are(dazhou):
    enter(dazhou, "transport", opening="unconditional", opening_conditions="")
    enter(dazhou, "market")
    shown = priorities(ANYONE, NOW)
    assert str(shown.term.article) == "达州办法 第二十四条第二款"
    assert told() == {
        "enterprise_registration_and_supervision": (1, 1, 0), "health": (0, 0, 0), "transport": (1, 1, 1), "meteorology": (0, 0, 0),
    }  # fmt: skip


@obligation("chengdu-21-1")
def test_chengdu_opens_as_far_as_the_law_allows_and_shows_its_seven_fields(chengdu):
    enter(chengdu, "education_culture")
    shown = priorities(ANYONE, NOW)
    assert (str(shown.term.article), str(shown.default.article)) == ("成都条例 第二十一条第一款",) * 2
    assert len(shown.fields) == 7
    assert (told()["education"], told()["culture"], told()["economy"]) == ((1, 1, 0), (1, 1, 0), (0, 0, 0))


@obligation("jiangsu-34-2")
def test_jiangsu_goes_by_demand_and_counts_what_somebody_has_applied_for(jiangsu):
    entry = enter(jiangsu, "finance")
    assert told()["urgently_needed_by_society"] == (0, 0, 0)
    jiangsu.open(
        "opening-application",
        entry.number,
        "lin",
        reason="研究",
        legal_basis="条例",
        purpose="公交线路优化",
        scenario="研究",
        commitment="按承诺使用",
    )
    shown = priorities(ANYONE, NOW)
    assert "demand_led" in shown.principles.value
    assert {str(shown.term.article), str(shown.principles.article)} == {"江苏条例 第三十四条第二款"}
    assert told() == {"closely_related_to_livelihood": (0, 0, 0), "urgently_needed_by_society": (1, 1, 0)}


def test_the_public_counts_what_is_opened_and_staff_the_share_that_is(dazhou):
    law = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
    enter(dazhou, "transport", opening="withheld", opening_conditions="", opening_basis=law)
    assert told()["transport"] == (0, 0, 0)
    enter(dazhou, "transport")
    assert told()["transport"] == (1, 1, 0)
    assert (told(dazhou.cast("liu"))["transport"], standing(dazhou.cast("liu"))["transport"].share) == ((2, 1, 0), 0.5)


def test_data_behind_an_opened_entry_is_counted_with_its_newest_day(dazhou):
    entry = enter(dazhou, "weather")
    assert (standing()["meteorology"].live, standing()["meteorology"].newest) == (0, None)
    dazhou.deliver(entry, "站点\n1\n")
    dazhou.hook(entry)
    assert (standing()["meteorology"].live, standing()["meteorology"].newest) == (1, NOW)


def test_fields_cost_two_queries_however_many_entries_there_are(dazhou, django_assert_max_num_queries):
    for number in range(4):
        enter(dazhou, "transport", abstract=f"第{number}")
    with django_assert_max_num_queries(2):
        priorities(ANYONE, NOW)


@pytest.mark.parametrize("path", ["cn/sichuan/dazhou", "cn/sichuan/chengdu", "cn/jiangsu"])
def test_every_field_of_every_text_is_grouped_by_domains_that_there_are(at_place, path):
    at_place(path)
    for key in terms(NOW.date()).value("opening.priority_fields"):
        how = grouping()[key]
        assert how.get("applied_by") or set(how["domains"]) <= set(Domain.values)


def test_where_no_text_names_a_field_none_is_shown(taiyuan):
    shown = priorities(ANYONE, NOW)
    assert (shown.term, list(shown.fields)) == (None, [])
