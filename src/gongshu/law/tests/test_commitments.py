"""The clauses of a commitment are those of the place's texts."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu import law
from gongshu.law.commitments import clauses

pytestmark = pytest.mark.pure
DAY = date(2025, 9, 29)


def said(place: str) -> list[tuple[str, str]]:
    known = law.load()
    table = known.procedure("opening-application", place)
    found = clauses(table, known.terms(place, DAY, as_if_in_force=True))
    return [(clause.words["zh"], clause.article.label if clause.article else "") for clause in found]


def test_in_dazhou_two_duties_six_prohibitions_and_the_report_are_signed():
    found = said("cn/sichuan/dazhou")
    assert len(found) == 9
    assert found[0] == ("采取安全保障措施", "达州办法 第二十九条第二款")
    assert ("不得泄露", "达州办法 第二十九条第二款") in found
    assert found[-1][0].endswith("反馈数据使用情况")


def test_in_jiangsu_the_contents_of_the_commitment_come_before_what_is_forbidden():
    assert [words for words, _ in said("cn/jiangsu")] == [
        "真实使用", "合规使用", "安全使用", "不得以任何形式提供给第三方使用", "不得用于其他目的或者场景",
    ]  # fmt: skip


def test_in_hunan_what_the_draft_forbids_is_signed():
    assert [words for words, _ in said("cn/hunan")] == ["不得以任何形式提供给第三方", "不得用于其他任何目的"]


@pytest.mark.parametrize("place", ["cn/sichuan/chengdu", "cn/shanxi/taiyuan"])
def test_where_the_text_is_silent_nothing_is_signed(place):
    assert said(place) == []


def test_a_procedure_without_a_commitment_has_no_clauses():
    known = law.load()
    assert clauses(known.procedure("objection", "cn/sichuan/dazhou"), known.terms("cn/sichuan/dazhou", DAY)) == ()
