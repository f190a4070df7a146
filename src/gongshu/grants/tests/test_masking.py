"""Masks by kind and level of the item."""

from __future__ import annotations

import pytest

from gongshu.grants.masking import Mask, least, masks_of, read, rule_of
from gongshu.grants.offers import OfferedItem
from gongshu.grants.tests.places import OFFER
from gongshu.lake import mask as rules

pytestmark = pytest.mark.pure


def item(personal: str, level: str) -> OfferedItem:
    return OfferedItem(code="x", name="某项", personal=personal, level=level)


@pytest.mark.parametrize("personal", ["name", "id_number", "phone", "address"])
@pytest.mark.parametrize("level", ["general-2", "general-3", "general-4", "important"])
def test_names_numbers_phones_and_addresses_are_masked_above_the_first_level(personal, level):
    assert least(item(personal, level)) is Mask.PARTIAL
    assert least(item(personal, "general-1")) is Mask.NONE


def test_core_data_and_other_personal_data_leave_hidden():
    assert least(item("none", "core")) is Mask.HIDDEN
    assert least(item("other", "general-2")) is Mask.HIDDEN


def test_what_says_nothing_about_a_person_leaves_as_it_is():
    assert least(item("none", "general-4")) is Mask.NONE


@pytest.mark.parametrize(
    ("personal", "value", "shown"),
    [
        ("name", "张三丰", "张**"),
        ("id_number", "511702199001011234", "511702********1234"),
        ("phone", "13812345678", "138****5678"),
        ("address", "四川省达州市通川区某街1号", "四川省达州市通川区"),
    ],
)
def test_a_part_of_the_value_stays(personal, value, shown):
    masked = item(personal, "general-3")
    assert rules.masked(rule_of(masked, least(masked)), value) == shown


def test_nothing_is_left_of_a_hidden_value():
    assert rules.masked(rule_of(item("name", "general-3"), Mask.HIDDEN), "张三丰") == "***"
    assert rule_of(item("name", "general-3"), Mask.NONE) is rules.Mask.NONE


def test_a_value_without_a_partial_form_is_hidden_instead():
    assert masks_of(OFFER, {"area": "partial"})["area"] is Mask.HIDDEN


def test_a_word_that_is_no_mask_is_told_with_those_there_are():
    with pytest.raises(ValueError, match="none, partial, hidden"):
        read("blurred")
