"""IT projects: what a text forbids is not built, and nothing is accepted without its catalogue and dictionary."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.cases import services as cases
from gongshu.cases.errors import CannotOpen, EffectRefused
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.law.errors import MoveNotAllowed
from gongshu.people import Refused
from gongshu.people.models import Account
from gongshu.projects.tests.stage import move, project
from gongshu.registers.tests.stage import system

DICTIONARY = "数据字典.pdf"


@pytest.fixture
def entry(liu):
    return catalogue.add(complete(provider="511700-jtysj", title="道路运输许可信息"), actor=liu, now=at(0))


def documented(case, who, entry, hours=4):
    cases.attach(case.number, DICTIONARY, b"%PDF-1.7 dictionary", actor=who, now=at(hours))
    return move(case, "hand_in", who, hours, data_catalogue=[entry.number], data_dictionary=DICTIONARY)


@obligation("dazhou-11-1")
@pytest.mark.parametrize("kind", ["new_build", "upgrade"])
def test_in_dazhou_a_fiscal_project_is_accepted_after_its_catalogue_and_dictionary_are_in(liu, chen, entry, kind):
    case = move(project(liu, project_kind=kind), "approve", chen)
    with pytest.raises(EffectRefused, match="第十一条第一款") as told:
        move(case, "accept", liu, 3)
    assert told.value.because["zh"].endswith("数据目录、数据字典")
    documented(case, liu, entry)
    assert move(case, "accept", liu, 5).state == "accepted"


@pytest.mark.parametrize("said", [{"funding": "other"}, {"project_kind": "operation"}])
def test_a_project_that_the_text_does_not_cover_is_accepted_as_it_is(liu, chen, said):
    assert move(move(project(liu, **said), "approve", chen), "accept", liu, 3).state == "accepted"


def test_what_is_handed_in_is_there(liu, huang, chen, entry):
    case = move(project(liu), "approve", chen)
    with pytest.raises(EffectRefused, match="paper of this case"):
        move(case, "hand_in", liu, 3, data_catalogue=[entry.number], data_dictionary=DICTIONARY)
    other = catalogue.add(complete(), actor=huang, now=at(1))
    with pytest.raises(EffectRefused, match=other.number):
        move(case, "hand_in", liu, 3, data_catalogue=[entry.number, other.number], data_dictionary=DICTIONARY)


def test_a_project_that_builds_what_the_text_forbids_is_not_approved(liu, chen):
    case = project(liu, builds="platform")
    with pytest.raises(EffectRefused, match="第十条第二款"):
        move(case, "approve", chen)
    assert move(case, "refuse", chen, 3, reason="使用统一平台", legal_basis="达州办法 第十条第二款").state == "refused"


def test_a_project_is_reviewed_by_another_than_whoever_builds_and_the_public_has_none(liu, cast):
    with pytest.raises(Refused):
        move(project(liu), "approve", liu)
    with pytest.raises(CannotOpen):
        project(cast("lin"))


@obligation("taiyuan-11-1")
def test_in_taiyuan_a_project_passes_plan_and_funds_and_nothing_is_built_twice(cast_of):
    people = cast_of("cn/shanxi/taiyuan")
    liu, chen, huang = people("liu"), people("chen"), people("huang")
    case = project(liu)
    with pytest.raises(MoveNotAllowed):
        move(case, "approve", chen)
    for hours, outcome, said in ((3, "plan", {}), (4, "fund", {"budget": "并财预〔2025〕12号"}), (5, "approve", {})):
        case = move(case, outcome, chen, hours, **said)
    assert case.state == "building"
    again = project(huang, 6)
    with pytest.raises(EffectRefused, match=case.number) as told:
        move(again, "plan", chen, 7)
    assert str(told.value.article) == "太原条例 第十一条"
    held = system(huang, body=huang.body)
    with pytest.raises(EffectRefused, match=held.number):
        move(project(liu, 8, subject_line=held.name), "plan", chen, 9)
    assert move(project(huang, 10, project_kind="upgrade"), "plan", chen, 11).state == "planned"


@obligation("hunan-33-3")
def test_in_hunan_a_project_is_approved_in_view_of_the_evaluation_of_the_bodys_data_work(cast_of, client):
    people = cast_of("cn/hunan")
    case, chen = project(people("liu")), people("chen")
    with pytest.raises(EffectRefused, match="第三十三条第三款") as told:
        move(case, "approve", chen)
    assert told.value.because["zh"].endswith("尚未发布目录")
    client.force_login(Account.objects.get(login="chen"))
    assert "评估结果：尚未发布目录" in client.get(f"/cases/{case.number}").content.decode()
    assert move(case, "approve", chen, 3, evaluation="目录尚未发布，要求建设中补编").state == "building"


def test_the_evaluation_counts_what_the_body_has_published(liu, chen, place):
    held = catalogue.add(complete(provider="511700-jtysj", title="道路运输许可信息"), actor=liu, now=at(0))
    publish(held, liu, chen, at(0))
    place("cn/hunan")
    with pytest.raises(
        EffectRefused, match=r"1 entries published, 0 with data, 0 late, descriptions \d+ of 405 points"
    ):
        move(project(liu, 2), "approve", chen, 3)
