"""The standards desk in a real browser: at a desk and on a phone, in both languages, by axe, and with the keyboard alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import expect
from tests.browser import sign_in, wrong_with

from gongshu.audit import clock
from gongshu.catalogue.tests.stage import at
from gongshu.standards import services, shipped
from gongshu.standards.models import Norm
from gongshu.standards.tests.stage import consult, drafted, issued, opened, opine

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]


@pytest.fixture
def desk_of(live, liu, chen, huang):
    """A standard in force with elements and codes, one that is consulted on, and the national ones; the numbers of the first two."""
    with ThreadPoolExecutor(1) as apart:  # The browser's loop keeps asyncio, which jobs use, from this thread.
        numbers = apart.submit(_fill, liu, chen, huang).result()
    clock.set_to(at(12))
    yield numbers
    clock.set_to(None)


def _fill(liu, chen, huang):
    for document in shipped.shipped():
        services.adopt(document, actor=chen, now=at(0))
    held = issued(drafted(liu), liu, chen, huang)
    other = drafted(liu, 6, code="DB-CL-2", zh="停车数据元", loads=())
    opine(consult(opened(other, liu, hours=7), chen, huang.body, hours=8, public_until="2025-10-20"), huang, hours=9)
    connection.close()
    return held.pk, other.pk


def test_every_page_fits_both_widths_and_axe_finds_no_fault_and_english_pages_are_english(desk_of, live, chromium):
    held, other = desk_of
    inside = [
        "/standards", "/standards/new", f"/standards/{held}", f"/standards/{other}", f"/standards/{other}/edit", "/standards/conformance", "/standards/sources"
    ]  # fmt: skip
    public = [
        "/standards",
        "/standards/elements",
        "/standards/element?code=DZ00002",
        "/standards/codes?code=DZ-CLLX",
        f"/standards/{held}",
    ]
    pages = [*(("", path) for path in public), *(("liu", path) for path in inside), ("chen", f"/standards/{other}")]
    assert wrong_with(chromium, live, pages) == []


def test_a_standard_is_drafted_with_the_keyboard_alone(live, desk, liu):
    sign_in(desk, live, "liu")
    desk.goto(f"{live}/standards/new")
    for name, said in (("编号", "DB-CL-9"), ("名称", "公交数据元")):
        desk.get_by_label(name, exact=False).first.focus()
        desk.keyboard.type(said)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="公交数据元")).to_be_visible()
    assert Norm.objects.get().draft is not None
