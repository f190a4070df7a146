"""What opens a case, and what an applicant is told when nothing does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.cases import queries, services
from gongshu.cases.errors import CannotOpen, FactsMissing, FactsUnfit, NoHolder, UnknownSubject
from gongshu.cases.models import Bond, Case, Clock, Letter, Sequence
from gongshu.cases.tests.cast import at, body, person
from gongshu.cases.tests.conftest import APPLICATION
from gongshu.law.errors import LawNotInForce, MoveNotAllowed, NotProvidedFor, UnknownName
from gongshu.people.models import BodyRole
from gongshu.people.permission import Refused


@pytest.mark.obligation("dazhou-20-2")
def test_an_application_without_reason_basis_and_purpose_is_refused_with_all_three_in_one_list(cast, registry):
    with pytest.raises(FactsMissing) as told:
        services.open_case("sharing-application", ["511700-0001"], {}, actor=cast.li, now=at("2025-09-29"))
    assert told.value.because["zh"] == "还须填写：用途、理由、依据"
    assert told.value.article.clause == "第二十条第一款"
    assert not Case.objects.exists()


def test_a_missing_commitment_is_asked_for_under_the_article_that_demands_it(cast, registry):
    with pytest.raises(FactsMissing) as told:
        services.open_case(
            "opening-application", ["511700-0001"], APPLICATION, actor=cast.citizen, now=at("2025-09-29")
        )
    assert told.value.shown == "commitment"
    assert told.value.article.clause == "第二十九条第一款"


def test_an_unconditional_entry_needs_no_application_and_the_applicant_is_told_where_the_data_is(apply, registry):
    registry.add("511700-0002", "511700-zrj", sharing="unconditional")
    with pytest.raises(CannotOpen) as told:
        apply(about=["511700-0002"])
    assert "共享属性为“无条件”，须为“有条件”" in told.value.because["zh"]
    assert told.value.remedy["en"] == "no application is needed: download or query it on the entry's page"


def test_a_withheld_entry_is_refused_with_its_legal_basis(apply, registry):
    registry.add("511700-0003", "511700-zrj", sharing="withheld", legal_basis="测绘法第四十七条")
    with pytest.raises(CannotOpen, match="legal basis: 测绘法第四十七条"):
        apply(about=["511700-0003"])
    registry.add("511700-0004", "511700-zrj", sharing="withheld")
    with pytest.raises(CannotOpen, match="the entry names no basis"):
        apply(about=["511700-0004"])


def test_a_body_does_not_apply_for_what_it_provides_itself(apply, cast):
    with pytest.raises(CannotOpen) as told:
        apply(actor=cast.wang)
    assert told.value.remedy["zh"] == "本单位提供的数据直接使用，无需申请"


def test_a_citizen_cannot_apply_to_share_and_is_sent_to_the_opening_application(apply, cast):
    with pytest.raises(CannotOpen) as told:
        apply(actor=cast.citizen)
    assert "申请方为公共管理和服务机构为“否”，须为“是”" in told.value.because["zh"]
    assert told.value.remedy["zh"] == "请改为提出开放申请"


@pytest.mark.obligation("dazhou-23-1")
def test_a_county_applying_for_city_data_is_sent_to_the_citys_authority_and_joint_review(apply, cast, move):
    with pytest.raises(CannotOpen, match="open cross-sharing-application instead"):
        apply(actor=cast.qian)
    case = services.open_case(
        "cross-sharing-application", ["511700-0001"], APPLICATION, actor=cast.qian, now=at("2025-09-29")
    )
    assert case.decider.code == "511700-sjj"  # the city's, not the county's own
    with pytest.raises(MoveNotAllowed):
        move(case, "grant", cast.chen)
    move(case, "ask_provider", cast.chen, facts={"question": "能否提供", "days": 3})
    move(case.children.get(), "agree", cast.wang)
    case.refresh_from_db()
    assert case.state == "reviewed"
    move(case, "grant", cast.chen)
    case.refresh_from_db()
    assert (case.state, case.moves.last().article["clause"]) == ("granted", "第二十三条")


def test_an_application_of_the_same_level_does_not_go_across(cast, registry):
    with pytest.raises(CannotOpen) as told:
        services.open_case(
            "cross-sharing-application", ["511700-0001"], APPLICATION, actor=cast.li, now=at("2025-09-29")
        )
    assert "申请方层级为“市级”，不能为“市级”" in told.value.because["zh"]


def test_the_sharing_decider_is_the_authority_of_the_applicants_own_level(cast, registry):
    registry.add("511702-0001", "511702-jtj")
    health = person("wu", "吴某", body("511702-wjj", "通川区卫生健康局", cast.county), "handle")
    case = services.open_case("sharing-application", ["511702-0001"], APPLICATION, actor=health, now=at("2025-09-29"))
    assert (case.decider.code, case.superior.code) == ("511702-sjj", "511700-sjj")


def test_after_the_measure_has_lapsed_nothing_opens_and_what_is_open_is_finished(apply, move, cast):
    case = apply("2030-02-28")
    with pytest.raises(LawNotInForce, match="第五十三条"):
        apply("2030-03-01")
    move(case, "ask_provider", cast.chen, "2030-03-01", reason="用途不明", facts={"question": "能否提供"})
    move(case.children.get(), "agree", cast.wang, "2030-03-04")
    assert move(case, "grant", cast.chen, "2030-03-05").ended


def test_before_the_measure_is_in_force_nothing_opens_even_in_a_rehearsal(apply, settings):
    assert settings.GONGSHU.rehearsal
    with pytest.raises(LawNotInForce):
        apply("2025-02-28")


def test_a_date_in_a_year_without_a_notice_is_provisional(apply):
    clock = Clock.objects.get(case=apply("2027-09-29"))
    assert clock.provisional
    assert clock.due == date(2027, 10, 7)  # only 1 to 3 October are holidays by solar date; more is not known yet


def test_several_entries_are_divided_by_provider_each_with_its_own_clock(apply, registry, cast):
    registry.add("511700-0005", "511700-wjw")
    registry.add("511700-0006", "511700-wjw")
    whole = apply(about=["511700-0001", "511700-0005", "511700-0006"])
    assert (whole.state, whole.decider, whole.clocks.count()) == ("divided", None, 0)
    parts = whole.children.order_by("id")
    assert [part.subjects.count() for part in parts] == [1, 2]
    assert {part.bond for part in parts} == {Bond.PART}
    assert [part.clocks.get().due for part in parts] == [date(2025, 10, 13)] * 2
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_a_divided_case_is_settled_by_the_clock_when_its_last_part_closes(apply, registry, move, cast):
    registry.add("511700-0005", "511700-wjw")
    whole = apply(about=["511700-0001", "511700-0005"])
    first, second = whole.children.order_by("id")
    move(first, "grant", cast.chen)
    whole.refresh_from_db()
    assert whole.state == "divided"
    move(second, "refuse", cast.chen, reason="涉密", basis="保密法第三条")
    whole.refresh_from_db()
    assert (whole.state, whole.ended) == ("settled", True)
    assert whole.moves.get().via == "clock"


def test_withdrawing_a_divided_case_withdraws_its_open_parts(apply, registry, move, cast):
    registry.add("511700-0005", "511700-wjw")
    whole = apply(about=["511700-0001", "511700-0005"])
    first, second = whole.children.order_by("id")
    move(first, "grant", cast.chen)
    move(whole, "withdraw", cast.li)
    states = [Case.objects.get(pk=each.pk).state for each in (whole, first, second)]
    assert states == ["withdrawn", "granted", "withdrawn"]


def test_the_same_entry_named_twice_is_one_subject(apply):
    assert apply(about=["511700-0001", "511700-0001"]).subjects.count() == 1


def test_an_unknown_entry_is_named(apply):
    with pytest.raises(UnknownSubject, match="there is no catalogue-entry '511700-9999'"):
        apply(about=["511700-9999"])


def test_facts_that_do_not_fit_come_in_one_list(apply):
    with pytest.raises(FactsUnfit) as told:
        apply(until="31.12.2026", quota=-1, colour="red", rows="x = 1", items={"a": 1}, reason=["a"])
    assert [part.split(" = ")[0].split(":")[0] for part in told.value.shown.split("; ")] == [
        "reason",
        "until",
        "quota",
        "colour",
        "rows",
    ]


def test_a_fact_that_does_not_fit_is_told_by_name_and_with_what_would_in_both_languages(apply):
    with pytest.raises(FactsUnfit) as told:
        apply(until="31.12.2026", purpse="x")
    assert told.value.because["zh"].endswith(
        "使用截止日期（until）为“31.12.2026”，须是日期，写成 2025-09-29；purpse：没有这个事项，是否指 purpose？"
    )
    assert "until = '31.12.2026': a day is needed, written 2025-09-29" in told.value.because["en"]


def test_facts_are_kept_in_one_form(apply):
    facts = apply(until=date(2026, 12, 31), quota="500", items="XZQH\n\n MC ").facts
    assert (facts["until"], facts["quota"], facts["items"]) == ("2026-12-31", 500, ["XZQH", "MC"])


def test_numbers_run_by_year_and_procedure_without_gaps(apply, registry):
    first = apply()
    with pytest.raises(CannotOpen):
        apply(about=[])
    assert [first.number, apply().number] == ["2025-GX-00001", "2025-GX-00002"]
    assert Sequence.objects.get().last == 2
    assert apply("2026-01-05").number == "2026-GX-00001"


def test_a_person_without_a_duty_in_the_body_cannot_apply_for_it(apply, cast):
    with pytest.raises(Refused, match=r"may not cases\.open"):
        apply(actor=cast.auditor)
    with pytest.raises(Refused):
        apply(actor=replace(cast.li, duties=frozenset()))


def test_where_nobody_holds_the_deciding_role_the_error_names_role_and_article(apply, cast):
    BodyRole.objects.filter(body=cast.authority).delete()
    with pytest.raises(NoHolder, match="no body holds the role 'data_authority'") as told:
        apply()
    assert told.value.article.clause == "第二十条第一款"


def test_a_procedure_that_no_text_provides_for_is_not_opened(cast, registry):
    with pytest.raises(NotProvidedFor, match=r"verification\.upon_refusal"):
        services.open_case("verification", ["511700-0001"], {"purpose": "核实"}, actor=cast.li, now=at("2025-09-29"))


def test_an_unknown_procedure_is_answered_with_the_nearest_names(cast, registry):
    with pytest.raises(UnknownName, match="did you mean sharing-application"):
        services.open_case("sharing-aplication", ["511700-0001"], {}, actor=cast.li, now=at("2025-09-29"))


def test_only_one_subject_where_the_table_says_one(cast, registry):
    registry.add("511700-0005", "511700-zrj")
    with pytest.raises(CannotOpen, match="is about one subject, not 2"):
        services.open_case(
            "opening-application", ["511700-0001", "511700-0005"], APPLICATION, actor=cast.citizen, now=at("2025-09-29")
        )


def test_several_providers_where_the_table_cannot_divide_are_sent_back(cast, registry):
    registry.add("511700-0005", "511700-wjw")
    # The review is opened by a provider, so entries of two providers cannot come from one.
    with pytest.raises(CannotOpen, match="cannot be divided among 2 providers"):
        services.open_case(
            "catalogue-review", ["511700-0001", "511700-0005"], {}, actor=cast.wang, now=at("2025-09-29")
        )


def test_an_opening_is_an_event_with_its_law_and_due_day(apply):
    case = apply()
    event = AuditEvent.objects.get(event=Event.CASE_OPEN)
    assert (event.subject_id, event.actor_login, event.law) == (case.number, "li", "达州办法 第二十条第二款")
    assert '"due":{"reply":"2025-10-13"}' in event.body
    assert case.law_id in event.body


def test_nothing_is_written_when_an_opening_fails_late(apply, monkeypatch):
    from gongshu.cases import writing

    def fail(*args, **kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr(writing.letters, "write", fail)
    with pytest.raises(OSError, match="no space"):
        apply()
    assert not Case.objects.exists()
    assert not AuditEvent.objects.exists()


CHECK = {"record": "本人姓名", "reason": "姓名有误"}


def test_grounds_that_the_text_does_not_name_are_refused_with_those_it_does(cast, registry):
    with pytest.raises(FactsUnfit) as told:
        services.open_case(
            "check-application", ["511700-0001"], {**CHECK, "grounds": "丢失"}, actor=cast.citizen, now=at("2025-09-29")
        )
    assert "须是下列之一：inaccurate、incomplete" in told.value.because["zh"]


def test_grounds_may_be_said_in_the_text_s_own_words(cast, registry):
    said = {**CHECK, "grounds": "不准确"}
    case = services.open_case("check-application", ["511700-0001"], said, actor=cast.citizen, now=at("2025-09-29"))
    assert case.facts["grounds"] == "inaccurate"


def test_the_form_offers_the_grounds_of_the_place(cast, registry):
    _table, fields = queries.form(cast.citizen, "objection", at("2025-09-29"))
    grounds = next(each for each in fields if each.key == "grounds")
    assert list(grounds.options)[:2] == ["error", "omission"]
    assert len(grounds.options) == 6
