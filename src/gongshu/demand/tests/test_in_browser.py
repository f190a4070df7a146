"""The pages of demand in a real browser: at a desk and on a phone, in both languages, by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser import opened, sign_in, wrong_with

from gongshu.audit import clock
from gongshu.cases.models import Case
from gongshu.catalogue.tests.stage import at
from gongshu.demand.tests.stage import assigned, consulted, entry, move, need, promised, row

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


@pytest.fixture
def busy(lin, shutong, liu, chen, huang):
    """Demands in every state; returns the addresses of two of them."""
    overdue = promised(need(lin, subject_line="公共厕所位置"), chen, huang, 2)
    declined = need(lin, 3, subject_line="涉密测绘成果")
    consulted(declined, chen, huang, 4)
    move(declined, "refuse", chen, 7, refusal_ground="not_eligible", reason="涉及国家秘密，不符合开放条件。")
    met = need(liu, 5)
    promised(met, chen, huang, 6)
    move(met, "deliver", huang, 10, entry=entry(huang, chen).number)
    other = need(shutong, 8, subject_line="公厕分布")
    move(other, "merge", chen, 9, lead=str(overdue.pk), reason="同类需求")
    assigned(need(liu, 300, subject_line="停车场泊位"), chen, 301)
    need(lin, 478, subject_line="公园开放时间")
    clock.set_to(at(600))
    yield met, [overdue.pk, row(declined).pk, row(met).pk, row(other).pk]
    clock.set_to(None)


def pages(busy) -> list[tuple[str, str]]:
    met, numbers = busy
    public = [f"/demands/{number}" for number in numbers if number != numbers[2]]
    addresses = {
        "": ["/demands", "/demands?state=closed", *public],
        "lin": ["/cases/open/opening-demand"],
        "liu": ["/demands", f"/demands/{numbers[2]}", f"/cases/{met.number}", "/cases/open/sharing-demand"],
        "chen": ["/demands?state=open", f"/cases/{met.number}"],
    }
    return [(login, address) for login, wanted in addresses.items() for address in wanted]


def test_every_page_fits_both_widths_and_axe_finds_no_fault_and_english_pages_are_english(busy, live, chromium):
    assert wrong_with(chromium, live, pages(busy)) == []


def test_a_citizen_raises_a_demand_and_the_authority_assigns_it_without_scripts(busy, live, chromium):
    with opened(chromium, (390, 844), scripts=False) as page:
        sign_in(page, live, "lin")
        page.goto(f"{live}/demands")
        page.get_by_role("link", name="提出需求").click()
        page.get_by_label("提出人类别").select_option(label="自然人")
        page.get_by_label("标题").fill("公交站点")
        page.get_by_label("所需数据").fill("全市公交站点的位置")
        page.get_by_label("用途").fill("出行")
        page.locator("main form button[type=submit]").last.click()
        expect(page.get_by_text("待受理").first).to_be_visible()
    with opened(chromium, (1280, 900), scripts=False) as page:
        sign_in(page, live, "chen")
        page.goto(f"{live}/cases/{Case.objects.latest('pk').number}")
        page.get_by_label("数源单位").first.select_option("511700-zrzyj")
        page.get_by_role("button", name="确定数源单位").first.click()
        page.goto(f"{live}/demands?state=open")
        expect(page.get_by_role("heading", name="公交站点")).to_be_visible()
