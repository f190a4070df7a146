"""Disputes on attributes, verification after a refusal, and what an authority or the clock opens of its own accord."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongshu.cases import pages, queries, services
from gongshu.cases.errors import CannotOpen, FactsMissing
from gongshu.cases.models import Case
from gongshu.cases.tests.cast import at, body, person, region
from gongshu.cases.tests.conftest import APPLICATION
from gongshu.law.errors import LawNotInForce, MoveNotAllowed
from gongshu.people import SYSTEM
from gongshu.people.models import Body, BodyRole, Region
from gongshu.people.permission import Refused

DISPUTE = {"attribute": "sharing", "proposed_value": "unconditional", "reason": "应当无条件共享"}


def open_dispute(cast, actor=None):
    return services.open_case(
        "attribute-dispute", ["511700-0001"], DISPUTE, actor=actor or cast.chen, now=at("2025-09-29")
    )


def test_the_provider_may_accept_the_proposed_attribute(cast, registry, move):
    case = open_dispute(cast)
    assert case.applicant_body == cast.authority
    assert [each.case for each in queries.inbox(cast.wang, at("2025-09-30"))] == [case]
    case = move(case, "agree", cast.wang)
    assert (case.state, registry.carried_out[0][0]) == ("settled", case.number)


def test_where_they_do_not_agree_the_deciding_body_settles_it_with_reason_and_basis(cast, registry, move):
    case = move(open_dispute(cast), "refer", cast.chen, reason="未达成一致")
    assert case.state == "deciding"
    with pytest.raises(FactsMissing, match="Legal basis"):
        move(case, "settle_attribute", cast.chen, reason="依据目录指南")
    case = move(case, "settle_attribute", cast.chen, reason="依据目录指南", basis="达州办法第十九条")
    assert case.state == "settled"


def test_only_the_authority_opens_a_dispute(cast, registry):
    with pytest.raises(Refused, match=r"cases\.open"):
        open_dispute(cast, cast.wang)


def test_misuse_is_opened_and_decided_by_the_same_authority(cast, registry, move):
    registry.add("2025-SQ-00001", "511700-zrj")
    facts = {"grounds": "breach_of_law", "reason": "超出授权用途"}
    case = services.open_case("misuse", ["2025-SQ-00001"], facts, actor=cast.chen, now=at("2025-09-29"))
    case = move(case, "suspend", cast.chen, reason="超出授权用途", basis="达州办法第四十三条第二款")
    assert (case.state, case.moves.get().article["clause"]) == ("suspended", "第四十三条第二款")
    assert move(case, "restore", cast.chen, reason="已改正").state == "restored"


@pytest.fixture
def hunan(cast, settings, registry):
    """A rehearsal node of Hunan, whose regulation is a draft."""
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/hunan")
    nation = Region.objects.get(code="000000")
    province = region("430000", "湖南省", "province", nation)
    for code, zh, role in (
        ("430000-sjj", "湖南省数据局", "data_authority"),
        ("430000-szf", "湖南省人民政府", "government"),
    ):
        made = body(code, zh, province)
        BodyRole.objects.create(body=made, role=role, region=province, since=date(2020, 1, 1), basis="湖南草案 第四条")
    body("430000-jtt", "湖南省交通运输厅", province)
    body("430000-zrt", "湖南省自然资源厅", province)
    registry.add("430000-0001", "430000-zrt")
    staff = {code: Body.objects.get(code=f"430000-{code}") for code in ("sjj", "szf", "jtt", "zrt")}
    return {
        "authority": person("tan", "谭某", staff["sjj"], "officer"),
        "government": person("ou", "欧某", staff["szf"], "leader"),
        "applicant": person("peng", "彭某", staff["jtt"], "handle"),
        "provider": person("xie", "谢某", staff["zrt"], "steward"),
    }


def refused_in_hunan(hunan, move):
    case = services.open_case(
        "sharing-application", ["430000-0001"], APPLICATION, actor=hunan["applicant"], now=at("2025-09-29")
    )
    return move(case, "refuse", hunan["authority"], reason="数源单位不同意", basis="湖南草案第十五条")


def test_where_no_text_extends_the_source_is_asked_inside_the_clock_that_runs(hunan, move):
    case = services.open_case(
        "sharing-application", ["430000-0001"], APPLICATION, actor=hunan["applicant"], now=at("2025-09-29")
    )
    due = case.clocks.get(key="reply").due
    case = move(case, "ask_provider", hunan["authority"], reason="拿不准", facts={"question": "能否共享"})
    assert (case.state, case.clocks.get(key="reply").due) == ("consulting", due)
    opinion = Case.objects.get(parent=case)
    assert (opinion.decider.code, opinion.clocks.count()) == ("430000-zrt", 0)
    move(opinion, "agree", hunan["provider"], "2025-10-09")
    case.refresh_from_db()
    assert case.state == "submitted"


@pytest.mark.obligation("hunan-15-8")
def test_after_a_refusal_in_hunan_the_body_asks_the_source_to_verify_and_the_source_answers(hunan, move, registry):
    refused = refused_in_hunan(hunan, move)
    assert [each.name for each in pages.case_page(hunan["applicant"], refused, at("2025-10-09")).follows] == [
        "verification"
    ]
    facts = {"request_type": "verify", "purpose": "核验线路用地", "keys": "A1\nA2"}
    case = services.open_case(
        "verification", [], facts, actor=hunan["applicant"], now=at("2025-10-09"), parent=refused.number
    )
    assert (case.decider.code, case.bond, case.facts["keys"]) == ("430000-zrt", "follows", ["A1", "A2"])
    assert [each.subject for each in case.subjects.all()] == ["430000-0001"]
    case = move(case, "answer", hunan["provider"], "2025-10-10", facts={"answer": "两条均一致"})
    assert (case.state, case.moves.get().article["clause"]) == ("answered", "第十五条第二款")


def test_without_a_refusal_there_is_nothing_to_verify(hunan):
    open_ = services.open_case(
        "sharing-application", ["430000-0001"], APPLICATION, actor=hunan["applicant"], now=at("2025-09-29")
    )
    facts = {"request_type": "verify", "purpose": "核验"}
    with pytest.raises(CannotOpen, match="result of the earlier case"):
        services.open_case(
            "verification", [], facts, actor=hunan["applicant"], now=at("2025-10-09"), parent=open_.number
        )


@pytest.mark.obligation("hunan-15-7")
def test_a_dispute_in_hunan_goes_from_the_provinces_authority_to_its_government(hunan, move):
    case = services.open_case(
        "attribute-dispute", ["430000-0001"], DISPUTE, actor=hunan["authority"], now=at("2025-09-29")
    )
    with pytest.raises(MoveNotAllowed):
        move(case, "settle_attribute", hunan["government"], reason="理由", basis="依据")
    case = move(case, "refer", hunan["authority"], reason="协调未达成一致")
    with pytest.raises(Refused):
        move(case, "settle_attribute", hunan["authority"], reason="理由", basis="依据")
    case = move(case, "settle_attribute", hunan["government"], reason="应当共享", basis="湖南草案第十五条")
    assert case.state == "settled"


def test_a_draft_decides_nothing_on_a_real_node(hunan, settings):
    settings.GONGSHU = replace(settings.GONGSHU, rehearsal=False)
    with pytest.raises(LawNotInForce):
        services.open_case(
            "sharing-application", ["430000-0001"], APPLICATION, actor=hunan["applicant"], now=at("2025-09-29")
        )


def test_what_no_text_has_verified_warns_and_has_no_consequence(hunan, move):
    case = services.open_case(
        "sharing-application", ["430000-0001"], APPLICATION, actor=hunan["applicant"], now=at("2025-09-29")
    )
    clock = case.clocks.get()
    assert (clock.status, clock.decides) == ("unverified", False)
    assert "is not verified" in case.proposal["warnings"][0]
    services.tick(at("2026-03-02"))
    clock.refresh_from_db()
    assert clock.missed_at is None
    assert set(case.notices.values_list("kind", flat=True)) <= {"remind"}


def test_the_clock_opens_a_change_of_an_entry_where_a_text_gives_it_a_time(cast, registry, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    case = services.open_case(
        "catalogue-change", ["511700-0001"], {"changed_on": date(2025, 9, 26)}, actor=SYSTEM, now=at("2025-09-29")
    )
    clock = case.clocks.get()
    assert (case.opened_by, clock.owed_by, clock.due) == ("clock", cast.land, date(2025, 10, 16))
    with pytest.raises(MoveNotAllowed, match="is opened by clock, not by wang"):
        services.open_case(
            "catalogue-change", ["511700-0001"], {"changed_on": "2025-09-26"}, actor=cast.wang, now=at("2025-09-29")
        )


def test_the_clock_opens_no_application(cast, registry):
    with pytest.raises(MoveNotAllowed, match="is opened by applicant, not by clock"):
        services.open_case("sharing-application", ["511700-0001"], APPLICATION, actor=SYSTEM, now=at("2025-09-29"))


def test_the_clock_asks_whoever_was_granted_data_for_a_report(cast, registry, move):
    registry.add("2025-SQ-00001", "511700-zrj")
    said = {"facts": {"days": 20}, "actor": SYSTEM, "now": at("2025-09-29")}
    case = services.open_case("use-report", ["2025-SQ-00001"], applicant=cast.transport, **said)
    assert (case.decider, case.clocks.get().owed_by) == (cast.transport, cast.transport)
    case = move(case, "report", cast.li, facts={"use": "线网优化", "result": "减少绕行"})
    assert (case.state, case.clocks.get().met_at is not None) == ("reported", True)
    with pytest.raises(MoveNotAllowed, match="applies in their own name only"):
        services.open_case("use-report", ["2025-SQ-00001"], applicant=cast.transport, **{**said, "actor": cast.chen})


def test_a_report_that_falls_within_its_time_is_met_when_it_is_received(cast, registry, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/chengdu")
    facts = {"found_on": "2025-09-22", "reason": "地址与现场不符"}
    case = services.open_case("doubt-feedback", ["511700-0001"], facts, actor=cast.li, now=at("2025-09-24"))
    clock = case.clocks.get()
    assert clock.met_at == case.received_at
    assert clock.missed_at is None
    late = services.open_case(
        "doubt-feedback", ["511700-0001"], facts, actor=cast.li, now=at("2025-12-24")
    ).clocks.get()
    assert late.missed_at is not None
    assert Case.objects.count() == 2
