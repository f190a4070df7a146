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
from gongshu.people.told import Told


class DutyUnfit(Told):
    """This person cannot carry this duty; the message says why and what to do."""


@service
def grant_duty(account: Account, duty: str, *, until: datetime | None = None, actor: Actor, now: datetime) -> DutyGrant:
    """Charge a member of staff with a duty in their body; a second time changes nothing. Raises: DutyUnfit."""
    require(actor, "people.duties")
    _check(account, duty, actor)
    if until is not None and until <= now:
        raise DutyUnfit(
            f"职责的终止时间 {until:%Y-%m-%d %H:%M} 已过，请填写以后的时间，或者不填",
            f"the duty would end at {until:%Y-%m-%d %H:%M}, which has passed; name a later moment or none",
        )
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
        raise DutyUnfit(
            f"{duty!r} 不能单项授予，可授予的有 {[one.value for one in GRANTED]}",
            f"{duty!r} is not granted one by one; those that are: {[one.value for one in GRANTED]}",
        )
    if account.kind != Kind.STAFF or not account.is_active:
        raise DutyUnfit(
            f"{account.login} 不是单位人员的在用账号，不能承担职责",
            f"{account.login} is no open account of a body's staff, so it carries no duties",
        )
    if Administrator.objects.filter(account=account).exists():
        raise DutyUnfit(
            f"{account.login} 是管理员，不得经办数据，请把职责 {duty} 授予他人",
            f"{account.login} is an administrator and handles no data; give the duty {duty} to somebody else",
        )
    if account.pk == actor.account_id:
        raise DutyUnfit(
            f"{account.login} 不能给自己授予职责 {duty}，请由其他安全管理员办理",
            f"{account.login} cannot grant the duty {duty} to themselves; let another security administrator do it",
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
            f"{giver.login} 只能委托本单位的其他在用账号，{receiver.login} 不是",
            f"{giver.login} can delegate only to another open account of the same body; {receiver.login} is none",
        )
    held = set(DutyGrant.objects.filter(in_time(now), account=giver).values_list("duty", flat=True))
    if not duties or not held.issuperset(duties):
        raise DutyUnfit(
            f"{giver.login} 承担的职责是 {sorted(held)}，不能委托 {sorted(duties)}",
            f"{giver.login} holds {sorted(held)} and cannot delegate {sorted(duties)}; delegate some of those held",
        )
    if until <= max(since, now):
        raise DutyUnfit(
            f"{giver.login} 的委托将于 {until.isoformat()} 终止，早于其开始；请填写正确的终止时间",
            f"the delegation of {giver.login} would end at {until.isoformat()}, before it began; an absence has an end",
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
        raise DutyUnfit(
            f"没有管理员 {kind!r}，只有 {Office.values}", f"{kind!r} is no administrator; there are {Office.values}"
        )
    if account.kind != Kind.STAFF or not account.is_active:
        raise DutyUnfit(
            f"{account.login} 不是单位人员的在用账号，不能任管理员",
            f"{account.login} is no open account of a body's staff, so it cannot be {kind} administrator",
        )
    if DutyGrant.objects.filter(in_time(now), account=account).exists():
        raise DutyUnfit(
            f"{account.login} 承担数据职责，请先收回，或者为管理员另开账号",
            f"{account.login} carries duties over data; withdraw them, or open another account for the administrator",
        )
    try:
        with transaction.atomic():
            office = Administrator.objects.create(account=account, kind=kind, since=now)
            record(Event.ADMINISTRATOR_APPOINT, subject_of(account), by=actor, at=now, facts={"kind": kind})
    except IntegrityError as problem:
        held = Administrator.objects.get(account=account).kind
        raise DutyUnfit(
            f"{account.login} 已是 {held} 管理员，一个账号不得兼任",
            f"{account.login} is {held} administrator already; no account is two of them",
        ) from problem
    return office


@service
def dismiss(office: Administrator, *, actor: Actor, now: datetime) -> None:
    """End an administrator's office. Raises: DutyUnfit if no other of the kind would be left."""
    require(actor, "people.administrators")
    if not Administrator.objects.filter(kind=office.kind).exclude(pk=office.pk).exists():
        raise DutyUnfit(
            f"{office.account.login} 是唯一的 {office.kind} 管理员，请先任命接任者",
            f"{office.account.login} is the only {office.kind} administrator; appoint a successor first",
        )
    with transaction.atomic():
        account = office.account  # The row's key is the account, and it is empty once the row is gone.
        office.delete()
        record(Event.ADMINISTRATOR_DISMISS, subject_of(account), by=actor, at=now, facts={"kind": office.kind})
