"""Rules of classification and grading: made by whom the text names, stating what it lists, in numbered versions."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.catalogue.errors import NothingChanged, NotProvided
from gongshu.catalogue.tests.stage import at
from gongshu.classification import queries
from gongshu.classification.errors import NoSuchRules, Unfit
from gongshu.classification.models import RuleText
from gongshu.classification.tests.stage import LINES, graded, issued, joined, speaks, stated
from gongshu.people import ANYONE, Refused

CHENGDU, JIANGSU, HUNAN = "cn/sichuan/chengdu", "cn/jiangsu", "cn/hunan"
CRITERIA = "classification.criteria"


@obligation("dazhou-12-1")
def test_in_dazhou_the_operating_institution_makes_the_rules_and_the_data_authority_does_not(chen):
    zhou = speaks("zhou")
    with pytest.raises(Refused):
        issued(chen)
    made = issued(zhou)
    assert (made.author.code, made.version, made.articles) == ("511700-dsjzx", 1, ["达州办法 第十二条第一款"])


@obligation("dazhou-12-2")
def test_in_dazhou_a_sector_department_makes_rules_of_its_sector_and_names_what_they_stand_on(liu):
    with pytest.raises(Refused):
        issued(liu, "sector", sector="卫生健康", statements=stated("classification.sector_rules_basis"))
    jing = joined("wjw", "sector_department", "511700")
    with pytest.raises(Unfit) as told:
        issued(jing, "sector", sector="卫生健康")
    assert "国家有关规定" in told.value.because["zh"]
    made = issued(jing, "sector", sector="卫生健康", statements=stated("classification.sector_rules_basis"))
    assert (made.sector, set(made.statements["classification.sector_rules_basis"])) == (
        "卫生健康",
        {"national_rules", "sichuan_rules"},
    )


@obligation("chengdu-13-1")
def test_in_chengdu_the_rules_state_five_principles_and_their_basis_and_who_took_part(cast_of):
    chen = cast_of(CHENGDU)("chen")
    names = ("classification.basis", "classification.principles")
    with pytest.raises(Unfit) as told:
        issued(chen)
    assert len(told.value.faults) == 8
    for each in ("安全", "兼容", "科学", "可操作", "可扩展", "会同"):
        assert each in told.value.because["zh"]
    made = issued(chen, statements=stated(*names), made_with=["510100-jtysj"])
    assert set(made.statements) == set(names)
    assert made.articles == ["成都条例 第十三条第一款"]


@obligation("jiangsu-20-4")
def test_in_jiangsu_the_province_makes_rules_standards_and_requirements_by_four_criteria(cast_of):
    chen = cast_of(JIANGSU)("chen")
    with pytest.raises(Unfit) as told:
        issued(chen, "standards", statements={CRITERIA: {"generality": "跨部门使用的程度"}})
    assert len(told.value.faults) == 3
    kinds = [issued(chen, kind, statements=stated(CRITERIA)).kind for kind in ("rules", "standards", "requirements")]
    assert kinds == ["rules", "standards", "requirements"]


@obligation("jiangsu-20-1")
def test_in_jiangsu_the_detailed_measures_are_made_by_the_provincial_government(cast_of):
    people = cast_of(JIANGSU)
    with pytest.raises(Refused):
        issued(people("chen"), "measures", title="公共数据目录管理和分类管理办法")
    speaks("shen")
    made = issued(people("shen"), "measures", title="公共数据目录管理和分类管理办法")
    assert (made.author.code, made.articles) == ("320000-zf", ["江苏条例 第二十条第一款"])


@obligation("hunan-11-2")
def test_in_hunan_the_provincial_authority_sets_up_classification_and_grading(cast_of):
    people = cast_of(HUNAN)
    made = issued(people("chen"))
    assert made.articles == ["湖南草案 第十一条第一款"]
    with pytest.raises(Refused):
        issued(people("tan"), hours=2)


@obligation("jiangsu-20-5")
def test_in_jiangsu_an_entry_tells_every_stage_of_its_life(cast_of):
    people = cast_of(JIANGSU)
    entry = graded(people("huang"), people("chen"), "general-2", provider="320000-zrzyj")
    found = queries.lifecycle(people("liu"), entry, at(1))
    assert str(found.term.article) == "江苏条例 第二十条第三款"
    reached = {stage.name for stage in found.stages if stage.first}
    assert ([stage.name for stage in found.stages][-1], reached) == ("withdrawn", {"described", "published"})


def test_no_stages_are_told_where_no_text_has_the_whole_life_managed(chen, huang):
    assert queries.lifecycle(huang, graded(huang, chen, "general-2"), at(1)) is None


def test_where_no_text_has_somebody_make_such_rules_nobody_does(cast):
    with pytest.raises(NotProvided, match="has somebody make requirements"):
        issued(speaks("zhou"), "requirements")
    assert not RuleText.objects.exists()


def test_each_issue_is_the_next_version_and_says_what_it_changed(cast):
    zhou = speaks("zhou")
    first = issued(zhou)
    with pytest.raises(NothingChanged):
        issued(zhou, hours=2)
    second = issued(zhou, hours=3, provisions=(LINES[0], "公共数据分为四级。"), in_force_on=date(2026, 1, 1))
    found = queries.rules(ANYONE, second.number, at(4))
    assert (second.version, list(found.changed.added), list(found.changed.removed)) == (
        2,
        ["公共数据分为四级。"],
        [LINES[1]],
    )
    assert queries.rules(ANYONE, first.number, at(24 * 3)).in_force
    assert not found.in_force
    assert queries.rules(ANYONE, second.number, at(24 * 100)).in_force
    assert AuditEvent.objects.filter(event="classification:rules:issue").count() == 2
    for number in ("rules.511700.999", "rules.510100." + str(first.pk), "x", "rules.511700.99999999999"):
        with pytest.raises(NoSuchRules):
            queries.rules(ANYONE, number, at(4))


def test_every_fault_of_rules_is_told_at_once_and_none_is_kept(cast):
    zhou = speaks("zhou")
    with pytest.raises(Unfit) as told:
        issued(zhou, title=" ", provisions=(), sector="卫生健康", made_with=["nobody"])
    assert len(told.value.faults) == 4
    assert not RuleText.objects.exists()


def test_the_page_tells_which_rules_the_texts_have_made_and_who_may_make_them(chen):
    zhou = speaks("zhou")
    found = {each.kind.name: each for each in queries.standings(zhou, at(1))}
    assert (set(found), found["rules"].makes, found["sector"].makes) == ({"rules", "sector"}, True, False)
    assert not any(each.makes for each in queries.standings(ANYONE, at(1)))
