"""The root addresses: health, interface, pages of the account."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from gongshu.law import errors as law
from gongshu.site import page
from gongshu.ui.problems import problem_of


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.django_db
def test_a_healthy_node_says_so() -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "version": "0.1.0", "database": connection.vendor}


@pytest.mark.django_db
def test_a_node_without_its_database_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise OperationalError("no such server")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "no such server"


@pytest.mark.pure
def test_the_interface_describes_itself() -> None:
    said = Client().get("/api/v1/openapi.json").json()
    assert said["info"]["title"] == "公数 Gongshu"


@pytest.mark.pure
def test_an_unknown_interface_answers_in_the_common_shape() -> None:
    assert Client().get("/api/v1/nothing").json()["error"]["where"] == "/api/v1/nothing"


@pytest.mark.django_db
def test_the_login_page_asks_for_login_and_password() -> None:
    said = Client().get("/accounts/login/").content.decode()
    assert 'name="login"' in said
    assert 'name="password"' in said
    assert "一次性链接" in said


@pytest.mark.pure
@pytest.mark.parametrize("error", [law.LawNotInForce("x"), law.MoveNotAllowed("x"), law.NotSet("x")])
def test_an_error_of_the_law_is_told_and_not_a_fault(error: law.LawError) -> None:
    assert problem_of(error, "/x").status == 409


@pytest.mark.pure
def test_the_newest_checkpoint_is_none_before_the_first(tmp_path) -> None:
    assert page.newest_checkpoint(tmp_path) is None


@pytest.mark.pure
def test_a_damaged_checkpoint_keeps_no_page_from_being_drawn(tmp_path) -> None:
    (tmp_path / "checkpoint").write_text("nonsense", encoding="utf-8")
    assert page.newest_checkpoint(tmp_path) is None


@pytest.mark.pure
def test_every_page_shows_the_newest_checkpoint(node) -> None:
    root = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    (node.ledger / "checkpoint").write_text(
        f"example.cn/log\n17\n{root}\n\n\u2014 example.cn/log AAAAAAAAAA==\n", encoding="utf-8"
    )
    said = Client().get("/no-such-page").content.decode()
    assert root in said
    assert "共 17 条" in said


@pytest.mark.django_db
def test_a_bad_token_does_not_break_the_page_that_says_so() -> None:
    answer = Client().get("/no-such-page", headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 404


def signed_in() -> Client:
    from gongshu.people.models import Account

    visitor = Client()
    account = Account.objects.create(
        login="li-wei", name="李伟", kind="citizen", opened_at=datetime.fromisoformat("2025-09-01T09:00+08:00")
    )
    visitor.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return visitor


@pytest.mark.django_db
def test_a_page_greets_the_person_who_is_signed_in() -> None:
    said = signed_in().get("/no-such-page").content.decode()
    assert "李伟" in said
    assert 'action="/accounts/logout/"' in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_change_password", "account_logout", "mfa_index", "usersessions_list", "socialaccount_connections"]
)
def test_every_page_of_the_account_has_our_look_in_both_languages(name: str) -> None:
    visitor = signed_in()
    for language in ("zh-hans", "en"):
        visitor.post("/language", {"language": language})
        answer = visitor.get(reverse(name), follow=True)
        assert answer.status_code == 200
        assert "masthead" in answer.content.decode()


@pytest.mark.django_db
def test_a_reset_mail_is_written_in_the_language_of_the_page(mailoutbox) -> None:
    from gongshu.people.models import Account

    Account.objects.create(
        login="li-wei",
        name="李伟",
        kind="citizen",
        mail="li@example.cn",
        opened_at=datetime.fromisoformat("2025-09-01T09:00+08:00"),
    )
    for language, greeting in (("zh-hans", "您好"), ("en", "Good day")):
        visitor = Client()
        visitor.post("/language", {"language": language})
        visitor.post("/accounts/password/reset/", {"email": "li@example.cn"})
        assert greeting in mailoutbox[-1].body
        assert "/accounts/password/reset/key/" in mailoutbox[-1].body


@pytest.mark.pure
def test_a_persons_address_for_letters_is_kept_in_one_place() -> None:
    assert Client().get("/accounts/email/")["Location"] == reverse("people:account")
