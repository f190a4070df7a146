"""太原条例: duties that the platform carries out, each through the services of a node of Taiyuan."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu.cases.errors import UnknownCase
from gongshu.people import SYSTEM, actor_for_login
from gongshu.people.lacks import default_of
from gongshu.people.services import give_role, grant_duty, open_account, register_body
from tests.obligations.stage import APPLICATION, NOW
from tests.proof import obligation

DAY = date(2025, 9, 29)


@pytest.fixture
def informatisation(taiyuan):
    """An officer of a government informatisation authority that is not the data bureau."""
    bureau = taiyuan.body("chen")
    said = {
        "zh": "太原市行政审批服务管理局",
        "en": "Government Informatisation",
        "short": "审批局",
        "kind": bureau.kind,
    }
    body = register_body("140100-zwxx", region=bureau.region, actor=SYSTEM, now=NOW, **said)
    role = {"role": "informatisation_authority", "basis": "太原条例 第五条第三款"}
    give_role(body, region=bureau.region, since=DAY, actor=SYSTEM, now=NOW, **role)
    account = open_account("qiao", "乔敏", kind="staff", body=body, actor=SYSTEM, now=NOW)
    grant_duty(account, "officer", actor=SYSTEM, now=NOW)
    return actor_for_login("qiao", NOW)


# Not claimed for taiyuan-5-2: without its role no function of the place resolves, so every test would fail.
@pytest.mark.parametrize(
    ("procedure", "who", "facts"),
    [("sharing-application", "liu", {}), ("opening-application", "lin", {"commitment": "按承诺使用"})],
)
def test_sharing_and_opening_are_managed_by_the_informatisation_authority(
    taiyuan, informatisation, procedure, who, facts
):
    entry = taiyuan.entry(officer=informatisation)
    case = taiyuan.open(procedure, entry.number, who, **APPLICATION, **facts)
    with pytest.raises(UnknownCase):
        taiyuan.move(case, "refuse", "chen", reason="涉密", basis="保守国家秘密法")
    assert taiyuan.move(case, "refuse", informatisation, reason="涉密", basis="保守国家秘密法").state == "refused"


@obligation("taiyuan-6-1")
def test_the_bodies_that_the_text_names_have_a_chief_data_officer_or_are_in_default(taiyuan):
    lacking = default_of(taiyuan.body("liu"), DAY)
    assert [(lack.what["zh"], lack.article.label) for lack in lacking] == [("首席数据官", "太原条例 第六条第一款")]
    assert default_of(taiyuan.body("gao"), DAY) == []
    central = register_body(
        "140000-sw", kind="central_body", zh="省税务局", en="Tax", short="税务局", region=taiyuan.body("liu").region,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    assert default_of(central, DAY) == []
