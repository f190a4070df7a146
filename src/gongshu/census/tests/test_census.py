"""The census: opened by whom the text names, answered by each body for itself, closed with a list."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.services import tick
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.census import queries, services
from gongshu.census.errors import NoSuchRound, RoundState, RoundUnfit
from gongshu.census.models import Answer, Return
from gongshu.census.tests.stage import BUREAU, CITY, answered, opened
from gongshu.law.errors import NotProvidedFor
from gongshu.people import ANYONE, Refused
from gongshu.registers.tests.stage import system

DAYS = 24


@pytest.fixture
def estate(huang, chen):
    return publish(catalogue.add(complete(), actor=huang, now=at(0)), huang, chen, at(0))


@pytest.fixture
def survey(huang):
    return system(huang, hours=0.5)


def row_of(coverage, body=BUREAU):
    return next(row for row in coverage.rows if row.held.body and row.held.body.code == body)


@obligation("dazhou-15-1")
def test_in_dazhou_the_data_authority_asks_every_body_of_the_city(chen, liu):
    with pytest.raises(Refused):
        opened(liu)
    made = opened(chen)
    asked = set(made.returns.values_list("body__code", flat=True))
    assert asked == {"511700-zf", "511700-sjj", "511700-dsjzx", "511700-jtysj", BUREAU}
    assert (str(made.due), str(queries.way(chen, at(1)).article)) == ("2025-10-20", "达州办法 第十五条第一款")


@obligation("chengdu-15-1")
def test_in_chengdu_the_public_data_department_holds_the_census(cast_of):
    people = cast_of("cn/sichuan/chengdu")
    with pytest.raises(Refused):
        opened(people("liu"), "510100")
    made = opened(people("chen"), "510100")
    assert made.returns.filter(body__code="510100-jtysj").exists()


@obligation("hunan-11-3")
def test_in_hunan_the_provincial_data_authority_holds_the_census(cast_of):
    people = cast_of("cn/hunan")
    made = opened(people("chen"), "430000")
    assert made.returns.filter(body__code="430000-jtysj").exists()


@obligation("jiangsu-29-1")
def test_in_jiangsu_the_survey_reaches_the_bodies_of_all_places_of_the_province(cast_of):
    people = cast_of("cn/jiangsu")
    made = opened(people("chen"), "320000")
    regions = set(made.returns.values_list("body__region__code", flat=True))
    assert "320000" in regions
    assert len(regions) > 1
    with pytest.raises(Refused):
        opened(people("tan"), people("tan").body[:6])


@obligation("jiangsu-29-2")
def test_in_jiangsu_enterprises_answer_too(cast_of):
    people = cast_of("cn/jiangsu")
    made = opened(people("chen"), "320000", enterprises=["shutong"])
    company = people("shutong")
    assert queries.rounds(company).rows == [made]
    answered(made, company, ("unlisted", "货运订单", "added", "平台撮合的货运订单"))
    services.submit(made.pk, actor=company, now=at(3))
    (mine,) = queries.coverage(company, made.pk, at(3)).rows
    assert (mine.held.submitted_at, mine.answers) == (at(3), {"added": 1})


def test_where_no_text_has_enterprises_take_part_none_is_asked(chen):
    with pytest.raises(RoundUnfit, match="no text of the place has enterprises"):
        opened(chen, enterprises=["shutong", "lin"])


def test_where_no_text_has_a_census_none_is_opened(cast_of):
    people = cast_of("cn/shanxi/taiyuan")
    with pytest.raises(NotProvidedFor):
        opened(people("chen"), "140100")
    assert queries.way(people("chen"), at(1)).region is None


def test_one_census_of_a_region_runs_at_a_time_and_each_body_is_asked_once(chen):
    made = opened(chen)
    with pytest.raises(RoundState):
        opened(chen, hours=2)
    assert services.ask(made.pk, now=at(3)) == 0
    assert Case.objects.filter(procedure="census-return").count() == made.returns.count()


def test_a_body_confirms_corrects_denies_and_adds_and_hands_in_when_all_is_answered(estate, survey, chen, huang):
    made = opened(chen)
    answered(
        made,
        huang,
        ("system", survey.number, "denied", "已并入登记平台"),
        ("unlisted", "地籍旧档", "added", "纸质档案扫描件"),
    )
    with pytest.raises(EffectRefused, match=estate.number):
        services.submit(made.pk, actor=huang, now=at(3))
    answered(made, huang, ("entry", estate.number, "corrected", "每周更新"), hours=4)
    case = services.submit(made.pk, actor=huang, now=at(5))
    row = row_of(queries.coverage(chen, made.pk, at(6)))
    assert (case.state, row.asked, row.answered, row.answers) == (
        "reported",
        2,
        2,
        {"corrected": 1, "denied": 1, "added": 1},
    )
    assert [each.subject for each in queries.findings(chen, made.pk, at(6))] == [
        estate.number,
        survey.number,
        "地籍旧档",
    ]
    with pytest.raises(RoundState):
        answered(made, huang, ("entry", estate.number, "confirmed"), hours=7)


def test_what_is_as_listed_is_confirmed_together_and_keeps_what_was_answered(estate, survey, chen, huang):
    made = opened(chen)
    answered(made, huang, ("system", survey.number, "denied", "已停用"))
    assert services.confirm_rest(made.pk, actor=huang, now=at(3)) == 1
    assert dict(Answer.objects.values_list("subject", "verdict")) == {
        survey.number: "denied",
        estate.number: "confirmed",
    }
    assert queries.sheet(huang, made.pk).left == 0


def test_every_answer_that_does_not_fit_is_told_and_none_is_kept(estate, chen, huang):
    made = opened(chen)
    with pytest.raises(RoundUnfit) as told:
        answered(
            made, huang, ("entry", "511700-9999", "confirmed"), ("entry", estate.number, "maybe", "x"), ("entry", estate.number, "denied"),
            ("unlisted", "", "added", "x"), ("unlisted", "旧档", "confirmed"), ("entry", estate.number, "denied", "x" * 2001),
        )  # fmt: skip
    assert len(told.value.faults) == 6
    assert not Answer.objects.exists()


def test_a_body_answers_for_itself_alone_and_others_read_figures_only(estate, chen, huang, liu, cast):
    made = opened(chen)
    with pytest.raises(RoundUnfit):
        answered(made, liu, ("entry", estate.number, "denied", "x"))
    assert row_of(queries.coverage(liu, made.pk, at(2))).asked == 1
    for reader in (liu, huang):
        with pytest.raises(Refused):
            list(queries.findings(reader, made.pk, at(2)))
    assert list(queries.findings(cast("shen"), made.pk, at(2))) == []
    for stranger in (ANYONE, cast("lin")):
        with pytest.raises(NoSuchRound):
            queries.coverage(stranger, made.pk, at(2))
    with pytest.raises(NoSuchRound):
        queries.sheet(cast("tan"), made.pk)


def test_the_census_is_closed_when_all_have_returned_or_the_time_is_over(estate, chen, huang):
    made = opened(chen)
    with pytest.raises(RoundState, match="have not returned"):
        services.close_round(made.pk, actor=chen, now=at(2))
    with pytest.raises(Refused):
        services.close_round(made.pk, actor=huang, now=at(30 * DAYS))
    result = services.close_round(made.pk, actor=chen, now=at(30 * DAYS))
    assert (result.kind, result.version, [number for number, _ in result.entries]) == (
        "resource_list",
        1,
        [estate.number],
    )
    again = opened(chen, hours=31 * DAYS)
    assert services.close_round(again.pk, actor=chen, now=at(70 * DAYS)) == result
    with pytest.raises(RoundState):
        services.close_round(again.pk, actor=chen, now=at(71 * DAYS))


def test_whoever_has_not_returned_is_reminded_before_the_last_day(chen):
    made = opened(chen)
    case = Case.objects.get(number=Return.objects.get(round=made, body__code=BUREAU).case)
    assert case.clocks.get(key="return").due == made.due == date(2025, 10, 20)
    tick(at(18 * DAYS))
    assert AuditEvent.objects.filter(event="cases:case:remind", subject_id=case.number).exists()


def test_every_fault_of_a_round_is_told_at_once(chen):
    with pytest.raises(RoundUnfit) as told:
        opened(chen, title=" ", days=0)
    assert len(told.value.faults) == 2
    with pytest.raises(RoundUnfit):
        services.open_round("999999", "x", 5, actor=chen, now=at(1))


def test_each_step_of_a_census_leaves_an_event(chen, huang):
    made = opened(chen, CITY)
    services.confirm_rest(made.pk, actor=huang, now=at(2))
    services.submit(made.pk, actor=huang, now=at(3))
    services.close_round(made.pk, actor=chen, now=at(30 * DAYS))
    kinds = AuditEvent.objects.filter(event__startswith="census:").order_by("pk").values_list("event", flat=True)
    assert list(kinds) == ["census:round:open", "census:return:answer", "census:return:submit", "census:round:close"]
