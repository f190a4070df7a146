"""Base databases as people see them: two widths, two languages, and one record from the keyboard."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, opened, sign_in, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live):
    """A base of two registers that was built once."""
    from gongshu.bases.tests.stage import built, registers, settled

    stage = settled()
    return SimpleNamespace(address=live, base=built(stage, registers(stage)).pk)


def test_every_page_is_whole_in_each_width_and_language(chromium, world):
    pages = [("huang", "/bases"), *(("huang", f"/bases/{world.base}{rest}") for rest in ("", "/conflicts", "/record"))]
    assert wrong_with(chromium, world.address, pages, unfolded=True) == []


def test_one_record_is_looked_at_from_the_keyboard(chromium, world):
    from gongshu.bases.tests.stage import A

    with opened(chromium, DESK) as page:
        sign_in(page, world.address, "liu")
        page.goto(f"{world.address}/bases/{world.base}")
        page.get_by_role("link", name="查看一条记录").press("Enter")
        page.get_by_label("主键").fill(A)
        page.get_by_label("用途").fill("办理运输许可")
        page.get_by_role("button", name="查看", exact=True).press("Enter")
        expect(page.get_by_role("cell", name="达州一号公司")).to_be_visible()
