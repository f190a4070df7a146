"""Passwords, second factors, sign-up of the public, and the operator's identity provider."""

import hashlib
import hmac
import re
import struct
import subprocess
import sys
import time
from base64 import b32decode
from dataclasses import replace

import httpx
import pytest
from allauth.mfa.models import Authenticator

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.people.models import Account
from gongshu.people.services import SignUpClosed, sign_up
from gongshu.people.tests import identity_provider as provider
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, person

pytestmark = pytest.mark.django_db
PASSWORD = "三江六岸 under seven bridges"
BACK = "http://testserver/accounts/oidc/city/login/callback/"


@pytest.fixture(autouse=True)
def bureau(node):
    from django.core.cache import cache

    cache.clear()  # allauth counts failed attempts there
    stage.regions()
    return stage.body()


@pytest.fixture
def liu(bureau):
    account = person("liu", bureau, "steward")
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client, login="liu", password=PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


def code_of(secret: str) -> str:
    """The six digits of RFC 6238 for this moment."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.digest(b32decode(secret), counter, hashlib.sha1)
    place = mac[-1] & 15
    return f"{(int.from_bytes(mac[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_password_signs_in_and_is_kept_as_argon2(client, liu):
    assert liu.password.startswith("argon2$argon2id$")
    assert sign_in(client).status_code == 302
    assert client.get("/account").status_code == 200
    assert AuditEvent.objects.filter(event=Event.SIGN_IN, actor_login="liu").count() == 1


def test_a_wrong_password_is_an_event_about_the_account_that_exists(client, liu):
    assert sign_in(client, password="wrong").status_code == 200
    assert sign_in(client, login="nobody", password="wrong").status_code == 200
    failures = AuditEvent.objects.filter(event=Event.SIGN_IN_FAIL)
    assert [event.subject_id for event in failures] == ["liu"]
    assert client.get("/account").status_code == 302


def test_a_new_password_is_set_with_its_event_and_never_written_there(client, bureau):
    account = person("he", bureau)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    event = AuditEvent.objects.get(event=Event.ACCOUNT_CHANGE, subject_id="he")
    assert PASSWORD not in event.body


def test_signing_out_is_an_event(client, liu):
    sign_in(client)
    client.post("/accounts/logout/")
    assert AuditEvent.objects.filter(event=Event.SIGN_OUT, actor_login="liu").count() == 1


def test_a_closed_account_does_not_sign_in(client, liu):
    Account.objects.filter(pk=liu.pk).update(is_active=False, closed_at=NOW)
    sign_in(client)
    assert client.get("/account").status_code == 302


def test_an_account_without_a_password_does_not_sign_in_with_an_empty_one(client, bureau):
    person("he", bureau)
    for password in ("", "!", "he"):
        sign_in(client, login="he", password=password)
    assert client.get("/account").status_code == 302


def test_a_second_factor_is_asked_for_and_its_secret_is_kept_encrypted(client, liu):
    sign_in(client)
    page = client.get("/accounts/2fa/totp/activate/")
    if page.status_code == 302:  # allauth wants the password once more before a factor is added
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    stored = Authenticator.objects.get(user=liu, type="totp").data["secret"]
    assert secret not in stored
    changes = AuditEvent.objects.filter(event=Event.ACCOUNT_CHANGE, subject_id="liu").values_list("body", flat=True)
    assert sum("second factor added" in body for body in changes) == 2  # the generator, and codes for its loss

    client.post("/accounts/logout/")
    assert sign_in(client).url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/account").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200


def test_the_public_signs_up_with_name_and_kind(client):
    said = {"username": "lin", "name": "林小雨", "kind": "citizen", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", said).status_code == 302
    account = Account.objects.get(login="lin")
    assert (account.name, account.kind, account.body) == ("林小雨", "citizen", None)
    assert AuditEvent.objects.filter(event=Event.ACCOUNT_SIGN_UP, subject_id="lin").count() == 1
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "staff"},
        {"username": "Lin"},
        {"username": "liu"},
        {"password1": "short", "password2": "short"},
        {"name": ""},
    ],
)
def test_a_sign_up_that_does_not_fit_opens_no_account(client, liu, wrong):
    said = {"username": "lin", "name": "林小雨", "kind": "citizen", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", said | wrong).status_code == 200
    assert [account.login for account in Account.objects.all()] == ["liu"]


def test_nobody_signs_up_as_staff_behind_the_form(bureau):
    with pytest.raises(SignUpClosed, match="opened by the system administrator, not by sign-up"):
        sign_up(Account(login="spy", name="x", kind="staff", body=bureau), now=NOW)


def test_sign_up_can_be_off(client, settings):
    settings.GONGSHU = replace(settings.GONGSHU, sign_up=False)
    said = {"username": "lin", "name": "林小雨", "kind": "citizen", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", said)
    assert not Account.objects.exists()
    with pytest.raises(SignUpClosed, match="sign-up is off on this node"):
        sign_up(Account(login="lin", name="林小雨", kind="citizen"), now=NOW)


@pytest.fixture(scope="module")
def provider_address(tmp_path_factory):
    """The address of an identity provider that runs as another process."""
    folder = tmp_path_factory.mktemp("provider")
    process = subprocess.Popen(
        [sys.executable, provider.__file__, str(folder), BACK], stdout=subprocess.PIPE, text=True
    )
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def city(provider_address, settings):
    app = {"provider_id": "city", "name": "统一身份认证", "client_id": provider.CLIENT, "secret": provider.SECRET}
    app["settings"] = {"server_url": provider_address}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return provider_address


def round_trip(client, city: str):
    """Go to the provider as a browser does, sign in there, and come back."""
    start = client.post("/accounts/oidc/city/login/")
    assert start.url.startswith(city)
    with httpx.Client(follow_redirects=False, timeout=60) as browser:
        asked = browser.get(start.url)
        form = browser.get(city + asked.headers["location"])
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        said = {"login": provider.LOGIN, "password": provider.PASSWORD} | (
            {"csrfmiddlewaretoken": token[1]} if token else {}
        )
        answer = browser.post(form.url, data=said)
        while not answer.headers["location"].startswith("http://testserver"):
            answer = browser.get(httpx.URL(city).join(answer.headers["location"]))
    return client.get(answer.headers["location"].removeprefix("http://testserver"))


def test_whom_the_identity_provider_knows_signs_in_to_the_account_of_the_same_login(client, city, bureau):
    person("liu", bureau, "steward")
    assert round_trip(client, city).status_code == 302
    assert "liu" in client.get("/account").content.decode()
    client.logout()
    assert round_trip(client, city).status_code == 302
    assert Account.objects.count() == 1
    assert AuditEvent.objects.filter(event=Event.SIGN_IN, actor_login="liu").count() == 2


def test_the_identity_provider_opens_no_account(client, city):
    round_trip(client, city)
    assert not Account.objects.exists()
    assert client.get("/account").status_code == 302


def test_a_closed_account_does_not_come_back_by_the_identity_provider(client, city, bureau):
    account = person("liu", bureau)
    Account.objects.filter(pk=account.pk).update(is_active=False, closed_at=NOW)
    round_trip(client, city)
    assert client.get("/account").status_code == 302
