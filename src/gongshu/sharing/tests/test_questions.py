"""Lines of a verification as questions."""

from __future__ import annotations

import pytest

from gongshu.sharing.questions import LineUnfit, read, summary

pytestmark = pytest.mark.pure
NAMES = {
    "证件号": "owner_id",
    "owner_id": "owner_id",
    "权利人": "owner",
    "owner": "owner",
    "片区": "district",
    "district": "district",
}


def test_a_line_asks_for_a_key():
    assert read(" 511702199001010003 ", ("owner_id",), NAMES) == {"owner_id": "511702199001010003"}


def test_a_line_may_say_what_the_row_should_be():
    assert read("511702,权利人=张三,district=城东", ("owner_id",), NAMES) == {
        "owner_id": "511702",
        "owner": "张三",
        "district": "城东",
    }


def test_the_chinese_comma_divides_as_well():
    assert read("511702，权利人=张三", ("owner_id",), NAMES) == {"owner_id": "511702", "owner": "张三"}


def test_parts_of_a_composite_key_are_divided_by_slashes():
    assert read("U1/城东", ("unit_no", "district"), NAMES) == {"unit_no": "U1", "district": "城东"}


@pytest.mark.parametrize(
    ("line", "keys"), [("", ("a",)), ("x", ("a", "b")), ("x/", ("a", "b")), ("x,salary=1", ("a",)), ("x,张三", ("a",))]
)
def test_a_line_that_asks_nothing_is_shown(line, keys):
    with pytest.raises(LineUnfit):
        read(line, keys, NAMES)


def test_the_answer_counts_each_kind():
    assert summary([True, False, None, True]) == (
        "共 4 条：相符 2 条，不相符 1 条，无法识别 1 条",
        "4 in all: 2 agree, 1 do not, 1 could not be read",
    )
    assert summary([True])[0] == "共 1 条：相符 1 条，不相符 0 条"
