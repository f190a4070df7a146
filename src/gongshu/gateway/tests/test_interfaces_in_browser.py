"""Interfaces of the source in a browser: registered, read, tried; at a desk and on a phone, in both languages, by axe."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect
from tests.browser import sign_in, wrong_with

from gongshu.cases.models import Case
from gongshu.catalogue import services as catalogue
from gongshu.gateway.tests.stage import NOW, at
from gongshu.interfaces import services, stopping
from gongshu.interfaces.models import Interface
from gongshu.interfaces.tests.running import running
from gongshu.interfaces.wire.failures import Outcome
from gongshu.people.actor import SYSTEM

pytestmark = pytest.mark.browser

OPENED = {"opening": "unconditional", "opening_conditions": "", "sharing": "unconditional"}
MORE = {
    "credential": "header", "credential_name": "X-Api-Key", "quota": 5000,
    "sample": '{"code": 200, "data": {"list": [{"dyh": "U00001", "mj": "61.50", "djrq": "2025-09-01", "qlr": "张三", "pq": "城东"}]}}',
}  # fmt: skip


def test_an_interface_is_registered_hooked_and_tried_on_pages_that_fit_and_are_complete(
    stage, live, chromium, desk, settings, today
):
    with running() as source:
        settings.GONGSHU = replace(settings.GONGSHU, interface_networks=(source.network,), unused_days=20)
        huang, resources = stage.cast("huang"), [{"kind": "interface", "title": "不动产登记查询"}]
        numbers = [stage.entry(hooked=False, resources=resources, **said).number for said in (OPENED, {})]
        for number in numbers:
            services.register(f"{number}-1", source.described("/people", **MORE), "k3y", actor=huang, now=NOW)
            stage.hook_resource(f"{number}-1")
        opened, conditional = numbers
        grant = stage.granted(conditional)
        for title in ("按权利人查询", "还没有登记的接口"):
            catalogue.add_resource(opened, "interface", title, actor=huang, now=NOW)

        reached = dict.fromkeys(Interface.objects.values_list("pk", flat=True), (Outcome.OK, 12))
        services.note_probes(reached, actor=SYSTEM, now=NOW)
        desk.goto(f"{live}/catalogue/{opened}?tab=api")
        desk.get_by_label("不动产单元号").fill("U00003")
        desk.get_by_role("button", name="写成请求").click()
        desk.get_by_role("link", name="发送请求").click()
        expect(desk.locator(".trial-answer")).to_contain_text('"owner":"张**"')

        sign_in(desk, live, "huang")
        desk.goto(f"{live}/resources/{opened}-2/interface/edit")
        desk.get_by_label("服务地址").fill(source.address("/people"))
        desk.get_by_label("数据项与字段").fill("unit_no = dyh")
        desk.get_by_label("数据行的位置").fill("data.list")
        desk.get_by_role("button", name="保存").click()
        desk.get_by_role("button", name="送挂接").click()
        expect(desk.get_by_text("GJ-").first).to_be_visible()
        case = Case.objects.filter(procedure="resource-hook").latest("pk").number

        desk.request.get(f"{live}/data/{opened}/call/{opened}-1?dyh=NONE")
        today(at(25))
        stopping.plan_stop(f"{opened}-1", at(26), at(27), "机房检修", actor=huang, now=at(25))
        pages = [
            ("", f"/catalogue/{opened}?tab=api&interface={opened}-1&{opened}-1-dyh=U00003"), ("liu", f"/catalogue/{conditional}?tab=api"), ("huang", f"/catalogue/{opened}/check"),
            ("huang", f"/resources/{opened}-1/interface"), ("huang", f"/resources/{opened}-3/interface"), ("huang", f"/resources/{opened}-1/interface/edit"),
            ("liu", f"/resources/{conditional}-1/interface"), ("liu", f"/grants/{grant.number}"), ("chen", f"/catalogue/review/{case}"),
            ("huang", "/interfaces"), ("huang", f"/resources/{opened}-1/interface/watch"), ("chen", "/grants"),
        ]  # fmt: skip
        assert wrong_with(chromium, live, pages) == []
