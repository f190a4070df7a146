"""A case passes its own chain inside a body, inside the same clock; only the last step makes the legal move."""

from __future__ import annotations

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import queries, services
from gongshu.cases.errors import CaseMoved, FactsMissing, NotNow
from gongshu.cases.models import Case, Clock, Draft, Move
from gongshu.cases.statement import Statement
from gongshu.cases.tests.cast import at, chain
from gongshu.people.permission import Refused


@pytest.fixture
def chained(cast):
    chain(cast.authority, "officer", "section_head", "leader")


def test_only_the_last_step_moves_the_case_with_what_the_first_one_drafted(chained, apply, move, cast):
    case = apply()
    move(case, "refuse", cast.chen, reason="涉密", basis="保密法第三条")
    assert Case.objects.get().state == "submitted"
    move(case, "refuse", cast.he)
    assert Clock.objects.get().met_at is None
    move(case, "refuse", cast.liu)
    made = Move.objects.get()
    assert (Case.objects.get().state, made.by_login, made.statement["reason"]) == ("refused", "liu", "涉密")
    assert [(each["duty"], each["login"]) for each in made.passed] == [
        ("officer", "chen"),
        ("section_head", "he"),
        ("leader", "liu"),
    ]
    assert not Draft.objects.exists()


def test_each_step_inside_is_an_event_of_its_own(chained, apply, move, cast):
    case = apply()
    move(case, "grant", cast.chen)
    move(case, "grant", cast.he)
    events = AuditEvent.objects.filter(event=Event.CASE_CHAIN).order_by("id")
    assert [event.actor_login for event in events] == ["chen", "he"]
    assert '"to_duty":"leader"' in events[1].body


def test_nobody_steps_out_of_turn(chained, apply, move, cast):
    case = apply()
    with pytest.raises(NotNow, match="it is the turn of the officer who answers applications"):
        move(case, "grant", cast.liu)
    move(case, "grant", cast.chen)
    with pytest.raises(NotNow, match="it is the turn of the head of section"):
        move(case, "grant", cast.chen)


def test_another_outcome_needs_the_draft_returned_first(chained, apply, move, cast):
    case = apply()
    move(case, "grant", cast.chen)
    with pytest.raises(NotNow, match="a draft 'grant' passes along"):
        move(case, "refuse", cast.he, reason="涉密", basis="保密法")
    services.return_draft(case.number, Statement(reason="依据不足"), actor=cast.he, now=at("2025-09-30"))
    assert not Draft.objects.exists()
    move(case, "refuse", cast.chen, reason="涉密", basis="保密法")
    assert Draft.objects.get().outcome == "refuse"
    assert AuditEvent.objects.filter(event=Event.CASE_CHAIN).count() == 3


def test_a_superior_may_mend_the_words_as_they_pass(chained, apply, move, cast):
    case = apply()
    move(case, "refuse", cast.chen, reason="涉密", basis="保密法")
    move(case, "refuse", cast.he, reason="含涉密坐标", basis="保密法第三条")
    move(case, "refuse", cast.liu)
    assert Move.objects.get().statement["reason"] == "含涉密坐标"


def test_an_incomplete_answer_does_not_start_on_its_way(chained, apply, move, cast):
    with pytest.raises(FactsMissing):
        move(apply(), "refuse", cast.chen, reason="涉密")
    assert not Draft.objects.exists()


def test_the_offices_own_moves_need_no_chain(chained, apply, move, cast):
    assert move(apply(), "request_completion", cast.chen, facts={"missing": "缺依据"}).state == "completing"


def test_the_procedures_own_chain_goes_before_the_general_one(chained, apply, move, cast):
    chain(cast.authority, "officer", "leader", procedure="sharing-application")
    case = apply()
    move(case, "grant", cast.chen)
    assert move(case, "grant", cast.liu).state == "granted"


def test_a_chain_of_one_step_is_no_chain(apply, move, cast):
    chain(cast.authority, "officer")
    assert move(apply(), "grant", cast.chen).state == "granted"


def test_who_passes_a_draft_on_sees_whose_turn_is_next(chained, apply, cast):
    case = apply()
    offered = {each.outcome: each.passes_on for each in queries.moves_for(cast.chen, case, at("2025-09-30"))}
    assert offered["grant"] == "section_head"
    assert offered["transfer"] == ""
    assert "grant" not in {each.outcome for each in queries.moves_for(cast.he, case, at("2025-09-30"))}


def test_a_draft_that_moved_on_makes_an_older_page_stale(chained, apply, move, cast):
    case = apply()
    seen = case.version
    move(case, "grant", cast.chen, seen=seen)
    with pytest.raises(CaseMoved, match="a draft passed along"):
        move(case, "grant", cast.chen, seen=seen)


def test_returning_needs_a_draft_and_standing(chained, apply, move, cast):
    case = apply()
    with pytest.raises(NotNow, match="no draft of"):
        services.return_draft(case.number, Statement(), actor=cast.he, now=at("2025-09-30"))
    move(case, "grant", cast.chen)
    with pytest.raises(Refused):
        services.return_draft(case.number, Statement(), actor=cast.li, now=at("2025-09-30"))
