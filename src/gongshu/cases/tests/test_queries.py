"""What is read of cases, and by whom."""

from __future__ import annotations

import pytest

from gongshu.cases import pages, presenting, queries
from gongshu.cases.errors import UnknownCase
from gongshu.cases.models import Case
from gongshu.cases.tests.cast import at, chain
from gongshu.people import ANYONE, SYSTEM
from gongshu.people.permission import Refused

NOW = at("2025-09-30")


def test_both_sides_the_body_above_and_auditors_see_a_case_and_nobody_else(apply, cast):
    number = apply().number
    for actor in (cast.li, cast.chen, cast.wang, cast.zhou, cast.auditor, SYSTEM):
        assert queries.case(actor, number).number == number, actor.login
    for actor in (cast.sun, cast.qian, cast.citizen, ANYONE):
        with pytest.raises(UnknownCase):
            queries.case(actor, number)
        assert not Case.objects.visible_to(actor).exists()


def test_lists_hold_what_was_asked_for(apply, registry, cast, move):
    registry.add("511700-0005", "511700-zrj")
    first, second = apply(), apply(about=["511700-0005"])
    move(first, "grant", cast.chen)

    def numbers(**asked):
        return [each.number for each in queries.cases(cast.chen, **asked)]

    assert numbers() == [second.number, first.number]
    assert numbers(open_only=True) == [second.number]
    assert numbers(state="granted") == [first.number]
    assert numbers(about="511700-0005") == [second.number]
    assert numbers(procedure="opinion") == []
    assert numbers(mine=True) == []
    assert [each.number for each in queries.cases(cast.li, mine=True)] == [second.number, first.number]
    with pytest.raises(Refused):
        queries.cases(ANYONE)


def test_the_inbox_is_of_those_whose_turn_it_is(apply, cast, move):
    case = apply(purpose="其他")
    assert [each.case for each in queries.inbox(cast.chen, NOW)] == [case]
    assert queries.inbox(cast.li, NOW) == []
    assert queries.inbox(cast.wang, NOW) == []
    move(case, "ask_provider", cast.chen, facts={"question": "问"})
    assert [each.case.procedure for each in queries.inbox(cast.wang, NOW)] == ["opinion"]
    assert queries.waiting(cast.wang) == 1
    waiting = queries.inbox(cast.chen, NOW)[0]
    assert (waiting.owes, waiting.days_left) == (True, 9)


def _outcomes(actor, case) -> set[str]:
    return {each.outcome for each in queries.moves_for(actor, Case.objects.get(pk=case.pk), NOW)}


def test_when_completion_is_asked_it_is_the_applicants_turn(apply, cast, move):
    case = apply()
    move(case, "request_completion", cast.chen, facts={"missing": "依据"})
    assert [each.case for each in queries.inbox(cast.li, NOW)] == [case]


def test_moves_are_offered_to_whoever_may_make_them_the_proposed_one_first(apply, cast):
    case = apply()
    offered = queries.moves_for(cast.chen, case, NOW)
    assert (offered[0].outcome, offered[0].proposed, offered[0].article.clause) == ("grant", True, "第二十条第二款")
    assert [field.key for field in offered[0].fields] == ["rows", "items", "until", "reason", "legal_basis"]
    refuse = next(each for each in offered if each.outcome == "refuse")
    assert {field.key for field in refuse.fields if field.required} == {"reason", "legal_basis"}
    assert _outcomes(cast.li, case) == {"withdraw", "urge"}
    assert _outcomes(cast.zhou, case) == {"send_back"}
    assert _outcomes(cast.auditor, case) == set()


def test_what_was_taken_once_is_not_offered_again(apply, cast, move):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, facts={"question": "问"})
    move(case.children.get(), "agree", cast.wang)
    assert "ask_provider" not in _outcomes(cast.chen, case)


def test_the_json_of_a_case_has_what_scripts_rely_on(apply, cast):
    document = presenting.to_json(apply(), actor=cast.chen, now=NOW)
    assert {"number", "procedure", "state", "due", "article", "moves"} <= set(document)
    assert (document["due"], document["article"], document["provisional"]) == (
        "2025-10-13",
        "达州办法 第二十条第二款",
        False,
    )
    assert document["clocks"][0]["stands"] == "running"
    assert document["proposal"]["article"] == "达州办法 第二十条第二款"
    assert document["moves"][0]["requires"] == []


def test_the_timeline_shows_who_did_what_under_which_article(apply, cast, move):
    case = apply(purpose="其他")
    move(case, "grant", cast.chen, reason="同类用途已有先例")
    lines = presenting.timeline(Case.objects.get(), cast.li)
    assert [(line.title["zh"], line.to["zh"]) for line in lines] == [("收到", "待答复"), ("同意", "已同意")]
    assert (lines[1].who, lines[1].body, lines[1].article.clause) == ("陈某", "达州市数据局", "第二十条第二款")
    assert lines[1].proposed == {"zh": "征求提供单位意见", "en": "Ask the provider"}


def test_the_timeline_names_what_each_value_of_a_step_is(apply, cast, move):
    case = apply(purpose="其他")
    move(case, "ask_provider", cast.chen, facts={"question": "能否共享", "days": "3"})
    said = presenting.timeline(Case.objects.get(pk=case.pk), cast.li)[-1].said
    assert {label["zh"]: value for label, value in said} == {"征询事项": "能否共享", "答复天数": 3}


def test_the_holder_of_a_receipt_reads_state_and_dates_but_nothing_that_was_said(apply, cast, move):
    case = apply()
    move(case, "refuse", cast.chen, reason="含涉密坐标", basis="保密法第三条")
    found = queries.by_receipt(ANYONE, f" {case.number.lower()} ", case.receipt_code.lower())
    assert found["state"]["zh"] == "不同意"
    assert [title["zh"] for _, title in found["moves"]] == ["不同意"]
    assert "含涉密坐标" not in str({key: value for key, value in found.items() if key not in ("case", "letters")})


@pytest.mark.parametrize(("number", "code"), [("2025-GX-00001", "WRONG"), ("2025-GX-09999", ""), ("", "----------")])
def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(apply, number, code):
    apply()
    with pytest.raises(UnknownCase, match="number and code do not belong together"):
        queries.by_receipt(ANYONE, number, code)


def test_the_form_of_a_procedure_names_what_is_needed(cast):
    table, fields = queries.form(cast.li, "sharing-application", NOW)
    assert table.title["zh"] == "共享申请"
    assert {field.key for field in fields if field.required} == {"purpose", "reason", "legal_basis"}
    document = presenting.form_json(table, fields)
    assert document["facts"][0]["required"]
    assert document["article"] == "达州办法 第二十条第二款"


def test_bodies_that_owe_dates_are_counted(apply, cast):
    apply()
    apply()
    owed = queries.standing_of_bodies(cast.chen)
    assert [(each["owed_by__code"], str(each["next"])) for each in owed] == [("511700-sjj", "2025-10-13")]


def test_the_article_and_the_term_of_an_answer_are_promised_before_one_applies(cast):
    found = {table.name: promised for table, promised in queries.procedures(cast.li, NOW)}
    assert found["sharing-application"][0].term.value == 5
    assert "verification" not in found
    assert "opinion" not in found


def test_an_applicant_does_not_see_the_opinions_that_bodies_ask_of_each_other(apply, cast, move):
    case = move(apply(purpose="其他"), "ask_provider", cast.chen, facts={"question": "问"})
    opinion = case.children.get().number
    assert presenting.to_json(case, actor=cast.chen, now=NOW)["children"] == [opinion]
    assert presenting.to_json(case, actor=cast.li, now=NOW)["children"] == []
    assert pages.case_page(cast.li, case, NOW).children == []


def test_how_a_body_came_to_its_answer_is_known_to_it_and_to_auditors(apply, cast, move):
    chain(cast.authority, "officer", "section_head")
    case = apply()
    move(case, "grant", cast.chen)
    case.refresh_from_db()
    assert pages.case_page(cast.he, case, NOW).draft is not None
    assert pages.case_page(cast.li, case, NOW).draft is None
    case = move(case, "grant", cast.he)
    passed = {
        actor.login: len(presenting.timeline(case, actor)[-1].passed)
        for actor in (cast.chen, cast.auditor, cast.li, cast.wang)
    }
    assert passed == {"chen": 2, "auditor": 2, "li": 0, "wang": 0}
