"""Moves: by whom, with what said, once, and never over somebody else's head."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import services
from gongshu.cases.effects import EffectRefused
from gongshu.cases.errors import (
    CaseMoved,
    FactsMissing,
    FactsUnfit,
    NotNow,
    OnlyOnce,
    OwnApplication,
    UnknownCase,
    UnknownEffect,
)
from gongshu.cases.models import Case, Clock, Letter, Move, Notice
from gongshu.cases.tests.cast import at, body, person
from gongshu.cases.tests.conftest import APPLICATION
from gongshu.law.errors import MoveNotAllowed
from gongshu.people.permission import Refused


def test_a_move_that_the_table_lacks_names_those_it_has(apply, move, cast):
    with pytest.raises(MoveNotAllowed, match="has no move 'approve'; it has: grant, refuse, ask_provider"):
        move(apply(), "approve", cast.chen)


def test_only_staff_of_the_deciding_body_answer(apply, move, cast):
    case = apply()
    with pytest.raises(Refused, match=r"li may not cases\.move about grant in 2025-GX-00001"):
        move(case, "grant", cast.li)
    with pytest.raises(Refused):
        move(case, "refuse", cast.wang, reason="不同意", basis="无")


def test_a_case_that_somebody_may_not_see_does_not_exist_for_them(apply, move, cast):
    with pytest.raises(UnknownCase):
        move(apply(), "grant", cast.sun)


def test_no_person_makes_a_move_of_the_clock(apply, move, cast):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, facts={"question": "问"})
    with pytest.raises(MoveNotAllowed, match="is made by clock"):
        move(case, "answered", cast.chen)


def test_the_clock_makes_no_move_of_a_person(apply, move):
    from gongshu.people import SYSTEM

    with pytest.raises(MoveNotAllowed, match="not by clock"):
        move(apply(), "grant", SYSTEM)


def test_to_differ_from_the_proposal_takes_a_reason_and_the_record_shows_both(apply, move, cast):
    case = apply(purpose="其他用途")
    assert case.proposal["outcome"] == "ask_provider"
    with pytest.raises(FactsMissing, match="grant needs: Reason"):
        move(case, "grant", cast.chen)
    move(case, "grant", cast.chen, reason="同类用途已有先例")
    made = Move.objects.get(case=case)
    assert made.differs
    assert made.proposal["outcome"] == "ask_provider"
    assert '"differs":true' in AuditEvent.objects.get(event=Event.CASE_MOVE).body


def test_to_follow_the_proposal_takes_no_reason(apply, move, cast):
    case = apply()
    assert case.proposal["outcome"] == "grant"
    assert not Move.objects.filter(case=move(case, "grant", cast.chen)).get().differs


def test_the_second_of_two_officers_is_told_what_happened(apply, move, cast):
    case = apply()
    seen = case.version
    move(case, "refuse", cast.chen, reason="涉密", basis="保密法第三条", seen=seen)
    with pytest.raises(CaseMoved, match="chen made 'refuse' at 2025-09-30 10:00; it is now refused"):
        move(case, "grant", cast.he, seen=seen)
    assert Case.objects.get().state == "refused"


def test_an_effect_that_refuses_leaves_the_case_and_its_clock_as_they_were(apply, move, cast, registry):
    case, registry.refuse = apply(), "the entry has no live resource"
    with pytest.raises(EffectRefused, match="the entry has no live resource; hook a resource first"):
        move(case, "grant", cast.chen)
    assert Case.objects.get().state == "submitted"
    assert Clock.objects.get().met_at is None
    assert not Move.objects.exists()


def test_an_effect_that_nobody_declares_is_named(apply, move, cast, monkeypatch):
    from gongshu.cases import effects

    case = apply()
    monkeypatch.setattr(effects, "_effects", {})
    with pytest.raises(UnknownEffect, match=r"names the effect 'grants.issue'"):
        move(case, "grant", cast.chen)


def test_the_terms_of_a_grant_reach_its_effect(apply, move, cast, registry):
    move(apply(), "grant", cast.chen, terms={"items": ["XZQH"], "until": date(2026, 12, 31)})
    _, said, _ = registry.carried_out[0]
    assert said.terms["items"] == ["XZQH"]
    assert Move.objects.get().statement["terms"] == {"items": ["XZQH"], "until": "2026-12-31"}


def test_completion_is_asked_once_with_all_that_is_missing_and_the_clock_runs_on(apply, move, cast):
    case = apply()
    with pytest.raises(FactsMissing, match="All that is missing"):
        move(case, "request_completion", cast.chen)
    move(case, "request_completion", cast.chen, facts={"missing": "缺少职责依据文件"})
    clock = Clock.objects.get()
    assert (clock.due, clock.paused_since) == (date(2025, 10, 13), None)  # no article here lets it pause
    assert Letter.objects.get(kind="completion").facts["paragraphs"][2] == "缺少职责依据文件"
    move(case, "complete", cast.li, facts={"letter": "达市交函〔2025〕3号"})
    case.refresh_from_db()
    assert (case.state, case.facts["letter"]) == ("submitted", "达市交函〔2025〕3号")
    with pytest.raises(OnlyOnce):
        move(case, "request_completion", cast.chen, facts={"missing": "再补一份"})


def test_what_the_applicant_never_completed_is_closed_by_the_authority(apply, move, cast):
    case = move(apply(), "request_completion", cast.chen, facts={"missing": "缺少依据"})
    case = move(case, "close_incomplete", cast.chen, "2025-10-13", reason="逾期未补正")
    assert (case.state, case.ended) == ("closed", True)


def test_handing_over_gives_case_and_clock_to_another_body_that_may_decide(apply, move, cast):
    case = apply()
    with pytest.raises(FactsUnfit, match="cannot be handed over to '511700-zrj'"):
        move(case, "transfer", cast.chen, reason="不属本级", facts={"receiver": "511700-zrj"})
    with pytest.raises(FactsUnfit):
        move(case, "transfer", cast.chen, reason="转给自己", facts={"receiver": "511700-sjj"})
    case = move(case, "transfer", cast.chen, reason="属省级权限", facts={"receiver": "510000-sjj"})
    assert case.decider == cast.province_authority
    assert Clock.objects.get().owed_by == cast.province_authority
    assert case.superior is None
    with pytest.raises(Refused):
        move(case, "grant", cast.chen)
    assert move(case, "grant", cast.zhou).ended


def test_a_body_hands_its_own_application_over_and_another_decides(apply, move, cast):
    case = apply(actor=cast.he)
    with pytest.raises(OwnApplication):
        move(case, "grant", cast.chen)
    move(case, "transfer", cast.chen, reason="本单位的申请", facts={"receiver": "510000-sjj"})
    assert move(case, "grant", cast.zhou).state == "granted"


def test_nobody_decides_what_they_opened_themselves(move, cast, registry):
    wish = {**APPLICATION, "commitment": "按承诺使用"}
    case = services.open_case("opening-application", ["511700-0001"], wish, actor=cast.citizen, now=at("2025-09-29"))
    Case.objects.filter(pk=case.pk).update(opened_by="chen")
    with pytest.raises(OwnApplication, match=r"chen opened .* and may not decide it as well"):
        move(case, "grant", cast.chen)


def test_the_superior_sends_a_refusal_back_once_with_the_days_that_were_left(apply, move, cast):
    case = move(apply(), "refuse", cast.chen, reason="涉密", basis="保密法第三条")
    with pytest.raises(Refused):
        move(case, "send_back", cast.chen, "2025-10-20", reason="自己退回")
    case = move(case, "send_back", cast.zhou, "2025-10-20", reason="理由不充分")
    clock = Clock.objects.get()
    assert (case.state, case.closed_at, clock.met_at) == ("submitted", None, None)
    assert clock.due == date(2025, 10, 24)  # answered on day 1 of 5, so four working days are left
    move(case, "grant", cast.chen, "2025-10-21")
    assert Clock.objects.get().met_at is not None


def test_urging_tells_the_decider_and_changes_nothing(apply, move, cast):
    case = move(apply(), "urge", cast.li)
    assert case.state == "submitted"
    notice = Notice.objects.get(kind="urge")
    assert notice.body == cast.authority
    assert move(case, "urge", cast.li, "2025-10-09").state == "submitted"
    assert Notice.objects.filter(kind="urge").count() == 2


def test_a_granted_case_may_be_renewed_and_ended(apply, move, cast, registry):
    case = move(apply(), "grant", cast.chen)
    closed = case.closed_at
    case = move(case, "renew", cast.chen, "2026-01-05", reason="继续使用", facts={"until": "2027-01-05"})
    assert (case.state, case.closed_at) == ("granted", closed)
    case = move(case, "end", cast.chen, "2026-02-02", reason="职责调整", basis="达州办法第四十三条")
    assert (case.state, len(registry.carried_out)) == ("ended", 3)


def test_every_move_is_one_event_with_its_article_and_the_end_is_another(apply, move, cast):
    case = move(apply(), "grant", cast.chen)
    events = AuditEvent.objects.exclude(event=Event.CASE_OPEN).order_by("id")
    assert [(event.event, event.subject_id, event.law) for event in events] == [
        (Event.CASE_MOVE, case.number, "达州办法 第二十条第二款"),
        (Event.CASE_CLOSE, case.number, "达州办法 第二十条第二款"),
    ]


def test_a_move_is_refused_while_events_cannot_be_sealed(apply, move, cast, settings):
    from dataclasses import replace

    from gongshu.audit.guard import Unsealed

    case = apply()
    AuditEvent.objects.update(written_at=0)
    settings.GONGSHU = replace(settings.GONGSHU, seal_within=60)
    with pytest.raises(Unsealed):
        move(case, "grant", cast.chen)


def test_a_move_with_a_condition_waits_until_it_holds(apply, move, cast, monkeypatch):
    from dataclasses import replace

    from gongshu.cases.resolved import CaseLaw
    from gongshu.law.conditions import parse

    procedure = CaseLaw.procedure

    def conditioned(self, name):
        made = procedure(self, name)
        step = replace(
            made.states["submitted"].steps["grant"], condition=parse({"case.opinions": {"contains": "agreed"}})
        )
        state = replace(made.states["submitted"], steps={**made.states["submitted"].steps, "grant": step})
        return replace(made, states={**made.states, "submitted": state})

    case = apply()
    monkeypatch.setattr(CaseLaw, "procedure", conditioned)
    with pytest.raises(NotNow, match=r"grant needs: case\.opinions contains agreed"):
        move(case, "grant", cast.chen)


def test_an_opinion_of_each_provider_is_asked_and_the_answer_days_are_those_of_the_extension(apply, move, cast):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, "2025-09-29", facts={"question": "能否提供"})
    opinion = case.children.get()
    clock = opinion.clocks.get()
    assert (clock.due, clock.status, clock.article["clause"]) == (date(2025, 10, 13), "asked", "第二十条第二款")
    assert opinion.facts["question"] == "能否提供"
    assert opinion.proposal["outcome"] == "agree"


def test_the_asker_may_name_fewer_days(apply, move, cast):
    case = move(
        apply(purpose="其他"), "ask_provider", cast.chen, "2025-09-29", facts={"question": "能否提供", "days": 2}
    )
    clock = case.children.get().clocks.get()
    assert (clock.due, clock.article) == (date(2025, 10, 9), None)


def test_a_provider_that_disagrees_says_why(apply, move, cast):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, facts={"question": "能否提供"})
    with pytest.raises(FactsMissing, match="disagree needs: Reason"):
        move(case.children.get(), "disagree", cast.wang)
    move(case.children.get(), "disagree", cast.wang, reason="含涉密坐标")
    case.refresh_from_db()
    assert case.state == "submitted"
    assert case.proposal is None  # the table has no rule for what the opinion says


def test_the_decider_need_not_wait_for_the_opinion(apply, move, cast):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, facts={"question": "能否提供"})
    assert move(case, "grant", cast.chen, reason="已电话确认").state == "granted"
    opinion = case.children.get()
    assert (opinion.state, opinion.moves.get().by_login, opinion.clocks.get().met_at) == ("moot", "clock", None)
    assert opinion.clocks.get().stopped_at is not None


def test_a_township_applies_to_the_authority_of_its_county(cast, registry):
    from gongshu.cases.tests.cast import region

    registry.add("511702-0001", "511702-jtj")
    town = region("511702001", "东城街道", "township", cast.county)
    clerk = person("feng", "冯某", body("511702001-dzb", "东城街道办事处", town), "handle")
    case = services.open_case(
        "cross-sharing-application", ["511702-0001"], APPLICATION, actor=clerk, now=at("2025-09-29")
    )
    assert case.decider.code == "511700-sjj"
