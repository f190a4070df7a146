"""Granting duties, lending them while somebody is away, and appointing the three administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.duties import GRANTED
from gongshu.people.models import Account, Administrator, Delegation, DutyGrant
from gongshu.people.models.accounts import Kind, Office, in_time
from gongshu.people.permission import require, service
from gongshu.people.subjects import subject_of


class DutyUnfit(Exception):
    """This person cannot carry this duty; the message says why and what to do."""


@service
def grant_duty(account: Account, duty: str, *, until: datetime | None = None, actor: Actor, now: datetime) -> DutyGrant:
    """Charge a member of staff with a duty in their body; a second time changes nothing. Raises: DutyUnfit."""
    require(actor, "people.duties")
    _check(account, duty, actor)
    with transaction.atomic():
        held = DutyGrant.objects.filter(in_time(now), account=account, duty=duty).first()
        if held is not None:
            return held
        granted = DutyGrant.objects.create(account=account, duty=duty, since=now, until=until)
        facts = {"duty": duty, "until": until.isoformat() if until else None}
        record(Event.DUTY_GRANT, subject_of(account), by=actor, at=now, facts=facts)
    return granted


def _check(account: Account, duty: str, actor: Actor) -> None:
    if duty not in [one.value for one in GRANTED]:
        raise DutyUnfit(f"{duty!r} is not granted one by one; those that are: {[one.value for one in GRANTED]}")
    if account.kind != Kind.STAFF or not account.is_active:
        raise DutyUnfit(f"{account.login} is no open account of a body's staff, so it carries no duties")
    if Administrator.objects.filter(account=account).exists():
        raise DutyUnfit(
            f"{account.login} is an administrator and handles no data; give the duty {duty} to somebody else"
        )
    if account.pk == actor.account_id:
        raise DutyUnfit(
            f"{account.login} cannot grant the duty {duty} to themselves; let another security administrator do it"
        )


@service
def revoke_duty(account: Account, duty: str, *, actor: Actor, now: datetime) -> bool:
    """Withdraw a duty from this moment on; False if the person did not hold it."""
    require(actor, "people.duties")
    with transaction.atomic():
        if not DutyGrant.objects.filter(in_time(now), account=account, duty=duty).update(until=now):
            return False
        record(Event.DUTY_REVOKE, subject_of(account), by=actor, at=now, facts={"duty": duty})
    return True


@service
def delegate(
    giver: Account,
    receiver: Account,
    duties: Sequence[str],
    *,
    since: datetime,
    until: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Delegation:
    """Let a colleague carry duties while their holder is away; every event of that time names both.

    The holder does it, or the security administrator. Raises: DutyUnfit.
    """
    require(actor, "people.delegate", giver)
    if giver.body_id is None or giver.body_id != receiver.body_id or not receiver.is_active or giver.pk == receiver.pk:
        raise DutyUnfit(
            f"{giver.login} can delegate only to another open account of the same body; {receiver.login} is none"
        )
    held = set(DutyGrant.objects.filter(in_time(now), account=giver).values_list("duty", flat=True))
    if not duties or not held.issuperset(duties):
        raise DutyUnfit(
            f"{giver.login} holds {sorted(held)} and cannot delegate {sorted(duties)}; delegate some of those held"
        )
    if until <= max(since, now):
        raise DutyUnfit(
            f"the delegation of {giver.login} would end at {until.isoformat()}, before it began; an absence has an end"
        )
    with transaction.atomic():
        lent = Delegation.objects.create(
            giver=giver, receiver=receiver, duties=sorted(duties), since=since, until=until, reason=reason
        )
        facts = {
            "to": receiver.login,
            "duties": sorted(duties),
            "since": since.isoformat(),
            "until": until.isoformat(),
            "reason": reason,
        }
        record(Event.DELEGATION_START, subject_of(giver), by=actor, at=now, facts=facts)
    return lent


@service
def end_delegation(lent: Delegation, *, actor: Actor, now: datetime) -> None:
    """Take lent duties back before their time."""
    require(actor, "people.delegate", lent.giver)
    with transaction.atomic():
        if Delegation.objects.filter(pk=lent.pk, ended_at__isnull=True).update(ended_at=now):
            record(Event.DELEGATION_END, subject_of(lent.giver), by=actor, at=now, facts={"to": lent.receiver.login})


@service
def appoint(account: Account, kind: str, *, actor: Actor, now: datetime) -> Administrator:
    """Make somebody system, security or audit administrator; nobody is two of them. Raises: DutyUnfit."""
    require(actor, "people.administrators")
    if kind not in Office.values:
        raise DutyUnfit(f"{kind!r} is no administrator; there are {Office.values}")
    if account.kind != Kind.STAFF or not account.is_active:
        raise DutyUnfit(f"{account.login} is no open account of a body's staff, so it cannot be {kind} administrator")
    if DutyGrant.objects.filter(in_time(now), account=account).exists():
        raise DutyUnfit(
            f"{account.login} carries duties over data; withdraw them, or open another account for the administrator"
        )
    try:
        with transaction.atomic():
            office = Administrator.objects.create(account=account, kind=kind, since=now)
            record(Event.ADMINISTRATOR_APPOINT, subject_of(account), by=actor, at=now, facts={"kind": kind})
    except IntegrityError as problem:
        held = Administrator.objects.get(account=account).kind
        raise DutyUnfit(f"{account.login} is {held} administrator already; no account is two of them") from problem
    return office


@service
def dismiss(office: Administrator, *, actor: Actor, now: datetime) -> None:
    """End an administrator's office. Raises: DutyUnfit if no other of the kind would be left."""
    require(actor, "people.administrators")
    if not Administrator.objects.filter(kind=office.kind).exclude(pk=office.pk).exists():
        raise DutyUnfit(f"{office.account.login} is the only {office.kind} administrator; appoint a successor first")
    with transaction.atomic():
        office.delete()
        record(Event.ADMINISTRATOR_DISMISS, subject_of(office.account), by=actor, at=now, facts={"kind": office.kind})
