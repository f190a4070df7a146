"""The first five minutes of somebody who has never been here and has no account, at a desk and on a phone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import DESK, PHONE, chinese, faults, keep, opened, overflows

pytestmark = pytest.mark.browser
PLACES = (
    "编号,片区,床位,经度,纬度\n"
    + "A1,城东,10,107.51,31.21\n"
    + "A2,城西,30,107.49,31.19\n"
    + "A3,城东,5,107.50,31.20\n"
)
ITEMS = [
    {"name": "编号", "code": "no", "type": "text", "key": True},
    {"name": "片区", "code": "district", "type": "text"},
    {"name": "床位", "code": "beds", "type": "integer"},
    {"name": "经度", "code": "lon", "type": "decimal"},
    {"name": "纬度", "code": "lat", "type": "decimal"},
]
OPENED = {"opening": "unconditional", "opening_conditions": "", "domain": "social_security", "items": ITEMS}


@pytest.fixture
def town(live: str, settings: Any) -> Any:
    """A data set that is opened to all, a question about it that was answered, and an objection with its receipt."""
    from gongshu.audit import clock
    from gongshu.cases import services as cases
    from gongshu.catalogue.tests.stage import NOW, at, settle
    from gongshu.gateway.app import control
    from gongshu.gateway.tests.stage import Stage
    from gongshu.jobs import worker
    from gongshu.participation.tests import stage as voices

    settings.GONGSHU = replace(settings.GONGSHU, promises={"participation.answer": 5})
    cast = settle(NOW)
    stage = Stage(cast)
    entry = stage.entry(hooked=False, title="医保定点机构", **OPENED)
    stage.hook_text(entry, PLACES)
    voices.answer(voices.shown(entry, cast("lin"), cast("chen")), cast("huang"), 3, "按季度更新。")
    said = {"grounds": "error", "record": "A3", "reason": "床位数不对"}
    case = cases.open_case("objection", [entry.number], said, actor=cast("lin"), now=at(4))
    worker.drain(at(5))
    clock.set_to(at(5))
    control.forget()
    yield SimpleNamespace(address=live, entry=entry, case=case)
    control.forget()
    clock.set_to(None)


def test_a_visitor_finds_sees_takes_reads_answers_and_checks_within_five_minutes(town: Any, chromium: Any) -> None:
    for size in (DESK, PHONE):
        with opened(chromium, size) as page:
            visit = _Visit(page, town, size)
            steps = (visit.find, visit.narrow, visit.see, visit.call, visit.take, visit.read_answers, visit.hop)
            for step in (*steps, visit.check_a_receipt, visit.read_the_law, visit.assess):
                step()


class _Visit:
    """One visitor's steps, each where the one before has led to."""

    def __init__(self, page: Any, town: Any, size: tuple[int, int]) -> None:
        self.page, self.town, self.width, self.seen = page, town, size[0], 0

    def looked(self) -> None:
        """Nothing on the page is out of reach of anybody."""
        self.seen += 1
        keep(self.page, f"visit-{self.width}-{self.seen:02d}")
        assert (faults(self.page), overflows(self.page)) == ([], []), f"look {self.seen}"

    def tab(self, name: str) -> None:
        self.page.locator(".entry-tabs").get_by_role("link", name=name, exact=True).click()

    def find(self) -> None:
        self.page.goto(self.town.address)
        self.looked()
        self.page.locator("#hero-words").fill("医保")
        self.page.locator("#hero-words").press("Enter")
        expect(self.page.locator("#hits-title")).to_have_text("1 个数据集")

    def narrow(self) -> None:
        self.page.evaluate("window.stays = true")
        self.page.locator("#tick-opening-unconditional").check()
        expect(self.page).to_have_url(re.compile("opening=unconditional"))
        assert self.page.evaluate("window.stays") is True
        self.looked()
        for name in ("Atom 订阅", "JSON"):
            address = self.page.get_by_role("link", name=name, exact=True).evaluate("link => link.href")
            assert "医保定点机构" in self.page.request.get(address).text(), name
        self.page.get_by_role("link", name="医保定点机构").click()
        expect(self.page.get_by_role("heading", name="医保定点机构", level=1)).to_be_visible()

    def see(self) -> None:
        self.tab("样例")
        expect(self.page.get_by_role("cell", name="城西")).to_be_visible()
        expect(self.page.get_by_role("cell", name="107.51", exact=True)).to_be_visible()
        self.looked()
        self.tab("图表")
        expect(self.page.locator("#pictures canvas").first).to_be_visible()
        expect(self.page.locator(".chart-map canvas")).to_be_visible()
        self.looked()

    def call(self) -> None:
        self.tab("接口")
        self.page.get_by_role("link", name="发送请求").click()
        expect(self.page.locator("#trial-answer")).to_contain_text("A2")
        self.looked()

    def take(self) -> None:
        self.page.get_by_role("link", name="获取数据").click()
        expect(self.page.get_by_text("取数不须令牌")).to_be_visible()
        self.looked()
        with self.page.expect_download() as waiting:
            self.page.get_by_role("button", name="下载").click()
        assert "A3,城东,5" in Path(waiting.value.path()).read_text(encoding="utf-8-sig")

    def read_answers(self) -> None:
        self.page.goto(f"{self.town.address}/catalogue/{self.town.entry.number}")
        self.tab("互动")
        expect(self.page.get_by_text("按季度更新。")).to_be_visible()
        expect(self.page.get_by_text("按承诺期限回答")).to_be_visible()
        expect(self.page.locator(".voice-answer")).to_contain_text("自然资源")
        expect(self.page.locator(".voice-answer time")).to_be_visible()
        self.looked()

    def hop(self) -> None:
        self.page.get_by_role("button", name="English").click()
        expect(self.page.get_by_role("heading", name="Abstract")).to_be_visible()
        assert chinese(self.page) == []
        self.page.get_by_role("button", name="中文").click()
        expect(self.page.get_by_role("heading", name="摘要")).to_be_visible()

    def check_a_receipt(self) -> None:
        self.page.locator(".places").get_by_role("link", name="办件查询").click()
        self.page.get_by_label("编号").fill(self.town.case.number)
        self.page.get_by_label("查询码").fill(self.town.case.receipt_code)
        self.page.locator(".receipt-form button").click()
        expect(self.page.get_by_role("heading", name=re.compile(self.town.case.number))).to_be_visible()
        self.looked()

    def read_the_law(self) -> None:
        self.page.locator("main").get_by_role("link", name=re.compile("达州办法 第二十八条")).first.click()
        expect(self.page.get_by_role("heading", name="第二十八条", level=1)).to_be_visible()
        self.looked()

    def assess(self) -> None:
        self.page.locator("footer").get_by_role("link", name="开放自评").click()
        expect(self.page.get_by_role("heading", name="开放自评", level=1)).to_be_visible()
        self.looked()
