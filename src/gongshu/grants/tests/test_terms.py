"""The terms of a grant: never wider than the application, the entry and the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongshu.grants import terms
from gongshu.grants.errors import TermsUnfit
from gongshu.grants.masking import Mask
from gongshu.grants.tests.places import CITIZEN, DAY, OFFER, drafting

pytestmark = pytest.mark.pure


def test_without_a_word_of_the_officer_the_application_is_granted():
    made = terms.draft(drafting(items=["unit_no", "面积"], until="2025-12-31", quota="100"))
    assert (made.items, made.until, made.quota, made.starts_on) == (("unit_no", "area"), date(2025, 12, 31), 100, DAY)


def test_items_that_were_not_named_are_all_items_of_today():
    assert terms.draft(drafting()).items == OFFER.codes


def test_an_item_that_the_entry_lacks_is_named_with_those_there_are():
    with pytest.raises(TermsUnfit, match="unit_no, area"):
        terms.draft(drafting(items=["salary"]))


@pytest.mark.parametrize(
    ("applied", "said"), [({"items": ["unit_no"]}, {"items": ["area"]}), ({"quota": 5}, {"quota": 6})]
)
def test_what_was_not_applied_for_is_not_granted(applied, said):
    with pytest.raises(TermsUnfit):
        terms.draft(drafting(said=said, **applied))


def test_a_grant_cannot_end_before_it_begins():
    with pytest.raises(TermsUnfit, match="is before the first day"):
        terms.draft(drafting(starts_on="2025-12-01", until="2025-11-01"))


def test_a_grant_does_not_begin_in_the_past():
    assert terms.draft(drafting(starts_on="2025-01-01")).starts_on == DAY


def test_the_rows_granted_lie_within_the_rows_applied_for():
    made = terms.draft(
        drafting(said={"rows": {"area": {"at_least": 60, "before": 90}}}, rows={"area": {"at_least": 50}})
    )
    assert made.rows.as_json() == {"area": {"at_least": 60, "before": 90}}
    with pytest.raises(TermsUnfit, match="rows"):
        terms.draft(drafting(said={"rows": {"area": {"at_least": 40}}}, rows={"area": {"at_least": 50}}))


def test_a_condition_on_an_item_that_the_entry_lacks_is_told():
    with pytest.raises(TermsUnfit, match="salary"):
        terms.draft(drafting(rows={"salary": 1}))


def test_masks_only_become_stricter():
    made = terms.draft(drafting(said={"masking": {"owner": "hidden", "unit_no": "hidden"}}))
    assert made.masking == {"unit_no": "hidden", "owner": "hidden", "owner_id": "partial", "health": "hidden"}
    with pytest.raises(TermsUnfit, match="laxer"):
        terms.draft(drafting(said={"masking": {"owner_id": "none"}}))


@pytest.mark.parametrize("said", [{"nobody": "hidden"}, {"owner": "blurred"}])
def test_a_mask_that_nobody_knows_is_told(said):
    with pytest.raises(TermsUnfit, match="masking"):
        terms.draft(drafting(said={"masking": said}))


def test_a_hand_out_that_nobody_knows_is_told():
    with pytest.raises(TermsUnfit, match="fax"):
        terms.draft(drafting(said={"kinds": ["fax"]}))


@pytest.mark.obligation("dazhou-18-2")
def test_shared_data_serves_a_statutory_duty_or_a_public_service_in_dazhou():
    for lawful in ("statutory_duty", "public_service"):
        assert terms.draft(drafting(purpose_kind=lawful)).purpose_kind == lawful
    with pytest.raises(TermsUnfit) as found:
        terms.draft(drafting(purpose_kind="marketing"))
    assert found.value.article.label == "达州办法 第十八条第二款"


@pytest.mark.obligation("chengdu-3-3")
def test_shared_data_serves_a_statutory_duty_or_a_public_service_in_chengdu():
    with pytest.raises(TermsUnfit) as found:
        terms.draft(drafting("cn/sichuan/chengdu", purpose_kind="marketing"))
    assert found.value.article.label == "成都条例 第三条第(六)项"


@pytest.mark.obligation("jiangsu-33-4")
def test_shared_data_serves_the_bodys_own_duties_and_services_in_jiangsu():
    with pytest.raises(TermsUnfit) as found:
        terms.draft(drafting("cn/jiangsu", purpose_kind="marketing"))
    assert found.value.article.label == "江苏条例 第三十三条第三款"


def test_where_a_text_names_no_purposes_none_is_demanded():
    assert terms.draft(drafting("cn/shanxi/taiyuan")).purpose_kind == ""


@pytest.mark.obligation("jiangsu-33-4")
def test_shared_data_cannot_be_turned_to_another_purpose_in_jiangsu():
    made = terms.draft(drafting("cn/jiangsu"))
    with pytest.raises(TermsUnfit) as found:
        terms.change(made, drafting("cn/jiangsu", said={"purpose": "商业推广"}))
    assert found.value.article.label == "江苏条例 第三十三条第三款"


@pytest.mark.obligation("jiangsu-34-5")
def test_opened_data_cannot_be_turned_to_another_purpose_or_scenario_in_jiangsu():
    with pytest.raises(TermsUnfit) as found:
        terms.draft(drafting("cn/jiangsu", said={"purpose": "商业推广"}, receiver=CITIZEN))
    assert found.value.article.label == "江苏条例 第三十四条第三款"


@pytest.mark.obligation("hunan-16-3")
def test_opened_data_cannot_be_turned_to_another_purpose_in_hunan():
    with pytest.raises(TermsUnfit) as found:
        terms.draft(drafting("cn/hunan", said={"purpose": "商业推广"}, receiver=CITIZEN))
    assert found.value.article.label.startswith("湖南草案 第十六条")


@pytest.mark.obligation("dazhou-29-4")
def test_opened_data_cannot_be_put_to_other_use_in_dazhou():
    with pytest.raises(TermsUnfit) as found:
        terms.draft(drafting(said={"purpose": "商业推广"}, receiver=CITIZEN))
    assert found.value.article.label == "达州办法 第二十九条第二款"


def test_where_no_text_forbids_it_a_decision_may_restate_the_purpose():
    assert terms.draft(drafting("cn/shanxi/taiyuan", said={"purpose": "公交线网"})).purpose == "公交线网"


def test_a_change_keeps_what_it_does_not_name():
    made = terms.draft(drafting(until="2025-12-31", quota=50))
    changed = terms.change(made, drafting(said={"items": ["unit_no"]}, until="2025-12-31", quota=50))
    assert changed == replace(made, items=("unit_no",), masks=changed.masks)


def test_a_mask_once_set_stays_when_the_terms_change():
    made = terms.draft(drafting(said={"masking": {"owner": "hidden"}}))
    assert terms.change(made, drafting(said={"quota": 10})).masks["owner"] is Mask.HIDDEN


def test_an_empty_entry_has_nothing_to_grant():
    with pytest.raises(TermsUnfit, match="has no live resource"):
        terms.draft(drafting(offer=replace(OFFER, live=False)))


def test_a_renewal_moves_the_last_day_forward_and_nothing_else():
    made = terms.draft(drafting(until="2025-12-31"))
    assert terms.renew(made, date(2026, 6, 30), DAY) == replace(made, until=date(2026, 6, 30))
    for early in (date(2025, 12, 31), date(2025, 9, 1)):
        with pytest.raises(TermsUnfit):
            terms.renew(made, early, DAY)
