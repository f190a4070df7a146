"""Numbers of persons in running text."""

from __future__ import annotations

import pytest

from gongshu.lake.detect.texts import numbers_of_persons

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("请回电13812345678,谢谢", {"cn_mobile"}),
        ("电话138 1234 5678或138-1234-5678", {"cn_mobile"}),
        ("全角１３８１２３４５６７８也是", {"cn_mobile"}),
        ("身份证11010519491231002X。", {"cn_id"}),
        ("身份证11010519491231002x,邮箱lin.xiao@example.org", {"cn_id", "email"}),
        ("卡号6222 0212 3456 7890 128", {"bank_card"}),
    ],
)
def test_a_number_of_a_person_is_found_among_words(text, found):
    assert numbers_of_persons(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "2025年第三季度的数据什么时候更新",
        "统一社会信用代码91510000MA62K8XK3T的企业",
        "服务热线0818-2123456或12345",
        "编号 202511290001,共 12800 条",
        "身份证110105194912310021的校验位不对",
        "",
    ],
)
def test_years_codes_landlines_and_what_fails_its_check_digit_are_no_numbers_of_persons(text):
    assert numbers_of_persons(text) == frozenset()
