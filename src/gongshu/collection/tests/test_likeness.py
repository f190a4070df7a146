"""The same datum under another name is noticed: by the element that both items name, and by what was delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gongshu.catalogue import queries, services
from gongshu.catalogue.likeness import renew
from gongshu.catalogue.models import ColumnSketch, SketchProbe
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.collection import services as collection

KEY = {"name": "统一社会信用代码", "code": "uscc", "type": "text", "key": True, "level": "general-1"}


def item(name: str, code: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "code": code, "type": "text", "level": "general-1", **more}


@pytest.fixture
def liu(cast: Any) -> Any:
    """刘洋, data steward of the 交通局."""
    return cast("liu")


@pytest.fixture
def chen(cast: Any) -> Any:
    """陈静, officer of the data authority."""
    return cast("chen")


@pytest.fixture
def given(huang: Any, liu: Any, chen: Any, tmp_path: Path, settings: Any) -> Any:
    """Publish an entry of one of two bodies with one item beside the key, and deliver firms to it."""
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/dazhou")

    def give(who: Any, title: str, own: dict[str, Any], firms: range | None = None, *, now: Any = NOW) -> Any:
        entry = publish(
            services.add(complete(provider=who.body, title=title, items=[KEY, own]), actor=who, now=now), who, chen
        )
        if firms is not None:
            again(who, entry, own, firms, now=now)
        return entry

    def again(who: Any, entry: Any, own: dict[str, Any], firms: range, *, now: Any) -> None:
        path = tmp_path / f"{entry.number}.csv"
        lines = [f"U{number:04},第{number}公司" for number in firms]
        path.write_text("\n".join([f"统一社会信用代码,{own['name']}", *lines]), encoding="utf-8")
        collection.deliver(entry.number, path, actor=who, now=now)
        renew(entry.resources.select_related("snapshot").get())

    give.again = again  # type: ignore[attr-defined]
    return give


def warnings(who: Any, entry: Any) -> list[Any]:
    return [each for each in queries.problems(who, entry.number, NOW) if each.rule == "catalogue.single_source"]


def test_an_item_with_the_content_of_another_bodys_item_is_warned_of_with_the_share_and_the_entry(given, huang, liu):
    first = given(huang, "企业名录", item("企业名称", "firm"), range(300))
    second = given(liu, "纳税人", item("纳税人名称", "payer"), range(280))
    (found,) = warnings(liu, second)
    assert (found.path, found.pointer, found.shown, str(found.weight)) == (
        "items[2]",
        first.number,
        "纳税人名称",
        "warning",
    )
    assert ["100 %" in found.zh, "企业名称" in found.zh, "第十四条" in str(found.article)] == [True] * 3
    assert "第1公司" not in found.zh + found.en


def test_other_content_keys_and_what_is_taken_by_sharing_are_not_warned_of(given, huang, liu):
    first = given(huang, "企业名录", item("企业名称", "firm"), range(300))
    assert warnings(liu, given(liu, "旅馆", item("旅馆名称", "inn"), range(1000, 1300))) == []
    shared = item("企业名称", "payer", taken_from=first.number)
    assert [each for each in warnings(liu, _drafted(given, liu, shared)) if each.weight == "warning"] == []


def _drafted(given: Any, who: Any, own: dict[str, Any]) -> Any:
    return services.add(complete(provider=who.body, title="纳税人", items=[KEY, own]), actor=who, now=NOW)


def test_two_items_that_name_one_data_element_about_the_same_things_are_warned_of_without_a_single_row(
    given, huang, liu
):
    first = given(huang, "企业名录", item("企业名称", "firm", standard="DE0001"))
    second = _drafted(given, liu, item("纳税人名称", "payer", standard="DE0001"))
    (found,) = warnings(liu, second)
    assert (found.pointer, "DE0001" in found.zh, "DE0001" in found.en) == (first.number, True, True)
    assert warnings(liu, _drafted(given, liu, item("纳税人地址", "where", standard="DE0002"))) == []


def test_a_new_snapshot_replaces_the_sketches_of_the_old_one_and_the_same_one_is_not_read_twice(given, huang, liu):
    own = item("企业名称", "firm")
    entry = given(huang, "企业名录", own, range(300))
    (before,) = ColumnSketch.objects.filter(code="firm")
    assert renew(entry.resources.select_related("snapshot").get()) == ColumnSketch.objects.count() == 2
    given.again(huang, entry, own, range(1000, 1300), now=NOW + timedelta(days=1))
    (after,) = ColumnSketch.objects.filter(code="firm")
    assert (after.snapshot_id != before.snapshot_id, set(after.hashes) & set(before.hashes)) == (True, set())
    assert SketchProbe.objects.count() == 2 * 16
