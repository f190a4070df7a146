"""Demands: assigned, talked over, promised with a day, supplied, and closed only by whoever needs the data."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases import queries as cases
from gongshu.cases.errors import CannotOpen, EffectRefused, FactsMissing, FactsUnfit, OwnApplication, UnknownCase
from gongshu.cases.models import Case, Clock, Letter
from gongshu.catalogue.tests.stage import at
from gongshu.demand import queries
from gongshu.demand.errors import NoSuchDemand
from gongshu.demand.models import Demand, State
from gongshu.demand.tests.stage import MEETING, assigned, consulted, entry, move, need, promised, row, withheld
from gongshu.law.errors import MoveNotAllowed, NotProvidedFor
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused

DAY = 24
TODAY = date(2025, 9, 30)


def seen(actor, today=TODAY, **wanted):
    return list(queries.demands(actor, queries.Wanted(**wanted), today).rows)


@obligation("dazhou-22-1")
def test_a_public_body_raises_a_demand_beyond_the_shared_catalogue_with_the_data_authority(liu):
    case = need(liu)
    assert (case.procedure, case.decider.code) == ("sharing-demand", "511700-sjj")
    assert case.proposal["outcome"] == "assign"


@obligation("dazhou-28-1")
@pytest.mark.parametrize("who", ["natural_person", "legal_person", "unincorporated_organisation"])
def test_anybody_whom_the_text_names_raises_a_demand_beyond_the_opened_catalogue(lin, who):
    assert need(lin, applicant_class=who).decider.code == "511700-sjj"
    with pytest.raises(FactsUnfit):
        need(lin, applicant_class="foreign_government")


def test_public_bodies_need_by_sharing_and_the_public_by_opening(liu, lin):
    from gongshu.cases import services

    with pytest.raises(CannotOpen):
        services.open_case("opening-demand", [], {}, actor=liu, now=at(1))
    with pytest.raises(CannotOpen):
        services.open_case("sharing-demand", [], {}, actor=lin, now=at(1))


def test_where_no_text_provides_for_demands_none_is_raised(place, lin):
    place("cn/shanxi/taiyuan")
    with pytest.raises(NotProvidedFor):
        need(lin)


def test_nothing_stands_in_the_list_before_the_authority_took_it_up(lin, chen):
    case = need(lin)
    assert not Demand.objects.exists()
    assigned(case, chen)
    (held,) = seen(ANYONE)
    assert (held.title, held.source.code, held.needer) == ("宗地界址", "511700-zrzyj", None)
    assert lin.name not in str(vars(held))


def test_what_bodies_need_of_each_other_is_read_by_public_bodies_only(liu, chen, huang, lin):
    held = assigned(need(liu), chen)
    assert seen(huang) == [held]
    assert seen(ANYONE) == seen(lin) == []
    with pytest.raises(NoSuchDemand):
        queries.demand(lin, held.pk)


def test_the_provider_is_another_body_than_the_one_that_needs(liu, chen):
    case = need(liu)
    for source in (liu.body, "nobody"):
        with pytest.raises(FactsUnfit):
            move(case, "assign", chen, 2, source=source)
    assert not Demand.objects.exists()


def test_the_consultation_waits_with_the_provider_for_the_days_that_were_asked(liu, chen, huang):
    case = need(liu)
    assigned(case, chen)
    move(case, "consult", chen, 3, question="能否按季度供给", days=5)
    child = Case.objects.get(parent=case)
    clock = child.clocks.get()
    # Five working days after 29 September, with the holidays of 1 to 8 October and the Saturday of 11 October worked.
    assert (clock.owed_by.code, clock.due) == ("511700-zrzyj", date(2025, 10, 13))
    assert child in [each.case for each in cases.inbox(huang, at(4))]


@obligation("dazhou-22-2")
def test_a_sharing_demand_is_promised_only_after_the_provider_was_consulted(liu, chen, huang):
    case = need(liu)
    assigned(case, chen)
    with pytest.raises(EffectRefused, match="第二十二条"):
        move(case, "promise", chen, 3, reason="已口头沟通", **MEETING)
    assert row(case).due is None
    second = need(liu, 4)
    assert promised(second, chen, huang, 5).state_on(TODAY) == State.PROMISED


@obligation("dazhou-22-2")
def test_what_meets_a_sharing_demand_stands_in_the_sharing_responsibility_list(liu, chen, huang):
    case = need(liu)
    promised(case, chen, huang)
    secret = entry(huang, chen, **withheld("sharing"))
    with pytest.raises(EffectRefused, match="第二十二条"):
        move(case, "deliver", huang, 7, entry=secret.number)
    listed = entry(huang, chen, title="宗地界址（共享）", items=_other_items())
    move(case, "deliver", huang, 8, entry=listed.number)
    assert row(case).entry == listed


@obligation("dazhou-28-2")
def test_an_opening_demand_is_decided_only_after_the_provider_was_consulted(lin, chen, huang):
    case = need(lin)
    assigned(case, chen)
    for outcome, said in (
        ("promise", {**MEETING, "reason": "已口头沟通"}),
        ("refuse", {"reason": "含秘密", "refusal_ground": "not_eligible"}),
    ):
        with pytest.raises(EffectRefused, match="第二十八条第一款"):
            move(case, outcome, chen, 3, **said)


@obligation("dazhou-28-2")
def test_what_meets_an_opening_demand_is_opened_on_the_platform(lin, chen, huang):
    case = need(lin)
    promised(case, chen, huang)
    secret = entry(huang, chen, **withheld("opening"))
    with pytest.raises(EffectRefused, match="第二十八条第一款"):
        move(case, "deliver", huang, 7, entry=secret.number)
    opened = entry(huang, chen, title="宗地界址（开放）", items=_other_items())
    move(case, "deliver", huang, 8, entry=opened.number)
    assert seen(ANYONE, state="delivered") == [row(case)]


@obligation("dazhou-28-3")
def test_whoever_asked_is_told_in_writing_on_which_of_the_grounds_and_why_it_is_not_opened(lin, chen, huang):
    case = need(lin)
    consulted(case, chen, huang)
    with pytest.raises(FactsMissing):
        move(case, "refuse", chen, 6, refusal_ground="not_eligible")
    with pytest.raises(FactsUnfit):
        move(case, "refuse", chen, 6, refusal_ground="no_staff", reason="人手不足")
    move(case, "refuse", chen, 6, refusal_ground="opening_type_undetermined", reason="开放类型尚在评估")
    assert Letter.objects.filter(case=case, kind="refusal").exists()
    (held,) = seen(ANYONE, state="declined")
    assert held.reason == "开放类型尚在评估"


def test_a_meeting_is_recorded_with_its_day_who_attended_the_minutes_and_the_promise(liu, chen, huang):
    case = need(liu)
    consulted(case, chen, huang)
    for missing in MEETING:
        with pytest.raises(FactsMissing):
            move(case, "promise", chen, 5, **{key: value for key, value in MEETING.items() if key != missing})
    with pytest.raises(EffectRefused, match="after today"):
        move(case, "promise", chen, 5, **{**MEETING, "met_on": "2025-12-01"})
    move(case, "promise", chen, 5, **MEETING)
    held, clock = row(case), Clock.objects.get(case=case, key="supply")
    assert (held.met_on, held.due) == (date(2025, 9, 29), date(2025, 10, 20))
    assert (clock.status, clock.article, clock.owed_by.code) == ("asked", None, "511700-zrzyj")


def test_a_promise_that_was_not_kept_is_overdue_from_the_next_day_on(liu, chen, huang):
    held = promised(need(liu), chen, huang)
    assert seen(liu, today=date(2025, 10, 20), state="promised") == [held]
    assert seen(liu, today=date(2025, 10, 21), state="overdue") == [held]
    assert queries.counts(liu, queries.Wanted(), date(2025, 10, 21))["overdue"] == 1


def test_only_whoever_needs_the_data_closes_the_demand(liu, chen, huang):
    case = need(liu)
    promised(case, chen, huang)
    move(case, "deliver", huang, 8, entry=entry(huang, chen).number)
    for other in (chen, huang):
        with pytest.raises(Refused):
            move(case, "confirm", other, 9)
    assert row(case).state_on(TODAY) == State.DELIVERED
    move(case, "confirm", liu, 10)
    case.refresh_from_db()
    assert (row(case).state_on(TODAY), case.state, case.ended) == (State.CLOSED, "confirmed", True)


def test_data_that_does_not_work_goes_back_and_the_promise_runs_on_with_the_days_that_were_left(liu, chen, huang):
    case = need(liu)
    promised(case, chen, huang)
    number = entry(huang, chen).number
    move(case, "deliver", huang, 8, entry=number)  # 29 September: ten days are left
    move(case, "reject_supply", liu, 15 * DAY, reason="缺少界址点坐标")  # 14 October
    clock = Clock.objects.get(case=case, key="supply")
    assert (clock.met_at, clock.due) == (None, row(case).due)
    assert clock.due > date(2025, 10, 20)
    assert row(case).state_on(date(2025, 10, 14)) == State.PROMISED
    move(case, "deliver", huang, 16 * DAY, entry=number)
    move(case, "confirm", liu, 17 * DAY)
    assert row(case).state_on(date(2025, 10, 17)) == State.CLOSED


def test_an_entry_of_another_body_meets_no_promise(liu, chen, huang, cast):
    case = need(liu)
    promised(case, chen, huang)
    for number in ("511700-9999", ""):
        with pytest.raises((EffectRefused, FactsMissing)):
            move(case, "deliver", huang, 8, entry=number)


def test_whoever_needs_what_there_is_already_is_shown_the_entry(liu, lin, chen, huang):
    there = entry(huang, chen, **withheld("opening"))
    case = need(liu, 8)
    move(case, "direct", chen, 9, entry=there.number, reason="目录中已有")
    case.refresh_from_db()
    assert (case.state, case.ended) == ("directed", True)
    of_lin = need(lin, 10)
    with pytest.raises(EffectRefused):
        move(of_lin, "direct", chen, 11, entry=there.number, reason="目录中已有")


def test_merged_demands_are_each_closed_by_their_own_needer(lin, shutong, chen, huang):
    lead, other = need(lin), need(shutong, 2)
    promised(lead, chen, huang, 3)
    move(other, "merge", chen, 7, lead=str(row(lead).pk), reason="同类需求")
    assert row(other).state_on(TODAY) == State.MERGED
    (shown,) = seen(huang, text="宗地", state="promised")
    assert shown.joined == 1
    with pytest.raises(EffectRefused, match="merged into"):
        move(other, "confirm", shutong, 8)
    move(lead, "deliver", huang, 9, entry=entry(huang, chen).number)
    move(lead, "confirm", lin, 10)
    assert row(other).state_on(TODAY) == State.MERGED
    move(other, "confirm", shutong, 11)
    assert row(other).state_on(TODAY) == State.CLOSED


def test_a_demand_is_merged_only_into_one_of_its_kind_that_stands_in_the_list(liu, lin, chen):
    opening, sharing = need(lin), need(liu, 2)
    of_lin = assigned(opening, chen, 3)
    for lead in (str(of_lin.pk), "999", "第一", "9" * 30):
        with pytest.raises(EffectRefused):
            move(sharing, "merge", chen, 4, lead=lead, reason="同类需求")


def test_a_merged_demand_is_taken_out_again_and_goes_its_own_way(lin, shutong, chen):
    lead, other = need(lin), need(shutong, 2)
    move(other, "merge", chen, 4, lead=str(assigned(lead, chen, 3).pk), reason="同类需求")
    move(other, "part", chen, 5, reason="所需字段不同")
    assert seen(ANYONE) == [row(lead)]
    assert assigned(other, chen, 6).lead is None
    assert len(seen(ANYONE)) == 2


def test_a_demand_that_is_withdrawn_leaves_the_list(lin, chen):
    case = need(lin)
    assigned(case, chen)
    move(case, "withdraw", lin, 3)
    assert seen(ANYONE) == []


def test_the_authority_does_not_decide_its_own_demand(cast, chen):
    case = need(chen)
    with pytest.raises(OwnApplication):
        move(case, "assign", chen, 2, source="511700-zrzyj")


def test_only_the_bodies_of_a_demand_see_its_minutes(liu, cast, chen, huang):
    case = need(liu)
    promised(case, chen, huang)
    with pytest.raises(UnknownCase):
        cases.case(cast("zhou"), case.number)
    assert cases.case(huang, case.number) == case


def test_what_is_closed_is_moved_no_more(liu, chen, huang):
    case = need(liu)
    consulted(case, chen, huang)
    move(case, "refuse", chen, 6, reason="该数据已停止采集")
    with pytest.raises(MoveNotAllowed):
        move(case, "promise", chen, 7, **MEETING)


def test_every_act_leaves_an_event(liu, chen, huang):
    case = need(liu)
    promised(case, chen, huang)
    move(case, "deliver", huang, 8, entry=entry(huang, chen).number)
    move(case, "confirm", liu, 9)
    about = set(AuditEvent.objects.filter(subject_id=case.number).values_list("event", flat=True))
    wanted = ("assign", "promise", "deliver", "confirm")
    assert {f"demand:demand:{act}" for act in wanted} <= about


@obligation("hunan-15-2")
def test_in_hunan_bodies_tell_each_other_what_they_need_and_how_far_it_is(place, cast, liu, chen, huang):
    place("cn/hunan")
    held = assigned(need(liu), chen)
    (shown,) = seen(huang)
    assert (shown, shown.state_on(TODAY)) == (held, State.OPEN)


def _other_items():
    return [{"name": "界址点号", "code": "corner_no", "type": "text", "key": True, "level": "general-2"}]
