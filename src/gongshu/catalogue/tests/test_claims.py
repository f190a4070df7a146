"""What datum an item is: the place, the things, the name and the code tell it."""

from __future__ import annotations

import pytest

from gongshu.catalogue.reading import read
from gongshu.catalogue.rules.claims import claims, made

pytestmark = pytest.mark.pure


def of(items, region="511700", **more):
    return claims(read({"title": "T", "provider": "P", "items": items, **more})[0], region)


KEY = {"name": "统一社会信用代码", "code": "uscc", "key": True}


def test_the_same_item_about_the_same_things_in_the_same_place_is_the_same_datum():
    first = of([KEY, {"name": "注册资本", "code": "capital"}])
    again = of([{**KEY, "name": "信用代码", "code": "USCC"}, {"name": "注册 资本", "code": "Capital"}])
    assert first[1] == again[1] != ""


def test_a_key_points_at_things_and_claims_nothing():
    assert of([KEY])[0] == ""


def test_the_same_word_about_other_things_is_another_datum():
    enterprise, vehicle = (
        of([KEY, {"name": "状态", "code": "status"}]),
        of([{"name": "车牌号", "code": "plate", "key": True}, {"name": "状态", "code": "status"}]),
    )
    assert enterprise[1] != vehicle[1]


def test_the_same_item_in_another_place_is_another_datum():
    item = {"name": "路段编码", "code": "road"}
    assert of([item]) != of([item], region="511702")


@pytest.mark.parametrize("name", ["名称", "备注", "日期", "序号"])
def test_a_word_that_every_table_has_claims_nothing_without_a_key_that_says_of_what(name):
    assert of([{"name": name, "code": "x"}]) == [""]
    assert of([KEY, {"name": name, "code": "x"}])[1] != ""


def test_a_running_number_says_nothing_of_what_the_rows_are():
    item = {"name": "路段编码", "code": "road"}
    assert of([{"name": "序号", "code": "id", "key": True}, item])[1] == of([item])[0]


def test_what_is_taken_from_another_entry_claims_nothing():
    assert of([KEY, {"name": "注册资本", "code": "capital", "taken_from": "511700-0001"}])[1] == ""


def test_what_is_lawfully_collected_again_claims_nothing():
    basis = {"kind": "law", "law": "统计法", "article": "第七条"}
    assert made(of([KEY, {"name": "注册资本", "code": "capital"}], again_basis=basis)) == []
