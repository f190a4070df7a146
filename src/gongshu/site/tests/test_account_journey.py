"""A person signs in, protects the account by a second factor, and ends other sessions, as in a browser."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import translation
from playwright.sync_api import expect
from tests.browser import DESK, faults, opened

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple 17"


@pytest.fixture
def person(live: str) -> Any:
    from gongshu.people.models import Account

    account = Account(
        login="li-wei", name="李伟", kind="citizen", opened_at=datetime.fromisoformat("2025-09-01T09:00+08:00")
    )
    account.set_password(PASSWORD)
    account.save()
    with translation.override("zh-hans"):
        yield account


def sign_in(page: Any, address: str) -> None:
    page.goto(f"{address}/accounts/login/?next=/accounts/2fa/")
    page.get_by_label("用户名").fill("li-wei")
    page.locator("#id_password").fill(PASSWORD)
    page.locator(".entrance button[type=submit]").click()
    page.wait_for_url(re.compile("/accounts/2fa/"))


def test_the_second_factor_is_set_up_and_asked_for(live: str, chromium: Any, person: Any) -> None:
    with opened(chromium, DESK) as page:
        sign_in(page, live)
        page.get_by_role("link", name="激活").click()
        page.locator("#id_password").fill(PASSWORD)  # A session that was left open must not change the factors.
        page.get_by_role("button", name="确认").click()
        page.locator(".qr img").wait_for()
        assert page.locator(".qr img").evaluate("e => e.complete && e.naturalWidth > 0")
        assert faults(page) == []
        secret = page.locator("#authenticator_secret").input_value()
        page.locator("#id_code").fill(now_of(secret))
        page.get_by_role("button", name="激活").click()
        page.locator("#codes").wait_for()
        codes = page.locator("#codes").inner_text().split()
        assert len(codes) == 10
        assert faults(page) == []
    with opened(chromium, DESK) as page:
        sign_in(page, live)
        page.locator("#id_code").fill(codes[0])
        page.locator(".entrance button.btn-primary").click()
        page.wait_for_url(re.compile("/accounts/2fa/$"))
        expect(page.locator(".who")).to_have_text("李伟")


def now_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_wrong_password_says_so_beside_the_form(live: str, chromium: Any, person: Any) -> None:
    with opened(chromium, DESK) as page:
        page.goto(f"{live}/accounts/login/")
        page.get_by_label("用户名").fill("li-wei")
        page.locator("#id_password").fill("not the password")
        page.locator(".entrance button[type=submit]").click()
        page.get_by_role("alert").wait_for()
        assert faults(page) == []


def test_a_person_ends_the_other_sessions(live: str, chromium: Any, person: Any) -> None:
    with opened(chromium, DESK) as elsewhere, opened(chromium, DESK) as here:
        sign_in(elsewhere, live)
        sign_in(here, live)
        here.goto(f"{live}/accounts/sessions/")
        here.get_by_role("button", name="结束其他会话").click()
        here.get_by_role("button", name="结束其他会话").wait_for(state="detached")
        elsewhere.goto(f"{live}/accounts/sessions/")
        expect(elsewhere).to_have_url(re.compile("/accounts/login/"))


def test_signing_out_takes_one_press(live: str, chromium: Any, person: Any) -> None:
    with opened(chromium, DESK, scripts=False) as page:
        sign_in(page, live)
        page.get_by_role("button", name="退出").click()
        page.get_by_role("link", name="登录").wait_for()
        page.goto(f"{live}/accounts/sessions/")
        expect(page).to_have_url(re.compile("/accounts/login/"))
