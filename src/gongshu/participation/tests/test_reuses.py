"""What was made of the data, and applications as everybody may know them."""

from __future__ import annotations

import pytest

from gongshu.cases import services as cases
from gongshu.cases.errors import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.jobs import worker
from gongshu.participation import queries
from gongshu.participation.tests.stage import ask, move, shown_reuse, submit_reuse, withhold
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused


def test_a_reuse_is_shown_when_it_was_let_through_with_the_entries_that_it_uses(entry, shutong, chen):
    submit_reuse(entry, shutong)
    assert queries.reuses(ANYONE).rows == []
    reuse = shown_reuse(entry, shutong, chen)
    (found,) = queries.reuses(ANYONE, entry=entry.number).rows
    assert found == reuse
    assert found.maker == "数通科技"
    assert found.seen_entries == [entry]


def test_data_of_several_providers_may_stand_in_one_reuse(entry, shutong, chen, liu, cast):
    items = [{"name": "车牌", "code": "plate", "type": "text", "length": 20, "key": True, "level": "general-2"}]
    other = catalogue.add(complete(title="营运车辆", provider="511700-jtysj", items=items), actor=liu, now=at(0.5))
    publish(other, liu, chen, at(0.5))
    facts = {"subject_line": "出行", "maker": "数通", "description": "两类数据合用"}
    case = cases.open_case("reuse-case", [entry.number, other.number], facts, actor=shutong, now=at(1))
    move(case, "show", chen, at(2))
    (found,) = queries.reuses(ANYONE).rows
    assert found.seen_entries == sorted([entry, other], key=lambda each: each.number)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "看这里", "https://"])
def test_a_link_that_is_no_web_address_is_never_shown(entry, shutong, chen, link):
    case = submit_reuse(entry, shutong, link=link)
    with pytest.raises(EffectRefused):
        move(case, "show", chen, at(2))
    assert queries.reuses(ANYONE).rows == []


def test_a_reuse_of_an_entry_that_is_withheld_later_is_shown_no_more(entry, shutong, chen, huang):
    shown_reuse(entry, shutong, chen)
    withhold(entry, huang, chen, 5)
    assert queries.reuses(ANYONE).rows == []


def test_a_reuse_is_taken_down_and_withdrawn_after_it_was_shown(entry, shutong, chen):
    first, second = shown_reuse(entry, shutong, chen), shown_reuse(entry, shutong, chen)
    move(Case.objects.get(number=first.case), "hide", chen, at(5), moderation_ground="advertising", reason="广告")
    move(Case.objects.get(number=second.case), "withdraw", shutong, at(6))
    assert queries.reuses(ANYONE).rows == []


def test_the_desk_lists_all_that_waits_oldest_first_and_only_for_whoever_decides(entry, lin, shutong, chen, huang):
    reuse, question = submit_reuse(entry, shutong, 1), ask(entry, lin, 2)
    assert [row.case for row in queries.waiting(chen).rows] == [reuse, question]
    first = queries.waiting(chen).rows[0]
    assert first.moves[0][0] == "show"
    assert [value for _, value in first.rest] == ["数通科技", "https://example.org/map"]
    assert queries.waiting(huang).rows == []
    with pytest.raises(Refused):
        queries.waiting(lin)
    move(question, "show", chen, at(3))
    assert [row.case for row in queries.waiting(chen).rows] == [reuse]


def test_the_desk_is_read_page_by_page_in_both_directions(entry, lin, chen):
    asked = [ask(entry, lin, hours) for hours in (1, 2, 3)]
    first = queries.waiting(chen, size=2)
    assert ([row.case for row in first.rows], first.page.before) == (asked[:2], "")
    rest = queries.waiting(chen, after=first.page.after, size=2)
    assert ([row.case for row in rest.rows], rest.page.after) == (asked[2:], "")
    assert queries.waiting(chen, before=rest.page.before, size=2).page == first.page


def apply(entry, who, hours=1, **facts):
    said = {
        "reason": "城市研究",
        "legal_basis": "数据安全法 第七条",
        "purpose": "林小雨的论文",
        "scenario": "论文",
        "commitment": "按承诺使用",
    }
    return cases.open_case("opening-application", [entry.number], {**said, **facts}, actor=who, now=at(hours))


def test_an_application_of_the_public_is_shown_with_state_and_term_and_never_with_who_applied(entry, lin, chen):
    case = apply(entry, lin, purpose_class="research")
    worker.drain(at(2))
    (row,) = queries.applications(ANYONE, entry=entry.number).rows
    assert row.facts == [
        {"label": {"zh": "用途类别", "en": "Kind of use"}, "value": {"zh": "科学研究", "en": "Research"}}
    ]
    kept = str({name: value for name, value in vars(row).items() if name != "_state"})
    assert lin.name not in kept
    assert "论文" not in kept
    assert lin.login not in kept
    cases.move(
        case.number, "refuse", Statement(reason="不符合开放条件", basis="达州办法 第二十七条"), actor=chen, now=at(3)
    )
    worker.drain(at(4))
    row.refresh_from_db()
    assert row.ended
    assert row.state["zh"] == "不同意"
    assert not row.late


def test_applications_between_bodies_and_questions_are_not_among_them(entry, lin, liu):
    ask(entry, lin)
    worker.drain(at(2))
    assert queries.applications(ANYONE).rows == []


def test_an_application_about_an_entry_that_is_withheld_later_is_shown_no_more(entry, lin, chen, huang):
    apply(entry, lin)
    worker.drain(at(2))
    withhold(entry, huang, chen, 5)
    assert queries.applications(ANYONE).rows == []
