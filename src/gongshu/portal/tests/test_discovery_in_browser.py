"""Seeing opened data in a browser: chart, positions, a request that is tried, several tables at once, a paper that is checked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, opened, wrong_with

from gongshu.portal.tests.conftest import CAST_AND_TABLE

pytestmark = pytest.mark.browser


@pytest.fixture
def place(live: str, scenes: Any, node: Any) -> Iterator[str]:
    """The page of an opened table on a served node."""
    from gongshu.audit import clock
    from gongshu.catalogue.tests.stage import at
    from gongshu.gateway.app import control

    entry = scenes.show("opened table", CAST_AND_TABLE, node.folder)["entry"]
    clock.set_to(at(1))
    control.forget()
    yield f"{live}/catalogue/{entry.number}"
    control.forget()
    clock.set_to(None)


def test_another_chart_is_drawn_without_loading_the_page(place: str, desk: Any) -> None:
    desk.goto(f"{place}?tab=charts&by=district")
    desk.locator("#pictures canvas").first.wait_for()
    desk.evaluate("window.stays = true")
    desk.get_by_label("按数据项").select_option("day")
    desk.get_by_role("button", name="绘图").click()
    expect(desk.locator("#pictures figcaption").first).to_have_text("月份")
    desk.locator("#pictures canvas").first.wait_for()
    expect(desk).to_have_url(re.compile("by=day"))
    assert desk.evaluate("window.stays") is True


def test_nothing_is_loaded_from_another_host(place: str, desk: Any) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{place}?tab=charts")
    desk.locator(".chart-map canvas").wait_for()
    host = place.split("/catalogue")[0]
    assert [each for each in asked if not each.startswith((host, "data:", "blob:"))] == []


def test_a_request_is_sent_and_its_answer_shown_as_text(place: str, desk: Any) -> None:
    desk.goto(f"{place}?tab=api&item=district&value=城西")
    desk.get_by_role("link", name="发送请求").click()
    expect(desk.locator("#trial-answer")).to_contain_text("A2")
    said = json.loads(desk.locator("#trial-answer").text_content())
    assert [row["owner"] for row in said["rows"]] == ["李*"]


def test_without_scripts_figures_and_requests_are_links_and_tables(place: str, chromium: Any) -> None:
    with opened(chromium, DESK, scripts=False) as page:
        page.goto(f"{place}?tab=charts&by=district")
        expect(page.locator("#pictures td.number").first).to_have_text("2")
        page.goto(f"{place}?tab=api")
        page.get_by_role("link", name="发送请求").click()
        expect(page.locator("body")).to_contain_text('"rows"')


def test_ticked_data_sets_come_as_one_file(place: str, desk: Any, tmp_path: Path) -> None:
    desk.goto(place.rpartition("/")[0])
    desk.get_by_role("checkbox", name=re.compile("打包下载")).check()
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="打包下载").click()
    waiting.value.save_as(tmp_path / "bundle.zip")
    archive = zipfile.ZipFile(io.BytesIO((tmp_path / "bundle.zip").read_bytes()))
    assert json.loads(archive.read("manifest.json"))["files"][0]["rows"] == 3


def test_axe_finds_no_fault_and_english_is_complete(place: str, chromium: Any) -> None:
    address, _, entry = place.rpartition("/catalogue")
    pages = [("", f"/catalogue{entry}?tab={tab}") for tab in ("charts", "api", "sample")]
    assert wrong_with(chromium, address, pages) == []
