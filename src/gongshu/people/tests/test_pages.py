"""The pages of people and bodies, signed in and out, in both languages."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from gongshu.audit import Event, clock
from gongshu.audit.models import AuditEvent
from gongshu.people import scopes
from gongshu.people.models import Account, Token
from gongshu.people.services import one_time_link
from gongshu.people.tests import stage
from gongshu.people.tests.stage import person

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def bureau(node):
    stage.regions()
    return stage.body()


@pytest.fixture
def liu(bureau, client):
    account = person("liu", bureau, "steward", "handle")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return account


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def in_english(client, path: str) -> str:
    client.cookies.load({"django_language": "en"})
    page = client.get(path).content.decode()
    return re.sub(
        r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", re.sub(r"<script.*?</script>", "", page, flags=re.S), flags=re.S
    )


def test_a_one_time_link_signs_in_and_is_spent(client, bureau):
    path = path_of(one_time_link(person("liu", bureau), clock.now()))
    assert client.get(path).status_code == 302
    assert client.get("/account").status_code == 200
    client.logout()
    spent = client.get(path)
    assert spent.status_code == 410
    assert "此链接不存在、已使用或者已过期" in spent.content.decode()
    assert AuditEvent.objects.filter(event=Event.SIGN_IN, actor_login="liu").count() == 1


def test_a_mail_program_that_only_looks_does_not_use_a_link_up(client, bureau):
    path = path_of(one_time_link(person("liu", bureau), clock.now()))
    assert client.head(path).status_code == 405
    assert client.get(path).status_code == 302


def test_a_link_does_not_pass_a_second_factor(client, bureau):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    account = person("liu", bureau)
    TOTP.activate(account, generate_totp_secret())
    answer = client.get(path_of(one_time_link(account, clock.now())))
    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/account").status_code == 302


def test_signed_out_the_account_page_asks_to_sign_in(client):
    assert client.get("/account").url.startswith("/accounts/login/?next=/account")


def test_the_account_page_shows_duties_in_words(client, liu):
    page = client.get("/account").content.decode()
    assert "经办人、数据专员" in page
    assert "此账号还没有密码" in page


def test_a_new_token_is_shown_once_and_works(client, liu):
    page = client.post("/account/tokens", {"name": "上报脚本", "scopes": ["*"], "days": 30})
    secret = re.search(r'<code id="secret">([^<]+)</code>', page.content.decode())[1]
    assert page["Cache-Control"] == "no-store"
    assert secret not in client.get("/account").content.decode()
    client.logout()
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["login"] == "liu"
    assert answer.json()["duties"] == ["handle", "steward"]


def test_a_token_reaches_no_further_than_the_parts_it_names(client, liu):
    page = client.post("/account/tokens", {"name": "上报脚本", "scopes": ["catalogue.*", "cases.*"], "days": 30})
    content = page.content.decode()
    assert "办件、目录" in content
    secret = re.search(r'<code id="secret">([^<]+)</code>', content)[1]
    bearer = {"Authorization": f"Bearer {secret}"}
    client.logout()
    assert client.get("/api/v1/cases", headers=bearer).status_code == 200
    assert client.get("/api/v1/me", headers=bearer).json()["login"] == "liu"
    refused = client.get("/api/v1/people", headers=bearer)
    assert (refused.status_code, refused.json()["error"]["what"]) == (403, "接口令牌的范围不包括此项")


def test_every_part_that_a_token_may_be_limited_to_has_a_name():
    assert [scope for scope, name in scopes.choices() if scope == str(name) and scope != "tests.*"] == []


def test_a_token_that_nobody_has_is_refused_in_the_one_error_shape(client):
    answer = client.get("/api/v1/people", headers={"Authorization": "Bearer nothing"})
    assert answer.status_code == 401
    assert answer.json()["error"]["status"] == 401


def test_a_token_form_with_a_mistake_is_shown_again_with_words(client, liu):
    answer = client.post("/account/tokens", {"name": "", "scopes": ["*"], "days": 9_999})
    assert answer.status_code == 422
    assert not Token.objects.exists()


def test_a_token_is_revoked_from_the_page_by_its_owner_only(client, liu, bureau):
    client.post("/account/tokens", {"name": "x", "scopes": ["*"], "days": 1})
    token = Token.objects.get()
    client.force_login(person("he", bureau), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/account/tokens/{token.pk}/revoke").status_code == 404
    client.force_login(liu, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/account/tokens/{token.pk}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_sessions_are_listed_and_another_one_can_be_ended(client, bureau):
    from allauth.usersessions.models import UserSession
    from django.test import Client

    account, other = person("liu", bureau), Client(headers={"user-agent": "另一台电脑"})
    for one in (client, other):
        one.get(path_of(one_time_link(account, clock.now())))
    page = client.get("/account").content.decode()
    assert "另一台电脑" in page
    session = UserSession.objects.get(user_agent="另一台电脑")
    assert client.post(f"/account/sessions/{session.pk}/end").status_code == 302
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert client.post(f"/account/sessions/{session.pk}/end").status_code == 404


def test_contact_details_are_changed_with_an_event(client, liu):
    assert client.post("/account/contact", {"mail": "liu@example.cn", "phone": "0818-1234567"}).status_code == 302
    assert Account.objects.get(login="liu").mail == "liu@example.cn"
    assert AuditEvent.objects.filter(event=Event.ACCOUNT_CHANGE, subject_id="liu").count() == 1
    assert client.post("/account/contact", {"mail": "no mail"}).status_code == 422


def test_duties_are_lent_and_taken_back_on_the_page(client, liu, bureau):
    he = person("he", bureau)
    until = timezone.localtime(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    answer = client.post(
        "/account/delegations", {"receiver": he.pk, "duties": ["steward"], "until": until, "reason": "休假"}
    )
    assert answer.status_code == 302
    assert "由 He 代行至" in client.get("/account").content.decode()
    lent = liu.given.get()
    assert client.post(f"/account/delegations/{lent.pk}/end").status_code == 302
    lent.refresh_from_db()
    assert lent.ended_at is not None
    assert (
        client.post(
            "/account/delegations", {"receiver": he.pk, "duties": ["leader"], "until": until, "reason": "x"}
        ).status_code
        == 422
    )


def test_why_shows_every_right_and_which_rule_refused_it(client):
    page = client.get("/why").content.decode()
    assert "仅系统管理员可以开立、变更、注销账号" in page
    one = client.get("/why?right=people.accounts").content.decode()
    assert "请向本单位负责人或者安全管理员申请相应职责" in one


def test_staff_see_their_colleagues_and_the_public_sees_nobody(client, liu, bureau):
    other = stage.body("511700-zrzyj", "市自然资源局")
    person("wu", other)
    person("lin", None, kind="citizen")
    assert [one["login"] for one in client.get("/people.json").json()["people"]] == ["liu"]
    assert client.get("/people").status_code == 200
    client.logout()
    assert client.get("/people.json").json() == {"people": []}
    assert client.get("/people").status_code == 302


def test_an_administrator_sees_everybody(client, bureau):
    person("wu", stage.body("511700-zrzyj", "市自然资源局"))
    admin = person("secadmin", bureau, office="security")
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    people = client.get("/people.json").json()["people"]
    assert [(one["login"], one["duties"]) for one in people] == [("secadmin", ["security_admin"]), ("wu", [])]


def test_a_body_page_shows_what_the_body_lacks_with_its_article(client):
    clock_now = timezone.localdate(clock.now())
    page = client.get("/bodies/511700-jtysj").content.decode()
    shown = client.get("/bodies/511700-jtysj.json").json()
    if clock_now.year < 2030:
        assert "未落实" in page
        assert shown["lacks"][0]["article"] == "达州办法 第七条第三款"
    assert shown["code"] == "511700-jtysj"


def test_the_names_of_a_bodys_people_are_for_its_own_staff(client, bureau):
    person("liu", bureau, "steward")
    assert client.get("/bodies/511700-jtysj.json").json()["people"] == []
    assert "Liu" not in client.get("/bodies/511700-jtysj").content.decode()


def test_an_unknown_body_is_a_404_that_says_where_to_look(client):
    answer = client.get("/bodies/nobody.json")
    assert answer.status_code == 404
    assert "/bodies" in json.dumps(answer.json(), ensure_ascii=False)


def test_page_json_and_api_tell_the_same_bodies(client):
    assert client.get("/bodies.json").json() == client.get("/api/v1/bodies").json()
    assert client.get("/bodies").status_code == 200
    assert client.get("/api/v1/bodies/511700-jtysj").json()["short"] == "市交通局"
    assert client.get("/api/v1/why?right=people.accounts").json()["allowed"] is False


@pytest.mark.parametrize("path", ["/account", "/why", "/people", "/bodies", "/bodies/511700-jtysj"])
def test_english_pages_hold_no_chinese_but_data_and_law(client, liu, path):
    left = [line.strip() for line in in_english(client, path).splitlines() if CHINESE.search(line)]
    assert not left, left


def test_an_administrator_is_told_that_the_duty_cannot_be_lent(client, bureau):
    client.force_login(person("sysadmin", bureau, office="system"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/account").content.decode()
    assert ("不能委托他人代行" in page, "/account/delegations" in page) == (True, False)
