"""Notices and credit records in a real browser: at a desk and on a phone, in both languages, by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser import wrong_with

from gongshu.grants.tests.stage import at
from gongshu.oversight.models import MisuseMeasure
from gongshu.oversight.tests.stage import decided, suspended

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db", "shows")]


@pytest.fixture
def misused(stage, grant, opened, on):
    """A body, a citizen and a company whose use was suspended; the citizen's was restored."""
    suspended(stage, grant)
    suspended(stage, opened("shutong"))
    decided(stage, suspended(stage, opened("lin")), "restore", 2)
    on(at(3))


def pages() -> list[tuple[str, str]]:
    first, *_, last = MisuseMeasure.objects.order_by("pk").values_list("pk", flat=True)
    return [
        ("", "/oversight/notices"), ("", "/oversight/notices?body=none"), ("", f"/oversight/notices/{first}"), ("", f"/oversight/notices/{last}"), ("", "/questions"),
        ("", "/bodies/511700-jtysj/standing"), ("lin", "/oversight/credit"), ("chen", "/oversight/credit"), ("chen", "/oversight/credit?user=lin"), ("he", "/grants"),
    ]  # fmt: skip


def test_every_page_fits_both_widths_and_axe_finds_no_fault_and_english_pages_are_english(misused, live, chromium):
    assert wrong_with(chromium, live, pages()) == []


def test_a_visitor_finds_the_notices_from_the_public_pages(misused, live, phone):
    phone.goto(f"{live}/questions")
    phone.get_by_role("link", name="违规使用通告").click()
    expect(phone.get_by_role("heading", name="数通科技有限公司")).to_be_visible()
    expect(phone.get_by_text("本平台设定的期限，不是法定期限").first).to_be_visible()
