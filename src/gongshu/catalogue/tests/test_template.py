"""The file to fill in: it is read back as it is written, and tells what the law of the place demands."""

from __future__ import annotations

import pytest
import yaml

from gongshu.catalogue.description import FIELD_NAMES
from gongshu.catalogue.reading import read
from gongshu.catalogue.template import template
from gongshu.catalogue.tests.stage import NOW

pytestmark = pytest.mark.pure


def test_the_template_has_every_field_and_only_title_and_provider_are_missing_in_form():
    said = yaml.safe_load(template(NOW))
    assert set(said) == {*FIELD_NAMES, "resources"}
    assert [fault.path for fault in read(said)[1]] == ["title", "provider"]


def test_the_template_names_the_article_of_each_demand():
    lines = template(NOW).splitlines()
    demand = lines[lines.index('format: ""') - 2]
    assert demand == "# 送审前必填 / needed before review: 达州办法 第十三条第一款"
    assert any("视属性必填" in line and "第十九条第二款" in line for line in lines)


@pytest.mark.parametrize(
    ("path", "elements"),
    [
        ("cn/sichuan/dazhou", ["authority", "procedure", "standard"]),
        ("cn/sichuan/chengdu", ["authority", "purpose", "scope", "method", "format", "process"]),
        ("cn/jiangsu", ["authority", "scope", "procedure", "standard"]),
    ],
)
def test_the_template_asks_for_the_elements_of_collection_that_the_place_demands(place, path, elements):
    place(path)
    assert list(yaml.safe_load(template(NOW))["collection"]) == elements


def test_where_the_text_is_silent_the_template_demands_nothing_of_collection(place):
    place("cn/shanxi/taiyuan")
    assert yaml.safe_load(template(NOW))["collection"] == {}
