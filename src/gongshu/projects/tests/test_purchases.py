"""Purchases of data: nothing that sharing can give, with the clauses of the text, into the catalogue, then paid."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.cases.errors import EffectRefused, FactsMissing, FactsUnfit
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.people.permission import Refused
from gongshu.projects.tests.stage import CONTRACT, REVIEW, move, purchase

ITEMS = [{"name": "车牌号", "code": "plate", "key": True}, {"name": "轨迹点", "code": "point"}]
HELD = {"title": "货运轨迹", "provider": "511700-jtysj", "items": ITEMS, "duty": "道路运输管理"}
HIDDEN = {"sharing": "withheld", "sharing_basis": {"kind": "law", "law": "测绘法", "article": "第三十条"}}


def bought(liu, chen, **said):
    """A purchase whose contract is recorded."""
    return move(move(purchase(liu, **said), "approve", chen), "contract", liu, 3, **CONTRACT)


@obligation("dazhou-11-2")
def test_in_dazhou_the_contract_has_the_data_pooled_and_shared(liu, chen):
    case = move(purchase(liu), "approve", chen)
    with pytest.raises(EffectRefused, match="第十一条第二款"):
        move(case, "contract", liu, 3, supplier="数通科技", contract="2025-7", **REVIEW)
    assert move(case, "contract", liu, 4, **CONTRACT).state == "contracted"


def test_other_money_than_fiscal_funds_needs_no_such_clause(liu, chen):
    case = move(purchase(liu, funding="other"), "approve", chen)
    assert move(case, "contract", liu, 3, supplier="数通科技", contract="2025-7", **REVIEW).state == "contracted"


@obligation("dazhou-46-4")
@pytest.mark.parametrize("aspect", list(REVIEW))
def test_in_dazhou_a_purchase_is_reviewed_for_security_in_four_aspects(liu, chen, aspect):
    case = move(purchase(liu), "approve", chen)
    with pytest.raises(FactsMissing, match=aspect.split("_")[0]):
        move(case, "contract", liu, 3, **{key: value for key, value in CONTRACT.items() if key != aspect})


@obligation("dazhou-11-3")
def test_in_dazhou_the_finance_authority_withholds_the_payment_until_the_data_is_shared(liu, chen):
    payer = chen  # The cast has one body for all authorities of the place.
    case = bought(liu, chen)
    with pytest.raises(Refused):
        move(case, "pay", liu, 4)
    with pytest.raises(EffectRefused, match="第十一条第二款"):
        move(case, "pay", payer, 4)
    hidden = publish(catalogue.add(complete(**HELD, **HIDDEN), actor=liu, now=at(4)), liu, chen, at(4))
    with pytest.raises(EffectRefused, match=hidden.number):
        move(case, "deliver", liu, 5, purchased_entry=hidden.number)
    shared = {**HELD, "items": [{**ITEMS[0], "name": "挂车号"}], "title": "挂车轨迹"}
    entry = publish(catalogue.add(complete(**shared), actor=liu, now=at(5)), liu, chen, at(5))
    move(case, "deliver", liu, 6, purchased_entry=entry.number)
    assert move(case, "pay", payer, 7).state == "paid"


@obligation("jiangsu-40-2")
def test_in_jiangsu_data_is_bought_with_fiscal_funds_at_a_trading_venue(cast_of):
    people = cast_of("cn/jiangsu")
    liu, chen = people("liu"), people("chen")
    case = move(purchase(liu), "approve", chen)
    with pytest.raises(EffectRefused, match="第四十条第一款"):
        move(case, "contract", liu, 3, supplier="数通科技", contract="2025-7")
    assert (
        move(case, "contract", liu, 4, supplier="数通科技", contract="2025-7", venue="江苏省数据交易所").state
        == "contracted"
    )


@obligation("jiangsu-19-3")
def test_in_jiangsu_data_is_bought_for_a_duty_or_a_public_service_only(cast_of):
    liu = cast_of("cn/jiangsu")("liu")
    for purpose in ("statutory_duty", "public_service"):
        assert purchase(liu, purpose_kind=purpose).state == "submitted"
    with pytest.raises(FactsUnfit):
        purchase(liu, purpose_kind="resale")
    with pytest.raises(FactsMissing):
        purchase(liu, purpose_kind="")


@obligation("jiangsu-19-4")
def test_in_jiangsu_the_data_authority_manages_what_bodies_buy(cast_of):
    people = cast_of("cn/jiangsu")
    lead, case = purchase(people("liu")), purchase(people("huang"), 2)
    assert lead.decider.code == case.decider.code == people("chen").body
    assert case.proposal["outcome"] == "approve"
    with pytest.raises(EffectRefused):
        move(case, "merge", people("chen"), 3, joint_purchase=case.number, reason="合并采购")
    assert move(case, "merge", people("chen"), 3, joint_purchase=lead.number, reason="合并采购").state == "merged"


@obligation("hunan-14-1")
def test_in_hunan_data_is_bought_on_application_for_a_duty_or_a_public_service(cast_of):
    liu = cast_of("cn/hunan")("liu")
    assert purchase(liu).state == "submitted"
    with pytest.raises(FactsUnfit):
        purchase(liu, purpose_kind="resale")


@obligation("hunan-14-3")
def test_in_hunan_the_data_authority_of_the_level_pools_what_is_to_be_bought(cast_of):
    people = cast_of("cn/hunan")
    lead, case = purchase(people("liu")), purchase(people("huang"), 2)
    assert str(lead.decider) == str(case.decider)
    assert move(case, "merge", people("chen"), 3, joint_purchase=lead.number, reason="合并采购").state == "merged"


@obligation("hunan-14-2")
def test_in_hunan_what_another_body_of_the_level_buys_already_is_bought_together(cast_of):
    people = cast_of("cn/hunan")
    chen, lead, case = people("chen"), purchase(people("liu")), purchase(people("huang"), 2, wanted=["车牌号", "油耗"])
    with pytest.raises(EffectRefused, match=lead.number) as told:
        move(case, "approve", chen, 3)
    assert "车牌号" in told.value.because["zh"]
    assert "轨迹点" not in told.value.because["zh"]
    assert move(lead, "approve", chen, 3).state == "approved"
    assert move(case, "merge", chen, 4, joint_purchase=lead.number, reason="统一采购").state == "merged"


def test_in_hunan_what_nobody_else_buys_is_approved_by_itself(cast_of):
    people = cast_of("cn/hunan")
    purchase(people("liu"))
    assert move(purchase(people("huang"), 2, wanted=["油耗"]), "approve", people("chen"), 3).state == "approved"


@pytest.fixture
def tracks(huang, chen):
    """The 自然资源局 shares what the 交通局 wants to buy."""
    held = {**HELD, "provider": "511700-zrzyj"}
    return publish(catalogue.add(complete(**held), actor=huang, now=at(0)), huang, chen, at(0))


@obligation("hunan-14-5")
def test_in_hunan_nothing_is_bought_that_sharing_can_give(tracks, liu, chen, place):
    place("cn/hunan")
    case = purchase(liu)
    with pytest.raises(EffectRefused, match=tracks.number) as told:
        move(case, "approve", chen)
    assert str(told.value.article) == "湖南草案 第十四条"
    with pytest.raises(EffectRefused):
        move(case, "direct", chen, 3, shared_entry="511700-9999", reason="可以共享")
    assert move(case, "direct", chen, 3, shared_entry=tracks.number, reason="可以共享").state == "directed"
    assert move(purchase(liu, 4, wanted=["车牌号", "油耗"]), "approve", chen, 5).state == "approved"


@obligation("hunan-14-4")
def test_in_hunan_what_was_bought_enters_the_sharing_catalogue(liu, chen, place):
    hidden = publish(catalogue.add(complete(**HELD, **HIDDEN), actor=liu, now=at(0)), liu, chen, at(0))
    place("cn/hunan")
    case = bought(liu, chen)
    with pytest.raises(EffectRefused, match="第十四条"):
        move(case, "deliver", liu, 5, purchased_entry=hidden.number)


def test_where_no_text_forbids_it_the_authority_may_let_buy_what_is_shared(tracks, liu, chen):
    assert move(purchase(liu), "approve", chen).state == "approved"


def test_where_no_text_has_purchases_managed_together_each_body_buys_for_itself(liu, huang, chen):
    lead, case = purchase(liu), purchase(huang, 2)
    with pytest.raises(EffectRefused, match="no text of the place"):
        move(case, "merge", chen, 3, joint_purchase=lead.number, reason="合并采购")
