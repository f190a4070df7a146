"""Quality as people see it: two widths, two languages, and from the keyboard."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, opened, sign_in, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live):
    """A table that was checked three times."""
    from datetime import timedelta

    from tests.opened import Opening

    from gongshu.catalogue.tests.stage import NOW
    from gongshu.quality import services
    from gongshu.quality.tests.stage import ITEMS, RULES, TABLE

    stage = Opening()
    entry = stage.entry(title="人员登记", items=ITEMS, opening="conditional", opening_conditions="仅限研究")
    stage.deliver(entry, TABLE)
    huang = stage.cast("huang")
    for day in range(3):
        services.set_rules(entry.number, RULES[: day + 1], actor=huang, now=NOW)
        services.check_entry(entry.number, actor=huang, now=NOW + timedelta(days=day))
    return SimpleNamespace(address=live, page=f"/catalogue/{entry.number}/quality")


def test_every_page_is_whole_in_each_width_and_language(chromium, world):
    pages = [("huang", path) for path in (world.page, f"{world.page}?propose", "/quality")]
    assert wrong_with(chromium, world.address, pages, unfolded=True) == []


def test_rules_are_changed_and_checked_from_the_keyboard(chromium, world):
    with opened(chromium, DESK) as page:
        sign_in(page, world.address, "huang")
        page.goto(world.address + world.page)
        page.get_by_label("规则（YAML）").fill("rules:\n  - kind: 'null'\n    column: 姓名\n")
        page.get_by_role("button", name="保存为新版本").press("Enter")
        expect(page.get_by_text("规则已登记")).to_be_visible()
        page.get_by_role("button", name="立即校核").press("Enter")
        expect(page.get_by_text("按规则第 4 版校核")).to_be_visible()
