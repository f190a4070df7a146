"""Who carries which duty at which moment, and who lent it."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gongshu.audit import Event, Subject, record
from gongshu.audit.models import AuditEvent
from gongshu.people import SYSTEM, Refused
from gongshu.people.models import Account, Administrator, Delegation, DutyGrant
from gongshu.people.services import DutyUnfit, appoint, delegate, dismiss, end_delegation, grant_duty, revoke_duty
from gongshu.people.tests import stage
from gongshu.people.tests.stage import NOW, acting, person

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def bureau():
    stage.regions()
    return stage.body()


@pytest.fixture
def security(bureau):
    return acting(person("secadmin", bureau, office="security"))


def test_the_security_administrator_grants_a_duty_from_this_moment_on(bureau, security):
    liu = person("liu", bureau)
    grant_duty(liu, "steward", actor=security, now=NOW)
    assert acting(liu).duties == {"steward"}
    assert acting(liu, NOW - timedelta(seconds=1)).duties == set()
    assert AuditEvent.objects.filter(event=Event.DUTY_GRANT, subject_id="liu", actor_login="secadmin").count() == 1


def test_granting_twice_is_one_grant(bureau, security):
    liu = person("liu", bureau)
    first = grant_duty(liu, "steward", actor=security, now=NOW)
    assert grant_duty(liu, "steward", actor=security, now=NOW + WEEK) == first
    assert DutyGrant.objects.count() == 1


def test_a_duty_ends_when_it_is_withdrawn_or_its_time_is_over(bureau, security):
    liu = person("liu", bureau)
    grant_duty(liu, "steward", actor=security, now=NOW)
    grant_duty(liu, "handle", until=NOW + WEEK, actor=security, now=NOW)
    assert revoke_duty(liu, "steward", actor=security, now=NOW + timedelta(days=1))
    assert acting(liu, NOW + timedelta(days=1)).duties == {"handle"}
    assert acting(liu, NOW + WEEK).duties == set()
    assert not revoke_duty(liu, "steward", actor=security, now=NOW + WEEK)


def test_nobody_but_the_security_administrator_grants_duties(bureau):
    system = acting(person("sysadmin", bureau, office="system"))
    with pytest.raises(Refused, match="only the security administrator grants duties"):
        grant_duty(person("liu", bureau), "steward", actor=system, now=NOW)


def test_a_citizen_carries_no_duties_but_is_an_applicant(bureau, security):
    lin = person("lin", None, kind="citizen")
    with pytest.raises(DutyUnfit, match="is no open account of a body's staff"):
        grant_duty(lin, "steward", actor=security, now=NOW)
    assert acting(lin).duties == {"applicant"}


def test_an_administrators_duty_is_not_granted_one_by_one(bureau, security):
    with pytest.raises(DutyUnfit, match="'system_admin' is not granted one by one"):
        grant_duty(person("liu", bureau), "system_admin", actor=security, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyGrant.objects.create(account=person("he", bureau), duty="system_admin", since=NOW)


def test_an_administrator_handles_no_data(bureau, security):
    with pytest.raises(DutyUnfit, match="is an administrator and handles no data"):
        grant_duty(person("sysadmin", bureau, office="system"), "steward", actor=security, now=NOW)
    with pytest.raises(DutyUnfit, match="carries duties over data"):
        appoint(person("liu", bureau, "steward"), "audit", actor=security, now=NOW)


@pytest.mark.parametrize("other", ["security", "audit", "system"])
def test_no_account_is_two_administrators(bureau, other):
    account = person("sysadmin", bureau, office="system")
    with pytest.raises(DutyUnfit, match="is system administrator already; no account is two of them"):
        appoint(account, other, actor=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Administrator.objects.create(account=account, kind=other, since=NOW)


def test_an_unknown_office_is_refused_by_service_and_database(bureau):
    liu = person("liu", bureau)
    with pytest.raises(DutyUnfit, match="'super' is no administrator"):
        appoint(liu, "super", actor=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Administrator.objects.create(account=liu, kind="super", since=NOW)


def test_a_member_of_the_public_is_no_administrator(bureau):
    with pytest.raises(DutyUnfit, match="cannot be audit administrator"):
        appoint(person("lin", None, kind="citizen"), "audit", actor=SYSTEM, now=NOW)


def test_the_last_administrator_of_a_kind_stays_until_a_successor_is_there(bureau, security):
    office = Administrator.objects.get(kind="security")
    with pytest.raises(DutyUnfit, match="the only security administrator; appoint a successor first"):
        dismiss(office, actor=security, now=NOW)
    appoint(person("sec2", bureau), "security", actor=security, now=NOW)
    dismiss(office, actor=security, now=NOW)
    assert [one.account.login for one in Administrator.objects.all()] == ["sec2"]
    assert acting(Account.objects.get(login="secadmin")).duties == set()


def test_while_somebody_is_away_a_colleague_carries_the_duty_and_events_name_both(bureau):
    chen, he = person("chen", bureau, "officer", "handle"), person("he", bureau)
    delegate(chen, he, ["officer"], since=NOW, until=NOW + WEEK, reason="休假", actor=acting(chen), now=NOW)
    stand_in = acting(he)
    assert stand_in.duties == {"officer"}
    assert stand_in.stands_in_for == ("chen",)
    with transaction.atomic():
        row = record(Event.CASE_MOVE, Subject("case", "1"), by=stand_in, at=NOW)
    assert json.loads(row.body)["by"] == {
        "login": "he",
        "body": "511700-jtysj",
        "via": "session",
        "stands_in_for": ["chen"],
    }
    assert acting(he, NOW + WEEK).duties == set()


def test_nobody_lends_what_they_no_longer_hold(bureau, security):
    chen, he = person("chen", bureau, "officer"), person("he", bureau)
    delegate(chen, he, ["officer"], since=NOW, until=NOW + WEEK, reason="出差", actor=acting(chen), now=NOW)
    revoke_duty(chen, "officer", actor=security, now=NOW + timedelta(days=1))
    assert acting(he, NOW + timedelta(days=2)).duties == set()


def test_a_delegation_can_be_taken_back_early(bureau):
    chen, he = person("chen", bureau, "officer"), person("he", bureau)
    lent = delegate(chen, he, ["officer"], since=NOW, until=NOW + WEEK, reason="病假", actor=acting(chen), now=NOW)
    end_delegation(lent, actor=acting(chen), now=NOW + timedelta(hours=1))
    assert acting(he, NOW + timedelta(hours=1)).duties == set()
    assert AuditEvent.objects.filter(event=Event.DELEGATION_END).count() == 1


def test_only_the_holder_or_the_security_administrator_delegates(bureau, security):
    chen, he = person("chen", bureau, "officer"), person("he", bureau)
    with pytest.raises(Refused, match="only the holder of the duties or the security administrator"):
        delegate(chen, he, ["officer"], since=NOW, until=NOW + WEEK, reason="x", actor=acting(he), now=NOW)
    assert delegate(chen, he, ["officer"], since=NOW, until=NOW + WEEK, reason="病假", actor=security, now=NOW).pk


@pytest.mark.parametrize(
    ("duties", "hours", "message"),
    [
        (["leader"], 1, r"holds \['officer'\] and cannot delegate \['leader'\]"),
        ([], 1, "cannot delegate"),
        (["officer"], 0, "an absence has an end"),
    ],
)
def test_a_delegation_that_makes_no_sense_is_refused(bureau, duties, hours, message):
    chen, he = person("chen", bureau, "officer"), person("he", bureau)
    with pytest.raises(DutyUnfit, match=message):
        delegate(
            chen, he, duties, since=NOW, until=NOW + timedelta(hours=hours), reason="x", actor=acting(chen), now=NOW
        )


def test_duties_are_lent_inside_one_body_only(bureau):
    chen = person("chen", bureau, "officer")
    stranger = person("wu", stage.body("511700-zrzyj", "市自然资源局"))
    with pytest.raises(DutyUnfit, match="another open account of the same body"):
        delegate(chen, stranger, ["officer"], since=NOW, until=NOW + WEEK, reason="x", actor=acting(chen), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            giver=chen, receiver=chen, duties=["officer"], since=NOW, until=NOW + WEEK, reason="x"
        )
