"""The components as people see them: two widths, two languages, with and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, PHONE, chinese, faults, opened, overflows

pytestmark = [pytest.mark.browser, pytest.mark.urls("gongshu.site.tests.gallery")]
PAGES = ["gallery", "no-such-page", "accounts/login/", "broken"]


@pytest.mark.parametrize("address", PAGES[:3])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_fault_and_nothing_sticks_out(
    live: str, chromium: Any, size: tuple[int, int], address: str
) -> None:
    with opened(chromium, size) as page:
        page.goto(f"{live}/{address}")
        assert faults(page) == []
        assert overflows(page) == []


@pytest.mark.parametrize("address", PAGES[:3])
def test_an_english_page_shows_chinese_only_as_data(live: str, chromium: Any, address: str) -> None:
    with opened(chromium, DESK, "en-US") as page:
        page.goto(f"{live}/{address}")
        assert chinese(page) == []


def test_a_chart_is_drawn_and_its_table_stays_at_hand(live: str, desk: Any) -> None:
    desk.goto(f"{live}/gallery")
    desk.locator(".chart canvas").wait_for()
    desk.locator(".chart summary").click()
    expect(desk.locator(".chart td").first).to_have_text("3")


def test_without_scripts_the_figures_are_there_as_a_table(live: str, chromium: Any) -> None:
    with opened(chromium, DESK, scripts=False) as page:
        page.goto(f"{live}/gallery")
        expect(page.locator(".chart td").first).to_be_visible()
        expect(page.locator(".chart canvas")).to_have_count(0)


def test_the_keyboard_reaches_the_content_first(live: str, desk: Any) -> None:
    desk.goto(f"{live}/gallery")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("#content$"))


def test_the_language_is_switched_without_scripts(live: str, chromium: Any) -> None:
    with opened(chromium, DESK, scripts=False) as page:
        page.goto(f"{live}/gallery")
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="中文").wait_for()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page).to_have_url(f"{live}/gallery")


def test_rows_become_cards_on_a_phone(live: str, phone: Any) -> None:
    phone.goto(f"{live}/gallery")
    cell = phone.locator(".table-cards td").first
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"State"'


def test_a_form_that_does_not_fit_shows_its_errors_beside_the_fields(live: str, desk: Any) -> None:
    desk.goto(f"{live}/gallery")
    desk.get_by_role("button", name="Send").evaluate("e => { e.form.noValidate = true }")
    desk.get_by_role("button", name="Send").click()
    desk.locator("#id_reason_error").wait_for()
    assert faults(desk) == []


def test_paper_carries_no_menus(live: str, desk: Any) -> None:
    desk.goto(f"{live}/gallery")
    desk.emulate_media(media="print")
    expect(desk.locator(".masthead")).to_be_hidden()
    expect(desk.get_by_role("heading", name="不动产登记信息")).to_be_visible()


def test_a_server_error_is_a_page_of_ours(live: str, chromium: Any) -> None:
    page = chromium.new_page(locale="zh-CN")
    assert page.goto(f"{live}/broken").status == 500
    expect(page.get_by_role("heading", name="系统出错")).to_be_visible()
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_upload_arrives_and_leads_on(live: str, chromium: Any, scripts: bool) -> None:
    with opened(chromium, DESK, scripts=scripts) as page:
        page.goto(f"{live}/upload")
        page.get_by_label("File").set_input_files(
            {"name": "rows.csv", "mimeType": "text/csv", "buffer": b"x" * 300_000}
        )
        page.get_by_role("button", name="Send").click()
        page.wait_for_url(f"{live}/gallery")
        expect(page.get_by_text("300000 bytes")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_upload_that_does_not_fit_says_why_on_the_same_page(live: str, chromium: Any, scripts: bool) -> None:
    with opened(chromium, DESK, scripts=scripts) as page:
        page.goto(f"{live}/upload")
        page.get_by_role("button", name="Send").click()
        page.locator("#id_file_error").wait_for()
        expect(page).to_have_url(f"{live}/upload")


def test_a_secret_is_copied_at_one_press(live: str, desk: Any) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{live}/upload")
    desk.get_by_role("button", name="Copy").click()
    desk.get_by_text("Copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()") == "one two"
