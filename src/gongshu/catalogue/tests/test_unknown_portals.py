"""What a portal nobody has seen may hand out: each oddity is a problem with its line, never a crash, and nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gongshu.catalogue.importing import records as reading
from gongshu.catalogue.importing.mapping import known
from gongshu.catalogue.importing.proposals import Places, Proposal, proposals

PLACES = Places(bodies={"市交通局": "511700-jtysj"}, regions={}, provider="")


def read(rows: Any, mapping: str = "portal") -> list[Proposal]:
    content = rows if isinstance(rows, bytes) else json.dumps(rows, ensure_ascii=False).encode()
    reads = known(mapping)
    return list(proposals(reading.records(content, reads.within), reads, PLACES))


def row(**said: Any) -> dict[str, Any]:
    return {"标题": "公交站点", "提供单位": "市交通局", "详情页网址": "u/1", **said}


def told(found: list[Proposal]) -> list[tuple[int, str]]:
    return [(fault.line, fault.field) for each in found for fault in each.faults]


def test_records_without_an_identifier_are_told_apart_by_what_they_are():
    found = read([{"标题": "甲", "提供单位": "市交通局"}, {"标题": "乙", "提供单位": "市交通局"}])
    assert len({each.identifier for each in found}) == 2
    assert all(each.fits for each in found)


def test_one_identifier_for_two_records_is_told_and_both_are_kept():
    found = read([row(), row(标题="另一名称")])
    assert [each.fits for each in found] == [True, True]
    assert told(found) == [(2, "identifier")]


def test_a_mark_before_the_first_byte_is_no_part_of_a_name():
    assert read(b"\xef\xbb\xbf" + json.dumps([row()]).encode())[0].given["title"] == "公交站点"
    assert read("\ufeff标题,提供单位\n公交站点,市交通局\n".encode())[0].given["title"] == "公交站点"


@pytest.mark.parametrize("text", ["<p>全市<b>公交</b>站点</p>", "全市&nbsp;公交&lt;站点&gt;", "<script>alert(1)</script>站点", "<", "a < b 且 c > d"])  # fmt: skip
def test_marks_of_web_pages_in_a_description_do_no_harm(text):
    (found,) = read([row(摘要=text)])
    assert found.fits
    assert "<script" not in found.given.get("abstract", "")


@pytest.mark.parametrize("day", ["2023-6-16", "2023/06/16 08:30:00", "2023年6月16日", "1686873600000", "16.06.2023", "2023-06-16T08:30:00+08:00", "不详", "0000-00-00"])  # fmt: skip
def test_a_day_in_any_form_is_kept_in_the_sources_words(day):
    (found,) = read([row(发布时间=day)])
    assert found.fits
    assert found.raw["published"]


@pytest.mark.parametrize("held", [{"a": {"b": [1, {"c": None}]}}, [[["x"]]], 12, 1.5, True, None, "", {}, []])
@pytest.mark.parametrize("field", ["标题", "摘要", "提供单位", "更新频率", "标签", "数据格式", "开放条件", "所属领域", "发布时间", "详情页网址", "未知字段"])  # fmt: skip
def test_any_value_in_any_field_is_read_or_told(field, held):
    (found,) = read([row(**{field: held})])
    assert found.fits or told([found])


@pytest.mark.parametrize("rows", [[None], ["公交站点"], [7], [[]], [{}], [{"标题": None}]])
def test_a_record_that_is_no_record_is_told_by_its_line(rows):
    found = read([row(), *rows])
    assert found[0].fits
    assert {line for line, _field in told(found[1:])} == {2}


def test_ckan_extras_are_read_however_deep_they_lie():
    package = {"name": "bus", "title": "公交站点", "organization": {"title": "市交通局"}, "extras": [{"key": "frequency", "value": "每月"}, {"key": "x", "value": {"y": [1]}}, None, "z"]}  # fmt: skip
    (found,) = read({"result": {"results": [package]}}, "ckan")
    assert found.fits
    assert found.given["update_frequency"] == "monthly"


def test_very_long_words_are_cut_and_told_or_kept_apart():
    found = read([row(标题="长" * 5000), row(详情页网址="u" * 9000, 标签=",".join(map(str, range(500))))])
    assert all(len(each.given.get("title", "")) <= 200 for each in found)
    assert len(found[1].given.get("keywords", ())) <= 20
