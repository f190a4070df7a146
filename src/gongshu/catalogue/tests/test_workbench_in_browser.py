"""The workbench in a browser: keys, a block from a spreadsheet, fill down, undo, and what the law says beside the cell."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.browser import PHONE, opened, sign_in, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture
def bench(live, scenes, node):
    """A node whose steward has three drafts, served: its address and the numbers."""
    from gongshu.audit import clock
    from gongshu.catalogue import services
    from gongshu.catalogue.tests.stage import NOW, settle
    from gongshu.catalogue.tests.test_workbench import described

    cast = settle()
    clock.set_to(None)
    numbers = [services.add(described(place), actor=cast("huang"), now=NOW).number for place in range(3)]
    return live, numbers


def cell(page, number, name):
    return page.locator(f"[name='{number}-{name}']")


def paste(page, text):
    """Put a block on the focused cell as the browser's clipboard would."""
    page.evaluate(
        """text => { const given = new DataTransfer(); given.setData('text/plain', text);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: given, bubbles: true, cancelable: true})); }""",
        text,
    )


def test_keys_move_a_block_is_pasted_and_undo_takes_it_back_as_one(bench, desk):
    address, numbers = bench
    sign_in(desk, address, "huang")
    desk.goto(f"{address}/catalogue/workbench")
    cell(desk, numbers[0], "contact").focus()
    desk.keyboard.press("ArrowDown")
    expect(cell(desk, numbers[1], "contact")).to_be_focused()
    paste(desk, "一科\t0818-1\n二科\t0818-2\n")
    expect(cell(desk, numbers[2], "contact_details")).to_have_value("0818-2")
    expect(desk.locator("[data-grid-status]")).to_contain_text("未保存的单元格：4")
    desk.keyboard.press("Control+z")
    expect(cell(desk, numbers[2], "contact_details")).to_have_value("0818-2000000")
    expect(cell(desk, numbers[1], "contact")).to_have_value("登记中心")
    desk.keyboard.press("Control+y")
    expect(cell(desk, numbers[1], "contact")).to_have_value("一科")


def test_words_of_a_list_are_pasted_and_filled_down_and_saved(bench, desk):
    from gongshu.catalogue.models import Entry

    address, numbers = bench
    sign_in(desk, address, "huang")
    desk.goto(f"{address}/catalogue/workbench")
    cell(desk, numbers[0], "update_frequency").focus()
    paste(desk, "每周")
    expect(cell(desk, numbers[0], "update_frequency")).to_have_value("weekly")
    desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("Shift+ArrowDown")
    desk.keyboard.press("Control+d")
    expect(cell(desk, numbers[2], "update_frequency")).to_have_value("weekly")
    desk.get_by_role("button", name="保存草稿").click()
    expect(desk.locator(".message-success")).to_contain_text("已保存 3 项草稿")
    assert set(Entry.objects.values_list("draft__update_frequency", flat=True)) == {"weekly"}


def test_what_the_law_demands_is_said_beside_the_cell_while_typing(bench, desk):
    address, numbers = bench
    sign_in(desk, address, "huang")
    desk.goto(f"{address}/catalogue/workbench")
    cell(desk, numbers[1], "format").focus()
    desk.keyboard.press("Delete")
    told = desk.locator(f"[data-said='{numbers[1]}-format']")
    expect(told).to_contain_text("第十三条第一款")
    expect(cell(desk, numbers[1], "format")).to_have_attribute("aria-invalid", "true")
    paste(desk, "数据库")
    expect(told).to_be_empty()
    cell(desk, numbers[0], "update_frequency").focus()
    paste(desk, "每两年")
    expect(desk.locator(f"[data-said='{numbers[0]}-update_frequency']")).to_contain_text(re.compile("每两年"))


def test_a_block_that_is_copied_has_the_words_people_see(bench, desk):
    address, numbers = bench
    sign_in(desk, address, "huang")
    desk.goto(f"{address}/catalogue/workbench")
    cell(desk, numbers[0], "data_type").focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight"):
        desk.keyboard.press(key)
    copied = desk.evaluate(
        """() => { const held = new DataTransfer(); document.activeElement.dispatchEvent(new ClipboardEvent('copy', {clipboardData: held, bubbles: true, cancelable: true}));
        return held.getData('text/plain'); }"""
    )
    assert copied.splitlines()[0].endswith("\t511700\t每日")
    assert len(copied.splitlines()) == 2


def test_items_grow_with_the_block_that_is_pasted(bench, desk):
    from gongshu.catalogue.models import Entry

    address, numbers = bench
    sign_in(desk, address, "huang")
    desk.goto(f"{address}/catalogue/{numbers[0]}/edit")
    desk.locator("[name='items-1-name']").focus()
    paste(desk, "\n".join(f"列{n}\tcol_{n}\t文本" for n in range(8)))
    expect(desk.locator("[name='items-8-code']")).to_have_value("col_7")
    desk.get_by_role("button", name="保存草稿").click()
    expect(desk).to_have_url(re.compile("/check$"))
    assert Entry.objects.get(number=numbers[0]).draft.items.count() == 9


def test_without_scripts_and_on_a_phone_the_same_lines_are_kept(bench, chromium):
    from gongshu.catalogue.models import Entry

    address, numbers = bench
    with opened(chromium, PHONE, scripts=False) as page:
        sign_in(page, address, "huang")
        page.goto(f"{address}/catalogue/workbench")
        cell(page, numbers[2], "contact").fill("三科")
        page.get_by_role("button", name="保存草稿").click()
        expect(page.locator(".message-success")).to_contain_text("已保存 1 项草稿")
    assert Entry.objects.get(number=numbers[2]).draft.contact == "三科"


def test_axe_finds_no_fault_and_english_is_complete(bench, chromium):
    from gongshu.audit import clock
    from gongshu.catalogue import services
    from gongshu.people import actor_for_login

    address, numbers = bench
    huang = actor_for_login("huang", clock.now())
    services.edit(numbers[2], {"format": ""}, actor=huang, now=clock.now())
    case = services.submit(numbers[:2], actor=huang, now=clock.now()).number
    seen = [("huang", f"/catalogue/workbench?section={name}") for name in ("basics", "sharing", "collection")]
    seen += [("huang", "/catalogue/workbench/bulk"), ("huang", f"/catalogue/{numbers[2]}/edit")]
    assert wrong_with(chromium, address, [*seen, ("chen", f"/catalogue/review/{case}")]) == []
