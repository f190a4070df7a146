"""The pages of imports in a browser: a file is tried and imported, a source is registered and read."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from playwright.sync_api import expect
from tests.browser import DESK, PHONE, chinese, faults, opened, overflows, sign_in

from gongshu.audit import clock
from gongshu.catalogue.tests.test_importing import ROWS
from gongshu.jobs import worker

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
        page.goto(f"{live}/catalogue/imports")
        page.locator("a[href='/catalogue/harvests']").click()
        page.locator("#harvest-title").fill("City portal")
        page.locator("#harvest-address").fill("http://127.0.0.1:1/catalog.ttl")
        page.locator("form[aria-labelledby=new-source] button").click()
        expect(page.locator("button[name=run]")).to_be_visible()
        with ThreadPoolExecutor(1) as apart:  # The browser's loop keeps asyncio from this thread.
            apart.submit(read_all).result()
        page.reload()
        expect(page.locator("article.message-warning")).to_be_visible()
        looked_at(page, f"harvest-{size[0]}-{language}", language)
        page.goto(f"{live}/catalogue/harvests")
        expect(page.locator("tbody tr")).to_have_count(1)
        looked_at(page, f"harvests-{size[0]}-{language}", language)


def read_all() -> None:
    worker.drain(clock.now())
    connections.close_all()


def looked_at(page, name: str, language: str) -> None:
    if folder := os.environ.get("GONGSHU_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    left = chinese(page) if language == "en-US" else []
    assert (faults(page), overflows(page), left) == ([], [], []), name
