"""Questions: let through before they are shown, answered by the provider, with the term that was promised."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases import queries as cases
from gongshu.cases.errors import CannotOpen, FactsMissing, UnknownCase, UnknownSubject
from gongshu.cases.models import Clock, Letter, Notice
from gongshu.catalogue.tests.stage import at
from gongshu.participation import queries
from gongshu.participation.models import Question
from gongshu.participation.tests.stage import answer, ask, move, shown, withhold
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused

TODAY = date(2025, 9, 30)
DAY = 24


def seen(actor, today=TODAY, **wanted):
    return list(queries.questions(actor, queries.Wanted(**wanted), today).rows)


def test_a_question_is_shown_to_nobody_before_an_officer_let_it_through(entry, lin):
    ask(entry, lin)
    assert seen(ANYONE) == []
    assert not Question.objects.exists()


def test_a_question_that_was_let_through_is_public_and_tells_nothing_of_who_asked(entry, lin, chen):
    shown(entry, lin, chen)
    (question,) = seen(ANYONE)
    assert question.title == "更新时间"
    assert question.body.code == "511700-zrzyj"
    assert lin.name not in str(vars(question))
    assert lin.login not in str(vars(question))


def test_the_term_is_the_promise_of_the_node_and_cites_no_article(entry, lin, chen):
    question = shown(entry, lin, chen)
    clock = Clock.objects.get(case__number=question.case)
    assert (clock.status, clock.article, clock.owed_by.code) == ("promise", None, "511700-zrzyj")
    # Asked on 29 September; the holidays from 1 to 8 October do not count, the Saturday of 11 October is worked.
    assert question.due == date(2025, 10, 13)


def test_a_node_that_promises_nothing_shows_no_term(entry, lin, chen, settings):
    from dataclasses import replace

    settings.GONGSHU = replace(settings.GONGSHU, promises={})
    assert shown(entry, lin, chen).due is None


def test_an_answer_in_time_kept_the_term(entry, lin, chen, huang):
    question = answer(shown(entry, lin, chen), huang, 2 * DAY)
    assert (question.answer, question.late) == ("每天更新。", False)
    assert seen(ANYONE, state="answered") == [question]
    assert seen(ANYONE, state="open") == []


def test_an_answer_after_the_promised_day_is_shown_as_late(entry, lin, chen, huang):
    question = answer(shown(entry, lin, chen), huang, 20 * DAY)
    assert question.late
    assert seen(ANYONE, state="late") == [question]


def test_a_question_whose_day_has_passed_without_an_answer_is_among_the_late(entry, lin, chen):
    question = shown(entry, lin, chen)
    assert seen(ANYONE, today=date(2025, 10, 14), state="late") == [question]
    assert seen(ANYONE, today=date(2025, 10, 13), state="late") == []


def test_the_question_waits_in_the_inbox_of_the_officer_and_then_of_the_steward(entry, lin, chen, huang):
    case = ask(entry, lin)
    assert [each.case for each in cases.inbox(chen, at(2))] == [case]
    assert cases.inbox(huang, at(2)) == []
    move(case, "show", chen, at(2))
    assert [each.case for each in cases.inbox(huang, at(3))] == [case]


def test_a_refusal_names_one_of_the_grounds_and_is_told_to_the_asker(entry, lin, chen):
    case = ask(entry, lin)
    with pytest.raises(FactsMissing):
        move(case, "refuse", chen, at(2), reason="与数据无关")
    move(case, "refuse", chen, at(2), moderation_ground="unrelated", reason="与数据无关")
    (notice,) = Notice.objects.filter(account_id=lin.account_id)
    assert notice.facts["outcome"] == "refuse"
    assert seen(ANYONE) == []


def test_whoever_moderates_is_told_that_a_question_holds_numbers_of_persons(entry, lin):
    for issue, outcome in (("请回电13812345678", "refuse"), ("何时更新？", "show")):
        assert ask(entry, lin, text=issue).proposal["outcome"] == outcome


def test_the_asker_is_told_of_every_step_and_no_letter_is_written(entry, lin, chen, huang):
    answer(shown(entry, lin, chen), huang, 48)
    told = Notice.objects.filter(account_id=lin.account_id).values_list("facts__outcome", flat=True)
    assert sorted(told) == ["answer", "show"]
    assert not Letter.objects.filter(case__procedure="entry-question").exists()


def test_only_the_provider_answers(entry, lin, chen, liu):
    question = shown(entry, lin, chen)
    with pytest.raises((Refused, UnknownCase)):
        answer(question, liu, 30)
    question.refresh_from_db()
    assert question.answer == ""


def test_a_question_about_an_entry_that_is_withheld_later_is_shown_no_more(entry, lin, chen, huang):
    question = answer(shown(entry, lin, chen), huang, 26)
    withhold(entry, huang, chen, 30)
    assert seen(ANYONE) == []
    assert seen(lin) == []
    assert seen(huang) == [question]  # public bodies see all that is published


def test_nobody_asks_about_what_is_withheld(entry, lin, chen, huang):
    withhold(entry, huang, chen, 2)
    with pytest.raises(UnknownSubject):
        ask(entry, lin, 3)


def test_public_bodies_ask_each_other_by_other_ways(entry, liu):
    with pytest.raises(CannotOpen):
        ask(entry, liu)


def test_a_question_is_taken_down_by_the_officer_or_withdrawn_by_its_asker(entry, lin, chen, huang):
    first, second = shown(entry, lin, chen), shown(entry, lin, chen, 3)
    answer(first, huang, 26)
    from gongshu.cases.models import Case

    move(Case.objects.get(number=first.case), "hide", chen, at(30), moderation_ground="personal", reason="含姓名")
    move(Case.objects.get(number=second.case), "withdraw", lin, at(31))
    assert seen(ANYONE) == []


def test_a_question_about_the_platform_is_answered_by_the_data_authority(entry, lin, chen):
    from gongshu.cases import services
    from gongshu.cases.models import Case

    facts = {"subject_line": "接口", "issue": "怎样取得令牌？"}
    case = services.open_case("platform-question", [], facts, actor=lin, now=at(1))
    move(case, "show", chen, at(2))
    move(Case.objects.get(number=case.number), "answer", chen, at(3), answer="在账号页面签发。")
    (question,) = seen(ANYONE)
    assert question.entry is None
    assert question.body.code == case.decider.code
    assert question.answer


def test_words_are_looked_for_in_question_and_answer(entry, lin, chen, huang):
    question = answer(shown(entry, lin, chen), huang, 26, "每季度末更新。")
    assert seen(ANYONE, text="季度末") == seen(ANYONE, text="更新 多久") == [question]
    assert seen(ANYONE, text="房价") == []
    assert seen(ANYONE, entry="511700-9999") == []


def test_every_act_leaves_an_event(entry, lin, chen, huang):
    question = answer(shown(entry, lin, chen), huang, 26)
    about = AuditEvent.objects.filter(subject_id=question.case).values_list("event", flat=True)
    assert {"participation:question:show", "participation:question:answer", "cases:case:open"} <= set(about)


def test_pages_lead_on_by_the_last_row(entry, lin, chen):
    made = [shown(entry, lin, chen, hours) for hours in (1, 3, 5)]
    first = queries.questions(ANYONE, queries.Wanted(), TODAY, size=2)
    second = queries.questions(ANYONE, queries.Wanted(), TODAY, after=first.after, size=2)
    back = queries.questions(ANYONE, queries.Wanted(), TODAY, before=second.before, size=2)
    assert [*first.rows, *second.rows] == made[::-1]
    assert back.rows == first.rows
    assert second.after == ""


def test_the_term_of_a_promise_is_kept_with_the_law_of_the_case_and_can_be_replayed(entry, lin, chen, huang):
    from gongshu.cases import replaying
    from gongshu.cases.models import Case

    question = answer(shown(entry, lin, chen), huang, 26)
    replayed = replaying.replay(chen, Case.objects.get(number=question.case))
    assert all(each.holds for each in replayed)
