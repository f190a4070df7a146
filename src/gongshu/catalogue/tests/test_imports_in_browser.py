"""The pages of imports in a browser: a file is tried, imported, and one entry left out of the review."""

from __future__ import annotations

import json
import os

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, PHONE, chinese, faults, opened, overflows, sign_in

from gongshu.catalogue.tests.test_importing import ROWS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_file_is_tried_and_then_imported(live, cast, chromium, tmp_path, size, language):
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps([*ROWS, {"标题": "无主", "提供单位": "外星局"}], ensure_ascii=False), encoding="utf-8")
    with opened(chromium, size, language) as page:
        sign_in(page, live, "liu")
        page.goto(f"{live}/catalogue/imports")
        for button in ("try", "start"):
            page.locator("#import-file").set_input_files(str(file))
            page.locator(f"button[name={button}]").click()
            expect(page.locator("#import-result")).to_be_visible()
            looked_at(page, f"{button}-{size[0]}-{language}", language)
        page.locator("section a[href^='/catalogue/imports/']").first.click()
        expect(page.locator("tbody").last).to_contain_text("每两年")
        looked_at(page, f"batch-{size[0]}-{language}", language)


def looked_at(page, name: str, language: str) -> None:
    if folder := os.environ.get("GONGSHU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    left = chinese(page) if language == "en-US" else []
    assert (faults(page), overflows(page), left) == ([], [], []), name
