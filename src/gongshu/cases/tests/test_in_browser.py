"""The pages of cases in a real browser: at a desk and on a phone, in both languages, without scripts, by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser import opened, sign_in, wrong_with

from gongshu.audit import clock
from gongshu.cases.tests.cast import at

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


@pytest.fixture
def busy(apply, registry, move, cast):
    """A late case, one that was asked about, one divided, one granted."""
    registry.add("511700-0005", "511700-wjw")
    late = apply("2025-09-22")
    asked = move(
        apply("2025-09-25", purpose="车辆限行研究"),
        "ask_provider",
        cast.chen,
        "2025-09-28",
        facts={"question": "能否用于限行研究"},
    )
    granted = move(apply("2025-09-26"), "grant", cast.chen, "2025-09-28")
    apply("2025-09-28", about=["511700-0001", "511700-0005"])
    clock.set_to(at("2025-09-30", 15))
    yield {"late": late.number, "asked": asked.number, "granted": granted.number}
    clock.set_to(None)


def addresses(busy) -> list[str]:
    return [
        "/inbox", "/cases", "/cases/open", "/cases/open/sharing-application?about=511700-0001", "/notices",
        *(f"/cases/{number}" for number in busy.values()), f"/cases/{busy['granted']}/replay",
    ]  # fmt: skip


def test_every_page_fits_both_widths_and_axe_finds_no_fault_and_english_pages_are_english(busy, live, chromium):
    assert wrong_with(chromium, live, [("chen", address) for address in addresses(busy)]) == []


def test_an_officer_refuses_a_case_without_scripts(busy, live, chromium):
    with opened(chromium, (1280, 900), scripts=False) as page:
        sign_in(page, live, "chen")
        page.goto(f"{live}/inbox")
        page.get_by_role("link", name="目录511700-0001").first.click()
        form = page.locator("#move-refuse")
        form.locator("summary").click()
        form.get_by_label("理由").fill("含涉密坐标")
        form.get_by_label("依据").fill("保守国家秘密法第三条")
        form.get_by_role("button").click()
        expect(page.get_by_text("已办理")).to_be_visible()
        expect(page.get_by_text("理由：含涉密坐标")).to_be_visible()
