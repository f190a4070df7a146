"""Every kind of finding explains itself in both languages."""

import re

import pytest

from gongshu.lake.casting import FAULT
from gongshu.lake.findings import FINDINGS, explain, shortened

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_a_finding_has_a_title_a_description_and_a_sentence_in_both_languages(code: str) -> None:
    kind = FINDINGS[code]
    for text in (kind.title, kind.description, kind.template):
        assert set(text) == {"zh", "en"}
        assert not re.search(r"[一-鿿]", re.sub(r"是/否|[“”]", "", text["en"]))


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_the_sentence_says_which_record(code: str) -> None:
    assert "第 17 条记录" in explain(code, 17, "金额", "约三万")
    assert "ecord 17" in explain(code, 17, "金额", "约三万", "en")


def test_the_sentence_shows_the_column_the_value_and_the_remedy() -> None:
    assert (
        explain("not-an-integer", 3, "人数", "约三万")
        == "第 3 条记录，列“人数”：“约三万”不是整数。请填写整数，如 1234、1,234 或 3万；没有数据请留空或填“无”。"
    )


def test_every_type_but_text_has_its_finding() -> None:
    assert set(FAULT.values()) <= set(FINDINGS)


def test_long_values_are_shortened_to_one_line() -> None:
    assert shortened("a\n b") == "a b"
    assert shortened("达" * 80) == "达" * 59 + "…"
    assert shortened(None) == ""
