"""An opening plan: its lines are due, kept, late or overdue; its versions are numbered and stay as they were."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.catalogue.tests.stage import NOW, at
from gongshu.opening import queries, services
from gongshu.opening.errors import NothingPlanned, RecordUnfit
from gongshu.people import ANYONE, Refused

PLAIN = [{"name": "站点", "code": "no", "key": True}]
LAW = {"kind": "law", "law": "测绘法", "article": "第三十四条"}


def enter(place, title, **changed):
    return place.entry(title=title, items=PLAIN, **changed)


def plan(place, entry, day, opening="conditional", by="chen"):
    return services.plan(
        entry.number, planned_on=date.fromisoformat(day), opening=opening, actor=place.cast(by), now=NOW
    )


def states(place, who="chen", now=NOW):
    return {line.number: line.state for line in queries.plan(place.cast(who), "511700", 2025, now).lines}


def test_a_line_is_due_then_overdue_and_kept_when_data_lies_open_by_its_day(dazhou):
    open_, closed = enter(dazhou, "公交站点"), enter(dazhou, "停车场")
    plan(dazhou, open_, "2025-09-29")
    plan(dazhou, closed, "2025-09-30")
    assert set(states(dazhou).values()) == {"due"}
    dazhou.deliver(open_, "站点\n1\n")
    dazhou.hook(open_)
    assert states(dazhou) == {open_.number: "kept", closed.number: "due"}
    assert states(dazhou, now=at(48)) == {open_.number: "kept", closed.number: "overdue"}


def test_what_was_opened_after_its_day_is_late_and_what_is_opened_on_conditions_is_not_unconditional(dazhou):
    entry, other = enter(dazhou, "公交站点"), enter(dazhou, "停车场")
    for each in (entry, other):
        dazhou.deliver(each, "站点\n1\n")
        dazhou.hook(each)
    plan(dazhou, entry, "2025-09-01")
    plan(dazhou, other, "2025-09-01", "unconditional")
    assert states(dazhou) == {entry.number: "late", other.number: "overdue"}


def test_versions_are_numbered_and_others_read_the_last_one(dazhou):
    first, second = enter(dazhou, "公交站点"), enter(dazhou, "停车场")
    plan(dazhou, first, "2025-12-01")
    assert states(dazhou, "lin") == {}
    assert services.publish_plan("511700", 2025, actor=dazhou.cast("chen"), now=NOW).version == 1
    with pytest.raises(NothingPlanned):
        services.publish_plan("511700", 2025, actor=dazhou.cast("chen"), now=NOW)
    plan(dazhou, second, "2025-12-01")
    assert (list(states(dazhou, "lin")), len(states(dazhou))) == ([first.number], 2)
    assert services.publish_plan("511700", 2025, actor=dazhou.cast("chen"), now=NOW).version == 2
    old = queries.plan_version(ANYONE, "511700", 2025, 1, NOW)
    assert [line.number for line in old.lines] == [first.number]


def test_the_public_reads_nothing_but_the_number_of_what_it_may_not_see_yet(dazhou):
    entry = enter(dazhou, "测绘成果", opening="withheld", opening_conditions="", opening_basis=LAW)
    plan(dazhou, entry, "2025-12-01")
    services.publish_plan("511700", 2025, actor=dazhou.cast("chen"), now=NOW)
    (line,) = queries.plan(ANYONE, "511700", 2025, NOW).lines
    assert (line.number, line.entry, {cell for _, cell in line.cells}) == (entry.number, None, {""})


def test_a_plan_states_what_the_text_wants_of_an_opening_catalogue(chengdu):
    entry = enter(chengdu, "公交站点")
    services.plan(
        entry.number, planned_on=date(2025, 12, 1), opening="conditional", actor=chengdu.cast("chen"), now=NOW
    )
    shown = queries.plan(chengdu.cast("chen"), "510100", 2025, NOW)
    assert str(shown.fields.article) == "成都条例 第二十一条第二款"
    assert [column.name for column in shown.columns] == ["title", "provider", "format", "type", "update_frequency"]


def test_only_the_authority_of_the_level_plans_what_is_published(dazhou):
    entry = enter(dazhou, "公交站点")
    for login in ("huang", "lin"):
        with pytest.raises(Refused):
            plan(dazhou, entry, "2025-12-01", by=login)
    with pytest.raises(RecordUnfit, match="choose unconditional, conditional"):
        plan(dazhou, entry, "2025-12-01", "withheld")


def test_a_line_may_be_moved_and_taken_out(dazhou):
    entry = enter(dazhou, "公交站点")
    plan(dazhou, entry, "2025-10-01")
    plan(dazhou, entry, "2025-11-01")
    (line,) = queries.plan(dazhou.cast("chen"), "511700", 2025, NOW).lines
    assert line.planned_on == date(2025, 11, 1)
    services.unplan(entry.number, 2025, actor=dazhou.cast("chen"), now=NOW)
    assert states(dazhou) == {}


def test_a_plan_costs_the_same_queries_however_long_it_is(dazhou, django_assert_max_num_queries):
    for number in range(4):
        plan(dazhou, enter(dazhou, f"站点{number}"), "2025-12-01")
    with django_assert_max_num_queries(12):
        queries.plan(dazhou.cast("chen"), "511700", 2025, NOW)
