"""The regular review: entries come up in the node's own cycle where a text asks for it, and each is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.services import tick
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NotProvided
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.classification import due, queries, services
from gongshu.classification.errors import Unfit
from gongshu.classification.tests.stage import DAY, graded, move
from gongshu.jobs import worker
from gongshu.people import Refused

DAYS, BUREAU = 24, "511700-zrzyj"


@pytest.fixture
def promised(settings):
    """The node's own cycle and term, in working days."""
    settings.GONGSHU = replace(
        settings.GONGSHU, promises={"classification.review_every": 20, "classification.review": 5}
    )


@pytest.fixture
def estate(huang, chen):
    return publish(catalogue.add(complete(), actor=huang, now=at(0)), huang, chen, at(0))


@obligation("dazhou-19-2")
@pytest.mark.usefixtures("promised")
def test_in_dazhou_sharing_types_come_up_for_review_in_the_cycle_of_the_node(estate, huang):
    assert services.ask(now=at(10 * DAYS)) == []
    (case,) = services.ask(now=at(40 * DAYS))
    assert (case.decider.code, [each.subject for each in case.subjects.all()]) == (BUREAU, [estate.number])
    assert "sharing.attribute_update" in {term.name for term in queries.own_round(huang, at(40 * DAYS)).asked}
    with pytest.raises(EffectRefused, match="1 entries are not reviewed yet"):
        move(case, "finish", huang, 40 * DAYS + 1)
    services.review(estate.number, "unchanged", "国家和省有关规定没有变化", actor=huang, now=at(40 * DAYS + 2))
    assert move(case, "finish", huang, 40 * DAYS + 3).state == "reviewed"
    assert services.ask(now=at(41 * DAYS)) == []


@obligation("chengdu-13-3")
def test_in_chengdu_a_provider_adjusts_both_attributes_when_circumstances_change(cast_of):
    people = cast_of("cn/sichuan/chengdu")
    huang, chen = people("huang"), people("chen")
    entry = graded(huang, chen, "general-2", provider="510100-zrzyj")
    assert {term.name for term in due.asked(DAY)} == {"sharing.attribute_update", "opening.attribute_update"}
    made = services.review(entry.number, "changes", "机构改革，职责已划转", actor=huang, now=at(3))
    assert (made.outcome, made.version) == ("changes", 1)
    event = AuditEvent.objects.get(event="classification:attributes:review")
    assert event.subject_id == entry.number


@pytest.mark.usefixtures("promised")
def test_a_round_reminds_before_its_own_term_and_what_is_late_counts_against_the_body(estate, huang, chen):
    (case,) = services.ask(now=at(40 * DAYS))
    clock = case.clocks.get(key="review")
    assert clock.due is not None
    assert queries.overdue(chen, BUREAU, at(40 * DAYS)) == 0
    tick(at(46 * DAYS))
    assert AuditEvent.objects.filter(event="cases:case:remind", subject_id=case.number).exists()
    late = at(0).replace(year=clock.due.year, month=clock.due.month, day=clock.due.day) + timedelta(days=2)
    assert queries.overdue(chen, BUREAU, late) == 1
    services.review(estate.number, "unchanged", "没有变化", actor=huang, now=late)
    assert queries.overdue(chen, BUREAU, late) == 0


@pytest.mark.usefixtures("promised")
def test_a_body_is_asked_once_and_a_new_version_counts_as_a_review(estate, huang, chen):
    (case,) = services.ask(now=at(40 * DAYS))
    assert services.ask(now=at(41 * DAYS)) == []
    catalogue.edit(
        estate.number,
        {"sharing": "conditional", "sharing_reason": "含坐落", "sharing_conditions": "限核验"},
        actor=huang,
        now=at(41 * DAYS),
    )
    publish(estate, huang, chen, at(41 * DAYS + 1))
    assert move(case, "finish", huang, 41 * DAYS + 2).ended


def test_a_node_that_set_no_cycle_asks_nobody(estate, huang):
    assert services.ask(now=at(400 * DAYS)) == []
    assert list(queries.own_round(huang, at(400 * DAYS)).due) == []


@pytest.mark.usefixtures("promised")
def test_the_clock_asks_once_a_day(estate):
    worker.drain(at(40 * DAYS))
    worker.drain(at(41 * DAYS))
    assert Case.objects.filter(procedure="attribute-review").count() == 1


def test_a_review_says_what_it_rests_on_and_is_the_providers_own(estate, huang, liu):
    for outcome, reason in (("unchanged", " "), ("maybe", "x"), ("changes", "x" * 501)):
        with pytest.raises(Unfit):
            services.review(estate.number, outcome, reason, actor=huang, now=at(1))
    with pytest.raises(Refused):
        services.review(estate.number, "unchanged", "x", actor=liu, now=at(1))


def test_where_no_text_has_attributes_updated_none_is_reviewed(cast_of):
    people = cast_of("cn/jiangsu")
    huang = people("huang")
    entry = graded(huang, people("chen"), "general-2", provider="320000-zrzyj")
    with pytest.raises(NotProvided):
        services.review(entry.number, "unchanged", "x", actor=huang, now=at(1))
