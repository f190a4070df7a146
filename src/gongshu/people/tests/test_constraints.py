"""The database itself refuses what must never be, whoever writes to it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from gongshu.people.models import (
    Account,
    Administrator,
    Body,
    BodyRole,
    Chain,
    Delegation,
    DutyGrant,
    OneTimeLink,
    Region,
    Token,
)
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def bureau():
    stage.regions()
    body = stage.body()
    person("liu", body)
    person("he", body)
    return body


def account(login: str = "liu") -> Account:
    return Account.objects.get(login=login)


def body() -> Body:
    return Body.objects.get(code="511700-jtysj")


def role(**said: object) -> BodyRole:
    given = {
        "role": "data_authority",
        "region_id": "511700",
        "since": date(2025, 3, 1),
        "basis": "达州办法 第六条第一款",
    } | said
    return BodyRole(body=body(), **given)


def delegation(**said: object) -> Delegation:
    given = {"giver": account(), "receiver": account("he"), "since": NOW, "until": NOW + DAY} | said
    return Delegation(duties=["handle"], reason="休假", **given)


NEVER: dict[str, Callable[[], Model]] = {
    "a region of an unknown level": lambda: Region(code="9", zh="x", level="planet", parent_id="000000"),
    "a city without anything above it": lambda: Region(code="9", zh="x", level="city"),
    "a nation inside a province": lambda: Region(code="9", zh="x", level="nation", parent_id="510000"),
    "two bodies with one code": lambda: Body(
        code="511700-jtysj", zh="x", en="x", short="x", kind="k", region_id="511700"
    ),
    "a body of an unknown status": lambda: Body(
        code="y", zh="x", en="x", short="x", kind="k", region_id="511700", status="gone"
    ),
    "a park committee without a territory": lambda: Body(
        code="y", zh="x", en="x", short="x", kind="park_committee", region_id="511700"
    ),
    "a role that ends before it begins": lambda: role(until=date(2025, 2, 28)),
    "a role without a basis": lambda: role(basis=""),
    "an account of an unknown kind": lambda: Account(login="x", name="x", kind="robot", opened_at=NOW),
    "staff without a body": lambda: Account(login="x", name="x", kind="staff", opened_at=NOW),
    "a citizen with a body": lambda: Account(login="x", name="x", kind="citizen", body=body(), opened_at=NOW),
    "a closed account without a time": lambda: Account(
        login="x", name="x", kind="citizen", is_active=False, opened_at=NOW
    ),
    "an open account that was closed": lambda: Account(
        login="x", name="x", kind="citizen", closed_at=NOW, opened_at=NOW
    ),
    "two accounts with one login": lambda: Account(login="liu", name="x", kind="citizen", opened_at=NOW),
    "an unknown duty": lambda: DutyGrant(account=account(), duty="king", since=NOW),
    "a duty of the public": lambda: DutyGrant(account=account(), duty="applicant", since=NOW),
    "an administrator's duty granted by hand": lambda: DutyGrant(account=account(), duty="audit_admin", since=NOW),
    "a duty that ends before it begins": lambda: DutyGrant(
        account=account(), duty="handle", since=NOW, until=NOW - DAY
    ),
    "a delegation to oneself": lambda: delegation(receiver=account()),
    "a delegation without duration": lambda: delegation(until=NOW),
    "an unknown administrator": lambda: Administrator(account=account(), kind="root", since=NOW),
    "a token that has expired when it is made": lambda: Token(
        account=account(), name="x", digest="1", hint="x", scopes=[], made_at=NOW, expires_at=NOW
    ),
    "a link that has expired when it is made": lambda: OneTimeLink(
        account=account(), digest="1", made_at=NOW, expires_at=NOW
    ),
}


@pytest.mark.parametrize("never", NEVER)
def test_the_database_refuses(bureau, never):
    row = NEVER[never]()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (role, role),
        (
            lambda: DutyGrant(account=account(), duty="handle", since=NOW),
            lambda: DutyGrant(account=account(), duty="handle", since=NOW),
        ),
        (
            lambda: Chain(body=body(), procedure="p", steps=[]),
            lambda: Chain(body=body(), procedure="p", steps=["handle"]),
        ),
        (
            lambda: Administrator(account=account(), kind="audit", since=NOW),
            lambda: Administrator(account=account(), kind="system", since=NOW),
        ),
    ],
    ids=["role in a region", "live duty", "chain of a procedure", "administrator"],
)
def test_there_is_only_one(bureau, first, second):
    first().save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        second().save(force_insert=True)


def test_a_role_and_a_duty_may_come_back_after_they_ended(bureau):
    role(until=date(2025, 6, 1)).save()
    role(since=date(2025, 6, 1)).save()
    DutyGrant.objects.create(account=account(), duty="handle", since=NOW, until=NOW + DAY)
    DutyGrant.objects.create(account=account(), duty="handle", since=NOW + DAY)
    assert (BodyRole.objects.count(), DutyGrant.objects.count()) == (2, 2)


def test_whom_records_name_is_never_deleted(bureau):
    DutyGrant.objects.create(account=account(), duty="handle", since=NOW)
    for row in (account(), body(), Region.objects.get(code="511700")):
        with pytest.raises(ProtectedError):
            row.delete()


@pytest.mark.parametrize(
    "row",
    [
        account,
        body,
        role,
        lambda: Region.objects.get(code="511700"),
        delegation,
        lambda: Chain(body=body(), procedure="p", steps=["handle", "leader"]),
        lambda: DutyGrant(account=account(), duty="handle"),
        lambda: Administrator(account=account(), kind="audit"),
        lambda: Token(name="上报", hint="abcd"),
        lambda: OneTimeLink(account=account(), made_at=NOW),
    ],
)
def test_every_row_says_in_a_line_what_it_is_and_shows_no_secret(bureau, row):
    shown = str(row())
    assert shown
    assert "\n" not in shown
