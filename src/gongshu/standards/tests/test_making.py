"""Making a standard: whoever the text names issues it, with those it names, and every opinion is answered."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.cases.errors import CannotOpen, EffectRefused, FactsUnfit, OwnApplication, UnknownCase
from gongshu.cases.models import Case
from gongshu.catalogue.tests.stage import at
from gongshu.jobs import worker
from gongshu.law.errors import NotProvidedFor
from gongshu.people import Refused
from gongshu.people.actor import ANYONE
from gongshu.standards import queries, services
from gongshu.standards.errors import NoSuchStandard, StandardState, StandardUnfit
from gongshu.standards.models import CodeSet, Element, Norm
from gongshu.standards.tests.stage import (
    CODES,
    DAY,
    ELEMENTS,
    answer,
    consult,
    drafted,
    hold,
    issued,
    move,
    opened,
    opine,
)
from gongshu.standards.words import State

BUREAU, TRANSPORT = "511700-zrzyj", "511700-jtysj"


@obligation("dazhou-38-1")
def test_in_dazhou_the_data_authority_issues_a_standard_with_the_departments_concerned(liu, chen, huang):
    case = opened(drafted(liu), liu)
    assert case.decider.code == "511700-sjj"
    with pytest.raises(EffectRefused, match="Departments and units concerned") as told:
        move(case, "issue", chen, in_force_from=DAY)
    assert str(told.value.article) == "达州办法 第三十八条"
    case = consult(case, chen, BUREAU)
    opine(case, huang)
    case.refresh_from_db()
    assert move(case, "issue", chen, 4, in_force_from=DAY).state == "issued"
    assert Norm.objects.get().state == State.IN_FORCE
    assert Element.objects.get(code="DZ00002").code_set == "DZ-CLLX"
    assert CodeSet.objects.get().codes.count() == 3


@obligation("chengdu-8-1")
def test_in_chengdu_a_standard_says_what_it_follows_and_is_made_with_the_standardisation_authority(cast_of):
    people = cast_of("cn/sichuan/chengdu")
    liu, chen, huang = people("liu"), people("chen"), people("huang")
    norm = drafted(liu)
    case = opened(norm, liu)
    with pytest.raises(EffectRefused, match="Standardisation authority") as told:
        move(case, "issue", chen, in_force_from=DAY)
    assert str(told.value.article) == "成都条例 第八条第一款"
    hold("standardisation_authority", huang.body)
    case = consult(case, chen, huang.body, liu.body)
    for who in (huang, liu):
        opine(case, who)
    case.refresh_from_db()
    with pytest.raises(EffectRefused, match="National standard system"):
        move(case, "issue", chen, 4, in_force_from=DAY)
    move(case, "reject", chen, 5, reason="写明依据")
    with pytest.raises(StandardUnfit, match="no text of the place names 'iso'"):
        services.edit_norm(norm.pk, {"follows": {"iso": "x"}}, actor=liu, now=at(6))
    follows = {"national_standard_system": "按 GB/T 18391 描述", "sichuan_standard_system": "沿用省数据元"}
    services.edit_norm(norm.pk, {"follows": follows}, actor=liu, now=at(6))
    assert move(opened(norm, liu, hours=7), "issue", chen, 8, in_force_from=DAY).state == "issued"


@obligation("hunan-6-1")
def test_in_hunan_the_standardisation_authority_leads_and_hears_the_data_authority(cast_of):
    people = cast_of("cn/hunan")
    liu, chen, huang = people("liu"), people("chen"), people("huang")
    hold("standardisation_authority", huang.body)
    case = opened(drafted(liu), liu)
    assert case.decider.code == huang.body
    assert queries.way(liu, at(0)).leader["en"].endswith("tandardisation authority")
    with pytest.raises(EffectRefused, match="第六条"):
        move(case, "issue", huang, in_force_from=DAY)
    case = consult(case, huang, chen.body)
    opine(case, chen)
    case.refresh_from_db()
    assert move(case, "issue", huang, 4, in_force_from=DAY).state == "issued"


@obligation("jiangsu-67-1")
def test_in_jiangsu_the_standardisation_authority_leads_and_the_data_authority_takes_part(cast_of):
    people = cast_of("cn/jiangsu")
    liu, chen, wu = people("liu"), people("chen"), people("huang")
    hold("standardisation_authority", wu.body)
    found = queries.way(liu, at(0))
    assert found.leader == {"zh": "省标准化部门", "en": "Provincial standardisation authority"}
    assert [term.name for term in found.said] == ["standards.led_by", "standards.made_with", "standards.levels"]
    case = opened(drafted(liu), liu)
    assert case.decider.code == wu.body
    with pytest.raises(EffectRefused, match="Data authority"):
        move(case, "issue", wu, in_force_from=DAY)
    case = consult(case, wu, chen.body)
    opine(case, chen)
    case.refresh_from_db()
    with pytest.raises(EffectRefused, match="Departments concerned"):
        move(case, "issue", wu, 4, in_force_from=DAY)
    case = consult(case, wu, liu.body, hours=5)
    opine(case, liu, hours=6)
    case.refresh_from_db()
    assert move(case, "issue", wu, 7, in_force_from=DAY).state == "issued"


@obligation("dazhou-7-2")
def test_in_dazhou_a_sector_department_issues_the_norm_of_its_own_sector(liu, cast):
    norm = drafted(liu, kind="sector", sector="transport", loads=(ELEMENTS,))
    assert "transport" in queries.way(liu, at(0)).term("standards.sector_norms").value
    case = opened(norm, liu, "sector-norm")
    assert case.decider.code == TRANSPORT
    with pytest.raises(OwnApplication):
        move(case, "issue", liu, in_force_from=DAY)
    assert move(case, "issue", cast("he"), in_force_from=DAY).state == "issued"
    norm.refresh_from_db()
    assert (norm.state, norm.current.number) == (State.IN_FORCE, 1)


def test_a_sector_norm_is_made_by_its_own_procedure_alone(liu):
    with pytest.raises(CannotOpen):
        opened(drafted(liu, kind="sector", sector="transport"), liu)


def test_a_place_whose_text_is_silent_has_no_procedure_for_standards(cast_of):
    liu = cast_of("cn/shanxi/taiyuan")("liu")
    with pytest.raises(NotProvidedFor):
        opened(drafted(liu), liu)
    assert queries.way(liu, at(0)).said == []


@obligation("chengdu-14-1")
def test_in_chengdu_the_manager_of_public_data_makes_the_specification_by_which_catalogues_are_compiled(cast_of):
    people = cast_of("cn/sichuan/chengdu")
    liu, chen = people("liu"), people("chen")
    hold("public_data_management_department", "510100-dsjzx")
    case = opened(drafted(liu, kind="specification", loads=()), liu, "catalogue-specification")
    assert case.decider.code == "510100-dsjzx"
    with pytest.raises(UnknownCase):
        move(case, "issue", chen, in_force_from=DAY)


def test_the_specification_is_made_only_where_a_text_has_it(liu):
    with pytest.raises(CannotOpen):
        opened(drafted(liu, kind="specification"), liu, "catalogue-specification")


def test_every_opinion_is_answered_before_the_standard_is_issued(liu, chen, huang):
    norm = drafted(liu)
    case = consult(opened(norm, liu), chen, BUREAU)
    opine(case, huang, "disagree", reason="车牌号应为九位")
    case.refresh_from_db()
    assert case.state == "heard"
    with pytest.raises(EffectRefused, match="1 opinions are not answered"):
        move(case, "issue", chen, 4, in_force_from=DAY)
    held = norm.draft.opinions.get()
    with pytest.raises(StandardUnfit, match="takes a reason"):
        services.answer_opinion(held.pk, "no", "", actor=liu, now=at(4))
    with pytest.raises(Refused):
        services.answer_opinion(held.pk, "no", "位数照国标", actor=huang, now=at(4))
    answer(norm, liu, "no", "位数照国标")
    assert move(case, "issue", chen, 5, in_force_from=DAY).state == "issued"


def test_the_public_is_asked_where_the_issuer_wants_and_until_its_day(liu, chen, huang, cast):
    lin = cast("lin")
    norm = drafted(liu)
    with pytest.raises(NoSuchStandard):
        queries.norm_of(ANYONE, norm.pk, at(0))
    case = consult(opened(norm, liu), chen, BUREAU, public_until="2025-10-10")
    assert queries.norm_of(ANYONE, norm.pk, at(3)).opinions == []
    services.say(norm.pk, "车牌号请含新能源", actor=lin, now=at(3))
    assert [each.who for each in queries.norm_of(lin, norm.pk, at(3)).opinions] == [lin.name]
    opine(case, huang)
    case.refresh_from_db()
    answer(norm, liu)
    with pytest.raises(EffectRefused, match="2025-10-10"):
        move(case, "issue", chen, 5, in_force_from="2025-10-20")
    with pytest.raises(StandardState):
        services.say(norm.pk, "再说一句", actor=lin, now=at(24 * 20))
    assert move(case, "issue", chen, 24 * 13, in_force_from="2025-10-20").state == "issued"


def test_an_issued_version_takes_effect_on_its_day_and_not_before(liu, chen, huang):
    case = consult(opened(drafted(liu), liu), chen, BUREAU)
    opine(case, huang)
    case.refresh_from_db()
    move(case, "issue", chen, 4, in_force_from="2025-10-20")
    assert not Element.objects.exists()
    assert not services.take_effect(Norm.objects.get().versions.get().pk, now=at(5))
    worker.drain(at(24 * 22))
    assert Element.objects.filter(live=True).count() == 2
    assert Norm.objects.get().state == State.IN_FORCE


def test_a_revision_is_the_next_version_with_its_difference_and_what_it_drops_holds_no_more(liu, chen, huang):
    norm = issued(drafted(liu), liu, chen, huang)
    services.load(norm.pk, CODES.replace("02,货车,Lorry", "02,载货汽车,Lorry").encode(), "x.csv", actor=liu, now=at(10))
    services.load(norm.pk, ELEMENTS.replace("DZ00001,", "DZ00009,").encode(), "x.csv", actor=liu, now=at(10))
    services.edit_norm(norm.pk, {"text": "第一条 车牌号含新能源。"}, actor=liu, now=at(10))
    issued(norm, liu, chen, huang, hours=11)
    found = queries.norm_of(ANYONE, norm.pk, at(20))
    assert [(each.how, each.code) for each in found.changes] == [
        ("removed", "DZ00001"), ("added", "DZ00009"), ("changed", "DZ-CLLX 02"),
    ]  # fmt: skip
    assert found.changes[-1].fields == {"zh": ("货车", "载货汽车")}
    assert found.lines == ["-第一条 车牌号不含空格。", "+第一条 车牌号含新能源。"]
    assert dict(Element.objects.values_list("code", "live")) == {"DZ00001": False, "DZ00002": True, "DZ00009": True}
    assert queries.norm_of(ANYONE, norm.pk, at(20), version=1).version.number == 1


def test_a_standard_is_taken_out_of_force_by_whoever_issues_it(liu, chen, huang):
    norm = issued(drafted(liu), liu, chen, huang)
    case = opened(norm, liu, "norm-withdrawal", 10, reason="已有国家标准")
    assert move(case, "abolish", chen, 11, reason="已有国家标准").state == "abolished"
    assert not Element.objects.filter(live=True).exists()
    with pytest.raises(StandardState):
        services.edit_norm(norm.pk, {"text": "x"}, actor=liu, now=at(12))


def test_nothing_is_changed_under_review_and_only_the_drafting_body_changes(liu, huang, chen):
    norm = drafted(liu)
    with pytest.raises(NoSuchStandard):
        services.edit_norm(norm.pk, {"text": "x"}, actor=huang, now=at(1))
    case = opened(norm, liu)
    with pytest.raises(StandardState, match=case.number):
        services.edit_norm(norm.pk, {"text": "x"}, actor=liu, now=at(2))
    with pytest.raises(Refused):
        services.edit_norm(norm.pk, {"text": "x"}, actor=chen, now=at(2))


def test_whoever_is_consulted_is_another_body_that_there_is(liu, chen):
    case = opened(drafted(liu), liu)
    for code in ("511700-nobody", "511700-sjj"):
        with pytest.raises(FactsUnfit, match=code):
            consult(case, chen, code)
    assert not Case.objects.filter(parent=case).exists()
