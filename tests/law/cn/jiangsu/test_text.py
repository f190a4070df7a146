"""江苏条例 as a whole: every article is summarised, every duty is carried, and no value is laxer than the nation's."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu import law
from gongshu.law.library import PACKAGED
from gongshu.law.obligations import carriers, read_obligations

PLACE = "cn/jiangsu"

pytestmark = pytest.mark.pure


def test_all_seventy_nine_articles_are_summarised_in_both_languages() -> None:
    texts = {number: text for (_, number), text in law.load().jurisdiction(PLACE).texts.items()}
    assert sorted(texts) == list(range(1, 80))
    assert all(text.summary["zh"] and text.summary["en"] for text in texts.values())


def test_the_text_has_ten_chapters() -> None:
    texts = law.load().jurisdiction(PLACE).texts
    begins = sorted(number for (_, number), text in texts.items() if text.chapter)
    assert begins == [1, 10, 18, 30, 44, 50, 61, 66, 75, 79]


def test_every_duty_that_software_can_carry_out_is_carried_by_a_value_or_a_role() -> None:
    held = carriers(law.load())
    rows = [row for row in read_obligations(PACKAGED) if row.jurisdiction == "jiangsu" and row.enforce != "inform"]
    loose = [row.id for row in rows if not held.get(row.id)]
    assert rows
    assert not loose, f"name the file that carries {loose}"


def test_every_row_is_carried_by_a_value_of_its_own_article() -> None:
    parameters = law.load().jurisdiction(PLACE).parameters.values()
    wrong = [
        (p.name, row) for p in parameters for row in p.carries if int(row.split("-")[1]) != p.values[-1].article.number
    ]
    assert not wrong


@pytest.mark.parametrize("day", [date(2025, 4, 1), date(2025, 6, 3), date(2025, 8, 1), date(2026, 11, 25)])
def test_no_value_is_laxer_than_the_nation_allows(day: date) -> None:
    assert law.load().terms(PLACE, day).conflicts == ()


def test_every_key_of_a_list_has_its_statutory_word() -> None:
    nameless = [
        (parameter.name, key)
        for parameter in law.load().jurisdiction(PLACE).parameters.values()
        for key in (parameter.values[-1].value if isinstance(parameter.values[-1].value, list) else ())
        if not parameter.names.get(key, {}).get("zh") or not parameter.names[key].get("en")
    ]
    assert not nameless
