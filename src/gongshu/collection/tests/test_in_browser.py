"""Collection as people see it: an upload from the form to the mended rows, two widths, two languages, with and without scripts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser import DESK, PHONE, faults, keep, opened, overflows, sign_in, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture
def world(live, tmp_path):
    """A node with a delivery that has rejected rows, one that waits, and an entry whose columns were found in the file."""
    from gongshu.collection import services
    from gongshu.collection.errors import DeliveryRefused
    from gongshu.collection.tests.stage import NOW, at, describe, places, table
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    def file(text, name):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    places()
    make_cast(NOW)
    huang = actor_for_login("huang", NOW)
    entry, bare = describe(huang), describe(huang, title="窗口叫号记录", items=[])
    first = services.deliver(entry.number, file(table(40, bad=2), "九月登记.csv"), actor=huang, now=NOW)
    waits = services.deliver(entry.number, file(table(9, bad=1), "十月登记.csv"), actor=huang, now=at(1))
    found = services.deliver(bare.number, file("窗口,等候分钟\n01,7\n02,12\n", "叫号.csv"), actor=huang, now=at(2))
    with pytest.raises(DeliveryRefused):
        services.deliver(bare.number, file("", "空.csv"), actor=huang, now=at(3))
    return SimpleNamespace(address=live, entry=entry, bare=bare, first=first, waits=waits, found=found, file=file)


def pages_of(world) -> list[str]:
    entry = f"/catalogue/{world.entry.number}"
    deliveries = [f"/deliveries/{each.number}" for each in (world.first, world.waits, world.found)]
    return [
        "/deliveries",
        *deliveries,
        f"{entry}/deliver",
        f"/catalogue/{world.bare.number}/deliver",
        f"{entry}/snapshots",
    ]


def test_axe_finds_no_fault_nothing_sticks_out_and_english_is_english(world, chromium: Any) -> None:
    assert wrong_with(chromium, world.address, [("huang", path) for path in pages_of(world)]) == []


def test_an_upload_is_followed_to_its_end_and_its_bad_rows_are_told(world, chromium: Any) -> None:
    from gongshu.collection.tests.stage import at, table
    from gongshu.jobs import worker

    path = world.file(table(50, bad=1), "十一月登记.csv")
    with opened(chromium, DESK) as page:
        sign_in(page, world.address, "huang")
        page.goto(f"{world.address}/catalogue/{world.entry.number}/deliver")
        page.get_by_label("数据文件").set_input_files(path)
        page.get_by_role("button", name="投送数据", exact=True).click()
        page.locator("#progress").wait_for()
        worker.drain(at(24 * 365 * 2))
        page.get_by_role("heading", name="待修正的记录").wait_for()  # the page has asked for itself anew
        expect(page.get_by_text("约九十").first).to_be_visible()


def test_a_large_file_goes_on_after_a_lost_line_and_a_reload(world, chromium: Any, monkeypatch) -> None:
    from hashlib import sha256

    from gongshu.collection import pieces
    from gongshu.collection.models import Delivery, Upload
    from gongshu.collection.spool import BLOCK
    from gongshu.collection.tests.stage import table

    monkeypatch.setattr(pieces, "PIECE", BLOCK)
    path = world.file(table(100_000), "全年登记.csv")
    assert path.stat().st_size > 3 * BLOCK
    with opened(chromium, PHONE, lost="net::ERR_CONNECTION_RESET") as page:
        sign_in(page, world.address, "huang")
        # From the third piece on the line is dead: nothing of it reaches the node.
        cut = f"**/pieces?offset={2 * BLOCK}&*"
        page.route(cut, lambda route: route.abort("connectionreset"))
        address = f"{world.address}/catalogue/{world.entry.number}/deliver"
        page.goto(address)
        page.get_by_label("数据文件").set_input_files(path)
        page.get_by_role("button", name="投送数据", exact=True).click()
        expect(page.get_by_text("连接中断")).to_be_visible()
        keep(page, "upload-lost")
        page.goto(address)
        expect(page.get_by_role("heading", name="未传完的文件")).to_be_visible()
        assert (faults(page), overflows(page), Upload.objects.get().received) == ([], [], 2 * BLOCK)
        keep(page, "upload-begun")
        page.unroute(cut)
        page.get_by_label("数据文件").set_input_files(path)
        page.get_by_role("button", name="投送数据", exact=True).click()
        page.locator("#progress").wait_for()
        keep(page, "upload-reading")
    taken = Delivery.objects.get(file_name=path.name)
    assert (taken.digest, Upload.objects.exists()) == (sha256(path.read_bytes()).hexdigest(), False)


def test_without_scripts_a_steward_uploads_and_decides(world, chromium: Any) -> None:
    from gongshu.collection.models import Delivery

    with opened(chromium, DESK, scripts=False) as page:
        sign_in(page, world.address, "huang")
        page.goto(f"{world.address}/deliveries/{world.waits.number}")
        page.get_by_role("button", name="放行并发布").click()
        page.get_by_text("已放行，数据已发布为当前快照").wait_for()
        assert Delivery.objects.get(pk=world.waits.number).state == "published"
        page.goto(f"{world.address}/catalogue/{world.entry.number}/snapshots")
        page.get_by_role("button", name=f"恢复 {world.first.snapshot.number}").click()
        page.get_by_text(f"已恢复快照 {world.first.snapshot.number}").wait_for()
