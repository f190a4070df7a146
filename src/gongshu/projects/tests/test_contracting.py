"""Contractors: reviewed and bound before they build, checked before acceptance, and given public data by the two lawful ways alone."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases import services as cases
from gongshu.cases.errors import EffectRefused, FactsMissing, NotNow
from gongshu.catalogue.tests.stage import at
from gongshu.projects.tests.stage import move, project

CHENGDU, HUNAN, TAIYUAN = "cn/sichuan/chengdu", "cn/hunan", "cn/shanxi/taiyuan"
REVIEW = {"contractor": "数通科技", "security_review": "2026-03-02 达数安审〔2026〕4号 合格"}
AGREEMENTS = {
    "outsourcing_agreement": "WB-1", "security_protection_agreement": "AQ-1", "confidentiality_agreement": "BM-1",
    "outsourcing_signed_on": "2026-03-02", "protection_signed_on": "2026-03-02",
}  # fmt: skip
CONTRACT = {**REVIEW, **AGREEMENTS}


@pytest.fixture
def building(liu, chen):
    """A project that is being built by a contractor who sees public data in the way that is said."""

    def act(data="none"):
        return move(project(liu, contractor_data=data, project_kind="operation"), "approve", chen)

    return act


def without(name):
    return {key: value for key, value in CONTRACT.items() if key != name}


@obligation("dazhou-46-1")
def test_in_dazhou_a_contractor_passes_a_security_review_before_it_is_recorded(liu, building):
    case = building()
    with pytest.raises(EffectRefused, match="第四十六条第一款") as told:
        move(case, "outsource", liu, 3, **without("security_review"))
    assert told.value.because["zh"] == "还缺：对服务提供方的安全审查"
    recorded = move(case, "outsource", liu, 4, **CONTRACT)
    assert (recorded.state, recorded.facts["contractor"]) == ("building", "数通科技")
    assert AuditEvent.objects.filter(event="projects:project:outsource", subject_id=case.number).count() == 1


@obligation("dazhou-46-2")
@pytest.mark.parametrize(
    "name", ["outsourcing_agreement", "security_protection_agreement", "confidentiality_agreement"]
)
def test_in_dazhou_the_outsourcing_agreement_comes_with_security_and_confidentiality(liu, building, name):
    with pytest.raises(FactsMissing, match=name.replace("_", " ").capitalize()):
        move(building(), "outsource", liu, 3, **without(name))


@obligation("dazhou-46-2")
@pytest.mark.parametrize("day", ["2026-03-03", ""])
def test_in_dazhou_the_agreements_are_signed_at_the_same_time(liu, building, day):
    with pytest.raises(EffectRefused, match="第四十六条第一款"):
        move(building(), "outsource", liu, 3, **{**CONTRACT, "protection_signed_on": day})


@obligation("dazhou-46-3")
def test_in_dazhou_what_a_contractor_built_is_accepted_after_it_was_checked(liu, building):
    case = building()
    with pytest.raises(EffectRefused, match="第四十六条第一款"):
        move(case, "accept", liu, 3)
    with pytest.raises(NotNow):
        move(case, "check_provider", liu, 3, provider_check="查访问日志")
    move(case, "outsource", liu, 4, **CONTRACT)
    with pytest.raises(EffectRefused, match=r"a check of the service provider \(达州办法 第四十六条第一款"):
        move(case, "accept", liu, 5)
    move(case, "check_provider", liu, 6, provider_check="2026-03-02 查访问日志，无越权")
    assert move(case, "accept", liu, 7).state == "accepted"


@obligation("dazhou-48-1")
def test_in_dazhou_a_contractor_that_processes_data_signs_a_data_security_contract(liu, building):
    with pytest.raises(EffectRefused, match="第四十八条"):
        move(building("entrusted"), "outsource", liu, 3, **CONTRACT)
    move(building("entrusted"), "outsource", liu, 4, **CONTRACT, data_security_protection_contract="BH-1")


@obligation("chengdu-35-3")
def test_in_chengdu_a_contractor_that_processes_data_signs_a_security_agreement(cast_of):
    people = cast_of(CHENGDU)
    case = move(project(people("liu"), contractor_data="entrusted"), "approve", people("chen"))
    with pytest.raises(EffectRefused, match="第三十五条第二款"):
        move(case, "outsource", people("liu"), 3, contractor="数通科技")
    move(case, "outsource", people("liu"), 4, contractor="数通科技", security_agreement="AQ-1")


@pytest.mark.parametrize(
    ("where", "use", "article"),
    [
        pytest.param(CHENGDU, "operates", "第二十二条第四款", marks=obligation("chengdu-22-5")),
        pytest.param(CHENGDU, "own_use", "第四十三条第\\(五\\)项", marks=obligation("chengdu-43-2")),
        pytest.param(HUNAN, "own_use", "第三十七条第\\(四\\)项", marks=obligation("hunan-37-2")),
        ("cn/sichuan/dazhou", "operates", "第三十条"),
        (TAIYUAN, "own_use", "without approval"),
    ],
)
def test_building_a_system_gives_a_contractor_no_public_data_without_an_approved_operation(
    cast_of, where, use, article
):
    people = cast_of(where)
    liu, chen = people("liu"), people("chen")
    case = project(liu, contractor_data=use, operation_approval="批准文件.pdf")
    review, seen = "plan" if where == TAIYUAN else "approve", {"evaluation": "目录尚未发布"} if where == HUNAN else {}
    with pytest.raises(EffectRefused, match=article) as told:
        move(case, review, chen, 3)
    assert (told.value.article is None) == (where == TAIYUAN)
    cases.attach(case.number, "批准文件.pdf", b"%PDF-1.7 approval", actor=liu, now=at(4))
    assert move(case, review, chen, 5, **seen).state in ("building", "planned")


def test_what_nobody_is_contracted_for_has_no_contract_to_record(liu, building):
    case = building("own_work")
    with pytest.raises(NotNow):
        move(case, "outsource", liu, 3, **CONTRACT)
    assert move(case, "accept", liu, 4).state == "accepted"


def test_an_old_platform_is_run_and_upgraded_until_it_is_integrated(liu, chen):
    assert move(project(liu, builds="platform", project_kind="operation"), "approve", chen).state == "building"
