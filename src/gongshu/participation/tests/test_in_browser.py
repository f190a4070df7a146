"""The pages of participation in a real browser: at a desk and on a phone, in both languages, by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser import opened, sign_in, wrong_with

from gongshu.audit import clock
from gongshu.catalogue.queries import Asked
from gongshu.catalogue.tests.stage import at
from gongshu.participation import services
from gongshu.participation.tests.stage import answer, ask, shown, shown_reuse, submit_reuse
from gongshu.participation.tests.test_reuses import apply

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


@pytest.fixture
def busy(entry, lin, shutong, chen, huang):
    """Questions in every state, a reuse that is shown and one that waits, an application, stars, favourites and a saved search."""
    answer(shown(entry, lin, chen, 1), huang, 30)
    answer(shown(entry, lin, chen, 3), huang, 20 * 24)
    shown(entry, shutong, chen, 5)
    ask(entry, lin, 470)
    shown_reuse(entry, shutong, chen)
    submit_reuse(entry, shutong, 471)
    apply(entry, shutong, 6, purpose_class="research")
    services.follow_case("2025-KF-00001", now=at(7))
    services.rate(entry.number, 4, actor=lin, now=at(8))
    services.keep(entry.number, "daily", actor=lin, now=at(9))
    services.keep_search("房产", Asked(text="不动产"), "at_once", actor=lin, now=at(9))
    clock.set_to(at(480))
    yield entry
    clock.set_to(None)


def pages(entry):
    about = entry.number
    return {
        "": ["/questions", "/questions?q=none", "/questions/reuses", "/questions/applications", f"/catalogue/{about}?tab=participation"],
        "lin": [f"/catalogue/{about}?tab=participation", "/mine", f"/cases/open/entry-question?about={about}", f"/cases/open/reuse-case?about={about}",
                "/mine/searches/new?q=x"],
        "chen": ["/moderation"],
    }  # fmt: skip


def test_every_page_fits_both_widths_and_axe_finds_no_fault_and_english_pages_are_english(busy, live, chromium):
    wanted = [(login, address) for login, addresses in pages(busy).items() for address in addresses]
    assert wrong_with(chromium, live, wanted) == []


def test_a_citizen_asks_and_an_officer_lets_it_through_without_scripts(busy, live, chromium):
    with opened(chromium, (390, 844), scripts=False) as page:
        sign_in(page, live, "lin")
        page.goto(f"{live}/catalogue/{busy.number}?tab=participation")
        page.get_by_role("link", name="提问", exact=True).click()
        page.get_by_label("标题").fill("坐标系")
        page.get_by_label("问题").fill("坐落用哪个坐标系？")
        page.locator("main form button[type=submit]").last.click()
        expect(page.get_by_text("待审核").first).to_be_visible()
    with opened(chromium, (1280, 900), scripts=False) as page:
        sign_in(page, live, "chen")
        page.goto(f"{live}/moderation")
        page.get_by_role("button", name="予以公开 坐标系").click()
        expect(page.get_by_text("已办理")).to_be_visible()
        page.goto(f"{live}/questions?q=坐标系")
        expect(page.get_by_role("heading", name="坐标系")).to_be_visible()
