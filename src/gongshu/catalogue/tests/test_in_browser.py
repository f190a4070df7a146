"""Searching in a browser: the page stays, its address, the focus and what a screen reader is told go with the search."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, opened, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture
def filled(live, scenes, node):
    """A node with 21 data sets about two domains, served; its address."""
    from gongshu.audit import clock
    from gongshu.catalogue import services
    from gongshu.catalogue.tests.stage import NOW, complete, publish, settle

    cast = settle()
    clock.set_to(None)
    huang, chen = cast("huang"), cast("chen")
    for place in range(21):
        item = {"name": "事项", "code": f"matter_{place}", "type": "text", "key": True}
        domain = "transport" if place % 3 == 0 else "construction"
        said = complete(title=f"公共事项{place}", items=[item], domain=domain)
        publish(services.add(said, actor=huang, now=NOW), huang, chen)
    return live


def test_a_facet_narrows_without_loading_the_page_and_the_back_button_undoes_it(filled, desk):
    desk.goto(f"{filled}/catalogue")
    desk.evaluate("window.stays = true")
    desk.locator("#tick-domain-transport").check()
    expect(desk.locator("#hits-title")).to_have_text("7 个数据集")
    expect(desk).to_have_url(re.compile("domain=transport"))
    assert desk.evaluate("window.stays") is True
    assert desk.evaluate("document.activeElement.id") == "tick-domain-transport"
    expect(desk.locator("#hits-said")).to_have_text("7 个数据集")
    desk.go_back()
    expect(desk.locator("#hits-title")).to_have_text("21 个数据集")
    expect(desk.locator("#tick-domain-transport")).not_to_be_checked()


def test_the_next_page_takes_the_focus_to_its_hits(filled, desk):
    desk.goto(f"{filled}/catalogue")
    desk.evaluate("window.stays = true")
    desk.get_by_role("link", name="下一页").click()
    expect(desk.locator(".hit")).to_have_count(1)
    expect(desk.locator("#hits-title")).to_be_focused()
    assert desk.evaluate("window.stays") is True


def test_a_shared_address_shows_the_same_search(filled, desk):
    desk.goto(f"{filled}/catalogue?q=事项&domain=transport")
    expect(desk.locator("#hits-title")).to_have_text("7 个数据集")
    expect(desk.get_by_role("link", name="Atom 订阅")).to_have_attribute("href", re.compile("domain=transport"))


def test_without_scripts_the_same_form_is_sent(filled, chromium):
    with opened(chromium, DESK, scripts=False) as page:
        page.goto(f"{filled}/catalogue")
        page.locator("#tick-domain-transport").check()
        page.get_by_role("button", name="应用筛选").click()
        expect(page.locator("#hits-title")).to_have_text("7 个数据集")


def test_axe_finds_no_fault_and_english_is_complete(filled, chromium):
    pages = [("", address) for address in ("/catalogue", "/figures", "/assessment", "/proof/check")]
    assert wrong_with(chromium, filled, pages) == []
