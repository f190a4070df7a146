"""A visitor reports an error without an account, in a real browser: at a desk and on a phone, in both languages, by axe."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser import chinese, faults, opened, overflows

from gongshu.audit import clock
from gongshu.cases.models import Case
from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import NOW, complete, publish, settle

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("transactional_db")]
LOOK = os.environ.get("GONGSHU_LOOK")  # a folder for pictures, for whoever wants to see the pages


@pytest.fixture
def entry(node, settings):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/jiangsu")
    cast = settle()
    said = complete(provider=cast("huang").body, collection_method="direct", masked=True, opening="unconditional")
    basis = {"purpose": "登记", "scope": "本省", "method": "窗口", "format": "数据库", "process": "受理、登簿"}
    said["collection"] = {**said["collection"], **basis}
    clock.set_to(NOW)
    yield publish(services.add(said, actor=cast("huang"), now=NOW), cast("huang"), cast("chen"))
    clock.set_to(None)


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-CN"), (390, "zh-CN"), (1280, "en-US"), (390, "en-US")])
def test_a_visitor_reports_an_error_and_reads_number_and_code(entry, live, chromium, width, language):
    with opened(chromium, (width, 900), language) as page:
        page.goto(f"{live}/catalogue/{entry.number}")
        page.locator("a[href^='/cases/open/error-report']").click()
        look(page, f"report-{width}-{language}")
        assert not faults(page)
        assert not overflows(page)
        page.locator("main form select[required]").select_option(index=1)
        page.locator("[name=reason]").fill("面积有误" if language == "zh-CN" else "The area is wrong")
        page.locator("[name=contact_mail]").fill("zhou@example.com")
        page.locator("main form button[type=submit]").click()
        case = Case.objects.get(procedure="error-report")
        expect(page.locator("main")).to_contain_text(case.receipt_code)
        look(page, f"received-{width}-{language}")
        assert not faults(page)
        assert not overflows(page)
        assert language == "zh-CN" or not chinese(page)


def look(page, name):
    if LOOK:
        page.screenshot(path=Path(LOOK) / f"{name}.png", full_page=True)
