"""Opening, changing and closing accounts of staff, and handing over when somebody leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.identifiers import LOGIN_VALIDATORS
from gongshu.people.models import Account, Administrator, Body, Delegation, DutyGrant, Token
from gongshu.people.models.accounts import Kind, in_time
from gongshu.people.permission import repair, require, service
from gongshu.people.subjects import subject_of
from gongshu.people.told import Told

_OWN = frozenset({"mail", "phone", "language"})


class AccountUnfit(Told):
    """What was said about an account cannot be; the message shows the value and what to do."""


@service
def open_account(
    login: str,
    name: str,
    *,
    kind: str = Kind.STAFF,
    body: Body | None = None,
    mail: str = "",
    phone: str = "",
    actor: Actor,
    now: datetime,
) -> Account:
    """Open an account without a password: its owner enters by a one-time link and sets one. Raises: ValidationError; IntegrityError."""
    require(actor, "people.accounts")
    for validator in LOGIN_VALIDATORS:
        validator(login)
    account = Account(login=login, name=name, kind=kind, body=body, mail=mail, phone=phone, opened_at=now)
    account.set_unusable_password()
    with transaction.atomic():
        account.save(force_insert=True)
        facts = {"kind": account.kind, "body": body.code if body else ""}
        record(Event.ACCOUNT_CREATE, subject_of(account), by=actor, at=now, facts=facts)
    return account


@service
def change_own(account: Account, *, actor: Actor, now: datetime, **said: Any) -> Account:
    """Change one's own mail, telephone or language. Raises: AccountUnfit for anything else."""
    require(actor, "people.own", account)
    if unknown := set(said) - _OWN:
        raise AccountUnfit(
            f"{account.login}：{sorted(unknown)} 不能由本人变更，可变更的有 {sorted(_OWN)}",
            f"{account.login}: {sorted(unknown)} cannot be changed by its owner; what can is {sorted(_OWN)}",
        )
    with transaction.atomic():
        for name, value in said.items():
            setattr(account, name, value)
        account.save(update_fields=list(said))
        record(Event.ACCOUNT_CHANGE, subject_of(account), by=actor, at=now, facts={"changed": sorted(said)})
    return account


@repair
def set_password(account: Account, password: str, *, actor: Actor, now: datetime) -> None:
    """Set one's own password; the form has checked its strength. Works even while changes are refused."""
    require(actor, "people.own", account)
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        record(Event.ACCOUNT_CHANGE, subject_of(account), by=actor, at=now, facts={"changed": ["password"]})


@service
def hand_over(leaver: Account, successor: Account, *, actor: Actor, now: datetime) -> list[str]:
    """Move every live duty from somebody who leaves to a colleague, and close the account; return the duties.

    What waits in inboxes waits for a duty in a body, not for a person, so it is the successor's at once.
    Raises: AccountUnfit unless both are open accounts of one body.
    """
    require(actor, "people.accounts")
    if (
        leaver.body_id is None
        or leaver.body_id != successor.body_id
        or not successor.is_active
        or leaver.pk == successor.pk
    ):
        raise AccountUnfit(
            f"{leaver.login} 只能移交给本单位的其他在用账号，{successor.login} 不是",
            f"{leaver.login} can hand over only to another open account of the same body; {successor.login} is none",
        )
    with transaction.atomic():
        live = DutyGrant.objects.filter(in_time(now), account=leaver)
        duties = sorted(live.values_list("duty", flat=True))
        held = set(DutyGrant.objects.filter(in_time(now), account=successor).values_list("duty", flat=True))
        DutyGrant.objects.bulk_create(
            DutyGrant(account=successor, duty=duty, since=now) for duty in duties if duty not in held
        )
        record(Event.HAND_OVER, subject_of(leaver), by=actor, at=now, facts={"to": successor.login, "duties": duties})
        _close(leaver, actor, now)
    return duties


@service
def close_account(account: Account, *, actor: Actor, now: datetime) -> Account:
    """Close an account. Raises: AccountUnfit while it still carries duties or an office, which must be handed over first."""
    require(actor, "people.accounts")
    duties = sorted(DutyGrant.objects.filter(in_time(now), account=account).values_list("duty", flat=True))
    if duties or Administrator.objects.filter(account=account).exists():
        what = duties or ["administrator"]
        raise AccountUnfit(
            f"{account.login} 仍承担 {what}，请先移交或者收回再注销",
            f"{account.login} still carries {what}; hand them over or withdraw them before the account closes",
        )
    with transaction.atomic():
        _close(account, actor, now)
    return account


def _close(account: Account, actor: Actor, now: datetime) -> None:
    DutyGrant.objects.filter(in_time(now), account=account).update(until=now)
    Delegation.objects.filter(giver=account, ended_at__isnull=True, until__gt=now).update(ended_at=now)
    Delegation.objects.filter(receiver=account, ended_at__isnull=True, until__gt=now).update(ended_at=now)
    Token.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=now)
    account.is_active, account.closed_at = False, now
    account.set_unusable_password()
    account.save(update_fields=["is_active", "closed_at", "password"])
    record(Event.ACCOUNT_CLOSE, subject_of(account), by=actor, at=now)
