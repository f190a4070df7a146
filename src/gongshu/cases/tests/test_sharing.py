"""An application to share, from receipt to its last move, by Dazhou's own table and terms."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.cases.errors import FactsMissing, OnlyOnce, OwnApplication
from gongshu.cases.models import Case, Clock, Move


def clock_of(case, key="reply"):
    return Clock.objects.get(case=case, key=key)


@pytest.mark.obligation("dazhou-20-3")
def test_an_application_before_national_day_is_answered_within_five_working_days(apply):
    clock = clock_of(apply("2025-09-29"))
    assert clock.due == date(
        2025, 10, 13
    )  # 30 Sept, 9, 10, 11 (a make-up Saturday) and 13 Oct; 1 to 8 Oct are holidays
    assert clock.article["clause"] == "第二十条第二款"
    assert clock.status == "verified"
    assert clock.owed_by.code == "511700-sjj"


def test_a_granted_application_meets_its_clock_and_has_its_effect(apply, move, cast, registry):
    case = move(apply(), "grant", cast.chen, terms={"until": "2026-12-31"})
    assert (case.state, case.ended) == ("granted", True)
    assert clock_of(case).met_at == case.closed_at
    assert [(number, login) for number, _, login in registry.carried_out] == [(case.number, "chen")]


@pytest.mark.obligation("dazhou-20-5")
def test_a_refusal_without_reason_and_basis_is_not_made(apply, move, cast):
    case = apply()
    with pytest.raises(FactsMissing, match=r"refuse needs: Reason, Legal basis \(达州办法 第二十条第二款\)"):
        move(case, "refuse", cast.chen)
    assert Case.objects.get().state == "submitted"
    refused = move(case, "refuse", cast.chen, reason="涉及国家秘密", basis="保守国家秘密法第三条")
    assert Move.objects.get(case=refused).statement["basis"] == "保守国家秘密法第三条"


@pytest.mark.obligation("dazhou-20-4")
def test_asking_the_provider_extends_once_by_five_working_days_from_the_due_day_and_opens_an_opinion(apply, move, cast):
    case = move(apply(purpose="车辆限行研究"), "ask_provider", cast.chen, facts={"question": "能否用于限行研究"})
    assert clock_of(case).due == date(2025, 10, 20)
    opinion = Case.objects.get(parent=case)
    assert (opinion.procedure, opinion.decider.code, opinion.applicant_body.code) == (
        "opinion",
        "511700-zrj",
        "511700-sjj",
    )
    assert clock_of(opinion, "answer").due == date(2025, 10, 14)
    move(opinion, "agree", cast.wang, "2025-10-09")
    case.refresh_from_db()
    assert case.state == "submitted"  # the clock brings it back when the opinion is in
    with pytest.raises(OnlyOnce):
        move(case, "ask_provider", cast.chen, "2025-10-10", facts={"question": "再问一次"})


def test_the_applicant_may_withdraw_and_then_nothing_is_owed(apply, move, cast):
    case = move(apply(), "withdraw", cast.li)
    assert case.state == "withdrawn"
    clock = clock_of(case)
    assert clock.stopped_at is not None
    assert clock.met_at is None


def test_no_body_decides_its_own_application(apply, move, cast):
    case = apply(actor=cast.he)
    with pytest.raises(OwnApplication, match="511700-sjj may not decide its own application"):
        move(case, "grant", cast.chen)
