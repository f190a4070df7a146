"""Accounts are opened without a password, belong to one body, and are closed, never deleted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongshu.audit import Event, clock
from gongshu.audit.models import AuditEvent
from gongshu.people import SYSTEM, Refused, actor_for_login, actor_for_token
from gongshu.people.acting import NoSuchPerson, NotARehearsal
from gongshu.people.models import Account
from gongshu.people.services import (
    AccountUnfit,
    LinkSpent,
    TokenUnfit,
    change_own,
    close_account,
    delegate,
    enter,
    hand_over,
    issue_token,
    one_time_link,
    open_account,
    revoke_token,
)
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, acting, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bureau():
    stage.regions()
    return stage.body()


@pytest.fixture
def system(bureau):
    return acting(person("sysadmin", bureau, office="system"))


def secret_of(link: str) -> str:
    return link.rsplit("/", 1)[1]


def test_the_system_administrator_opens_an_account_without_a_password(bureau, system):
    account = open_account("liu", "刘洋", body=bureau, actor=system, now=NOW)
    assert not account.has_usable_password()
    assert AuditEvent.objects.filter(event=Event.ACCOUNT_CREATE, subject_id="liu", actor_login="sysadmin").count() == 1


def test_nobody_else_opens_accounts(bureau):
    chief = acting(person("gao", bureau, "chief_data_officer"))
    with pytest.raises(Refused, match="only the system administrator opens"):
        open_account("liu", "刘洋", body=bureau, actor=chief, now=NOW)


@pytest.mark.parametrize("login", ["Liu", "刘洋", "l", "1liu", "liu yang", "-liu", "liu\n"])
def test_a_login_is_written_in_small_latin_letters(bureau, system, login):
    with pytest.raises(ValidationError):
        open_account(login, "刘洋", body=bureau, actor=system, now=NOW)


def test_staff_belong_to_a_body_and_the_public_to_none(bureau):
    with pytest.raises(IntegrityError), transaction.atomic():
        open_account("liu", "刘洋", body=None, actor=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        open_account("lin", "林小雨", kind="citizen", body=bureau, actor=SYSTEM, now=NOW)


def test_a_one_time_link_signs_in_once(bureau):
    liu = person("liu", bureau)
    link = one_time_link(liu, NOW)
    assert link.startswith("http://127.0.0.1:8000/enter/")
    assert enter(secret_of(link), now=NOW + DAY) == liu
    with pytest.raises(LinkSpent, match="has been used"):
        enter(secret_of(link), now=NOW + DAY)


def test_a_one_time_link_ends_after_three_days_and_when_a_newer_one_is_made(bureau):
    liu = person("liu", bureau)
    old = one_time_link(liu, NOW)
    new = one_time_link(liu, NOW + DAY)
    with pytest.raises(LinkSpent):
        enter(secret_of(old), now=NOW + DAY)
    with pytest.raises(LinkSpent):
        enter(secret_of(new), now=NOW + DAY, wall=timezone.now() + 3 * DAY)


def test_a_rehearsal_that_plays_another_year_spends_no_link(bureau):
    liu = person("liu", bureau)
    assert enter(secret_of(one_time_link(liu, clock.BEGINNING)), now=NOW + 2_000 * DAY) == liu


def test_two_links_in_the_same_moment_leave_the_second(bureau):
    liu = person("liu", bureau)
    first, second = one_time_link(liu, NOW), one_time_link(liu, NOW)
    with pytest.raises(LinkSpent):
        enter(secret_of(first), now=NOW)
    assert enter(secret_of(second), now=NOW) == liu


def test_neither_link_nor_token_can_be_read_from_the_database(bureau):
    liu = person("liu", bureau)
    link = one_time_link(liu, NOW)
    token, secret = issue_token(liu, "上报脚本", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    stored = [
        *liu.links.values_list("digest", flat=True),
        token.digest,
        *AuditEvent.objects.values_list("body", flat=True),
    ]
    assert not any(secret in text or secret_of(link) in text for text in stored)


def test_a_token_acts_as_its_owner_within_its_scopes_until_it_expires(bureau):
    liu = person("liu", bureau, "steward")
    token, secret = issue_token(liu, "上报脚本", scopes=["people.*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    actor = actor_for_token(secret, NOW)
    assert (actor.login, actor.via, actor.scopes, actor.duties) == ("liu", "token", {"people.*"}, {"steward"})
    assert secret.endswith(token.hint)
    with pytest.raises(NoSuchPerson, match="unknown, expired or revoked"):
        actor_for_token(secret, NOW + DAY)


def test_a_token_for_everything_has_no_scope_to_check(bureau):
    liu = person("liu", bureau)
    _, secret = issue_token(liu, "命令行", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    assert actor_for_token(secret, NOW).scopes is None


def test_a_token_notes_to_the_hour_when_it_was_used(bureau):
    liu = person("liu", bureau)
    token, secret = issue_token(liu, "命令行", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    for minutes in (1, 30, 62):
        actor_for_token(secret, NOW + timedelta(minutes=minutes))
    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(minutes=62)


def test_a_revoked_token_ends_at_once(bureau):
    liu = person("liu", bureau)
    token, secret = issue_token(liu, "命令行", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    revoke_token(token, actor=acting(liu), now=NOW)
    with pytest.raises(NoSuchPerson):
        actor_for_token(secret, NOW)
    revoke_token(token, actor=acting(liu), now=NOW)
    assert AuditEvent.objects.filter(event=Event.TOKEN_REVOKE).count() == 1


def test_nobody_makes_or_revokes_a_token_of_somebody_else(bureau, system):
    liu = person("liu", bureau)
    token, _ = issue_token(liu, "命令行", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    with pytest.raises(Refused, match="only the owner of the account"):
        issue_token(liu, "后门", scopes=["*"], expires_at=NOW + DAY, actor=system, now=NOW)
    with pytest.raises(Refused):
        revoke_token(token, actor=system, now=NOW)


@pytest.mark.parametrize(
    ("scopes", "days", "message"),
    [
        (["people.fly"], 1, r"scopes \['people.fly'\] are unknown"),
        ([], 1, "could do nothing"),
        (["*"], 0, "within 366 days"),
        (["*"], 367, "within 366"),
    ],
)
def test_a_token_has_known_scopes_and_an_end(bureau, scopes, days, message):
    liu = person("liu", bureau)
    with pytest.raises(TokenUnfit, match=message):
        issue_token(liu, "x", scopes=scopes, expires_at=NOW + days * DAY, actor=acting(liu), now=NOW)


def test_whoever_leaves_hands_over_every_open_duty_and_their_account_closes(bureau, system):
    liu, he = person("liu", bureau, "steward", "handle"), person("he", bureau, "handle")
    _, secret = issue_token(liu, "命令行", scopes=["*"], expires_at=NOW + DAY, actor=acting(liu), now=NOW)
    delegate(liu, he, ["steward"], since=NOW, until=NOW + DAY, reason="休假", actor=acting(liu), now=NOW)
    assert hand_over(liu, he, actor=system, now=NOW) == ["handle", "steward"]
    assert acting(he).duties == {"handle", "steward"}
    assert acting(he).stands_in_for == ()
    liu.refresh_from_db()
    assert (liu.is_active, liu.closed_at) == (False, NOW)
    for attempt in (lambda: actor_for_token(secret, NOW), lambda: actor_for_login("liu", NOW)):
        with pytest.raises(NoSuchPerson):
            attempt()


def test_duties_are_handed_over_inside_one_body_only(bureau, system):
    liu, wu = person("liu", bureau, "steward"), person("wu", stage.body("511700-zrzyj", "市自然资源局"))
    with pytest.raises(AccountUnfit, match="another open account of the same body; wu is none"):
        hand_over(liu, wu, actor=system, now=NOW)


def test_an_account_with_duties_or_an_office_is_not_closed(bureau, system):
    liu = person("liu", bureau, "steward")
    with pytest.raises(AccountUnfit, match=r"still carries \['steward'\]"):
        close_account(liu, actor=system, now=NOW)
    with pytest.raises(AccountUnfit, match=r"still carries \['administrator'\]"):
        close_account(Account.objects.get(login="sysadmin"), actor=system, now=NOW)


def test_a_closed_account_keeps_its_row_and_ends_its_links(bureau, system):
    liu = person("liu", bureau)
    link = one_time_link(liu, NOW)
    close_account(liu, actor=system, now=NOW)
    assert Account.objects.filter(login="liu", is_active=False).exists()
    with pytest.raises(LinkSpent):
        enter(secret_of(link), now=NOW)


def test_people_change_their_own_mail_and_nothing_else(bureau):
    liu = person("liu", bureau)
    change_own(liu, actor=acting(liu), now=NOW, mail="liu@example.cn", language="en")
    liu.refresh_from_db()
    assert (liu.mail, liu.language) == ("liu@example.cn", "en")
    with pytest.raises(AccountUnfit, match=r"\['kind'\] cannot be changed by its owner"):
        change_own(liu, actor=acting(liu), now=NOW, kind="citizen")


def test_only_a_rehearsal_lets_one_act_as_somebody_else(bureau, settings):
    from dataclasses import replace

    person("liu", bureau)
    assert actor_for_login("liu", NOW).via == "cli"
    settings.GONGSHU = replace(settings.GONGSHU, rehearsal=False)
    with pytest.raises(NotARehearsal, match="act with your own token"):
        actor_for_login("liu", NOW)
