"""Every page of the portal as people see it: two widths, two languages, with axe and without a sideways scroll."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, faults, opened, overflows, sign_in, wrong_with

pytestmark = pytest.mark.browser
PUBLIC = [
    "/", "/receipt", "/law/", "/law/cn/", "/law/cn/sichuan/dazhou/", "/law/cn/hunan/", "/law/cn/sichuan/dazhou/达州办法/20",
    "/law/cn/民法典/201", "/law/due?received=2025-09-29", "/law/due?received=2026-12-29", "/law/compare?times=on", "/law/procedures/",
    "/law/procedures/sharing-application", "/law/procedures/misuse", "/proof/", "/proof/17", "/bodies/511700-sjj/standing",
]  # fmt: skip
INSIDE = [
    ("chen", "/desk"),
    ("huang", "/desk"),
    ("lin", "/desk"),
    ("chen", "/bodies/511700-sjj/standing"),
    ("shen", "/proof/17"),
    ("sysadmin", "/jobs"),
    ("sysadmin", "/people"),
    ("sysadmin", "/people/new"),
    ("sysadmin", "/people/chen"),
    ("sysadmin", "/bodies/new"),
    ("sysadmin", "/bodies/511700-sjj/manage"),
    ("sysadmin", "/account"),
    ("chen", "/account"),
    ("chen", "/why"),
]
ALL = [("", address) for address in PUBLIC] + INSIDE


@pytest.fixture
def town(live: str, node: Any, scenes: Any) -> Any:
    """The node as it is run, with a small city at work."""
    from gongshu.audit import clock
    from gongshu.catalogue.tests.stage import at
    from gongshu.portal.tests.city import CITY

    scenes.show("city", CITY, node.folder)
    clock.set_to(at(1))
    yield live
    clock.set_to(None)


def test_every_page_is_clean_and_fits(town: str, chromium: Any) -> None:
    wrong = wrong_with(chromium, town, ALL)
    assert not wrong, "\n".join(wrong)


def test_pages_are_readable_without_scripts(town: str, chromium: Any) -> None:
    with opened(chromium, PHONE, scripts=False) as page:
        page.goto(f"{town}/")
        expect(page.locator(".chart td").first).to_be_visible()
        page.goto(f"{town}/law/due")
        page.get_by_label("收到之日").fill("2025-09-29")
        page.get_by_role("button", name="计算").click()
        expect(page.locator(".answer-day time")).to_have_text("2025-10-13")


def test_from_home_to_the_article_that_sets_a_deadline_and_to_its_day(town: str, desk: Any) -> None:
    desk.goto(f"{town}/")
    desk.get_by_role("link", name="达州办法 第二十条第二款").first.click()
    expect(desk.get_by_role("heading", name="第二十条", level=1)).to_be_visible()
    desk.get_by_role("link", name="计算到期日").first.click()
    expect(desk.locator(".answer-day")).to_be_visible()


def test_another_place_is_chosen_and_the_page_follows(town: str, desk: Any) -> None:
    desk.goto(f"{town}/law/procedures/sharing-application")
    desk.locator("#place-switch").select_option("cn/sichuan/chengdu")
    desk.wait_for_url("**place=cn*chengdu*")
    expect(desk.locator(".text-tags").first).to_contain_text("成都市")


def test_a_wide_picture_is_pushed_sideways_with_the_keyboard(town: str, phone: Any) -> None:
    phone.goto(f"{town}/law/procedures/sharing-application")
    frame = phone.locator(".picture-frame")
    frame.focus()
    phone.keyboard.press("ArrowRight")
    # Waiting within the page: what Playwright waits for by itself is text to evaluate, which the page's policy forbids.
    moved = "frame => new Promise(done => { const look = () => frame.scrollLeft > 0 ? done(true) : setTimeout(look, 20); look() })"
    assert frame.evaluate(moved)


def test_whoever_holds_a_receipt_reads_how_far_the_case_is(town: str, phone: Any) -> None:
    from gongshu.cases.models import Case

    case = Case.objects.get(state="refused")
    phone.goto(f"{town}/receipt?number={case.number}")
    phone.get_by_label("查询码").fill(case.receipt_code)
    phone.locator(".receipt-form button").click()
    expect(phone.get_by_role("heading", name=case.number)).to_be_visible()
    assert faults(phone) == []
    assert overflows(phone) == []


def test_an_officer_goes_from_the_desk_to_the_late_case(town: str, desk: Any) -> None:
    sign_in(desk, town, "chen")
    desk.goto(f"{town}/desk")
    late = desk.locator("tbody tr").first
    expect(late).to_contain_text("已逾期")
    late.get_by_role("link").first.click()
    expect(desk).to_have_url(re.compile("/cases/"))
