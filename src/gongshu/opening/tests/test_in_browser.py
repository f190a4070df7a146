"""Opening as people see it: two widths, two languages, and from the keyboard."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, opened, sign_in, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live):
    """An entry whose check has failed, with a plan that names it."""
    from datetime import date

    from tests.opened import ODD, Opening

    from gongshu.catalogue.tests.stage import NOW
    from gongshu.opening import services

    stage = Opening()
    entry = stage.published(ODD)
    stage.ready(entry)
    chen = stage.cast("chen")
    services.plan(entry.number, planned_on=date(2025, 9, 30), opening="conditional", actor=chen, now=NOW)
    services.publish_plan("511700", 2025, actor=chen, now=NOW)
    return SimpleNamespace(address=live, entry=entry, page=f"/catalogue/{entry.number}/opening")


def test_every_page_is_whole_in_each_width_and_language(chromium, world):
    paths = [world.page, "/opening/records/2025-TM-00001", "/opening/priorities", "/opening/plan/511700/2025"]
    assert wrong_with(chromium, world.address, [("huang", path) for path in paths], unfolded=True) == []


def test_the_reviewer_lets_it_pass_from_the_keyboard(chromium, world):
    with opened(chromium, DESK) as page:
        sign_in(page, world.address, "chen")
        page.goto(world.address + world.page)
        page.get_by_label("放行理由").fill("城南一行为机构数据")
        page.get_by_role("button", name="说明理由后放行").press("Enter")
        expect(page.get_by_role("heading", name="说明理由后放行")).to_be_visible()
