"""The page of a measure in a real browser: whoever holds the data confirms there that it was replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser import chinese, faults, opened, overflows, sign_in

from gongshu.audit import clock
from gongshu.grants import services
from gongshu.grants.models import Recall
from gongshu.grants.tests.test_recalls import LATER, decided

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
LOOK = os.environ.get("GONGSHU_LOOK")  # a folder for pictures, for whoever wants to see the pages


@pytest.fixture
def told(stage, entry, grant):
    case = decided(stage, entry)
    services.recall(entry.number, now=LATER)
    clock.set_to(LATER)
    yield case.number
    clock.set_to(None)


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-CN"), (390, "zh-CN"), (1280, "en-US"), (390, "en-US")])
def test_a_holder_confirms_on_the_page_that_the_data_was_replaced(told, entry, live, chromium, width, language):
    with opened(chromium, (width, 900), language) as page:
        sign_in(page, live, "liu")
        for address in (f"/catalogue/{entry.number}", f"/measures/{told}"):
            page.goto(live + address)
            if LOOK:
                page.screenshot(path=Path(LOOK) / f"{address[1:5]}-{width}-{language}.png", full_page=True)
            assert not faults(page), address
            assert not overflows(page), address
            assert language == "zh-CN" or not chinese(page), address
        page.locator(f"form[action='/measures/{told}/taken'] button").click()
        expect(page.locator(".message-success").first).to_be_visible()
        assert Recall.objects.get().taken_by == "liu"
