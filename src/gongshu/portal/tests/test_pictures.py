"""Pictures of opened data: by the rights and masks of a hand-out, and of nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from gongshu.portal.previews.asking import place_of


def drawn(visitor: Any, entry: Any, login: str = "", **asked: str) -> Any:
    answer = visitor(login).get(f"/catalogue/{entry.number}", {"tab": "charts", **asked})
    assert answer.status_code == 200
    return answer.context["tab_page"]


def test_rows_are_counted_by_the_item_that_the_visitor_chooses(table: Any, visitor: Any) -> None:
    chart = drawn(visitor, table, by="district")["chart"]
    assert dict(zip(chart["labels"], chart["series"][0]["values"], strict=True)) == {"城东": 2, "城西": 1}


def test_dates_are_gathered_by_month_in_their_order(table: Any, visitor: Any) -> None:
    chart = drawn(visitor, table, by="day", how="sum", measure="people", form="line")["chart"]
    assert (chart["labels"], chart["series"][0]["values"]) == (["2025-01", "2025-02"], [40, 5])


def test_the_figures_stand_beside_the_picture_as_a_table(table: Any, visitor: Any) -> None:
    page = visitor().get(f"/catalogue/{table.number}", {"tab": "charts", "by": "district"}).content.decode()
    assert '<th scope="row">城东</th><td class="number">2</td>' in page
    assert "511700-0001-1.1" in page  # the snapshot it was computed from


def test_an_item_that_leaves_masked_is_never_drawn(table: Any, visitor: Any) -> None:
    shown = drawn(visitor, table, by="owner")
    assert shown["chart"] is None
    assert [item.name for item in shown["pictures"].masked] == ["权利人"]
    assert (
        "张三丰" not in visitor().get(f"/catalogue/{table.number}", {"tab": "charts", "by": "owner"}).content.decode()
    )


def test_positions_are_drawn_and_those_at_nought_left_out(table: Any, visitor: Any) -> None:
    shown = drawn(visitor, table)
    assert shown["pictures"].points.total == 2
    assert sorted(row[2] for row in shown["map"]["series"][0]["values"]) == ["A1", "A2"]


@pytest.mark.parametrize("asked", [{"by": "nothing"}, {"how": "sum"}, {"form": "<b>"}, {"by": 'district" --'}])
def test_a_question_that_does_not_fit_is_told_and_draws_nothing(
    table: Any, visitor: Any, asked: dict[str, str]
) -> None:
    shown = drawn(visitor, table, **asked)
    assert shown["chart"] is None
    assert shown["pictures"].form.errors


def test_of_a_conditional_entry_nothing_is_drawn_for_the_public(table: Any, visitor: Any) -> None:
    version = table.current
    type(version).objects.filter(pk=version.pk).update(opening="conditional", opening_conditions="仅限核验")
    assert drawn(visitor, table) is None


def test_whoever_may_take_the_rows_directly_sees_their_pictures(table: Any, visitor: Any) -> None:
    assert drawn(visitor, table, "liu", by="district")["chart"]["labels"] == ["城东", "城西"]


def test_the_page_itself_touches_no_table(table: Any, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongshu.lake.engine import DuckEngine

    monkeypatch.setattr(DuckEngine, "session", lambda *args: pytest.fail("the first tab reads the lake"))
    assert visitor().get(f"/catalogue/{table.number}").status_code == 200


def test_words_that_only_contain_longitude_are_no_position() -> None:
    from gongshu.grants.offers import OfferedItem

    assert place_of([OfferedItem(code="jyd", name="经营度"), OfferedItem(code="wdz", name="纬度值")]) is None
