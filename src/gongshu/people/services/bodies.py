"""Registering bodies, giving them roles, and their internal chains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.duties import SPEAKING
from gongshu.people.identifiers import is_uscc
from gongshu.people.kinds import kinds, sectors
from gongshu.people.models import Body, BodyRole, Chain, Region
from gongshu.people.models.bodies import Status
from gongshu.people.permission import require, service
from gongshu.people.subjects import subject_of
from gongshu.people.told import Told

_CHANGEABLE = frozenset(
    {
        "zh",
        "en",
        "short",
        "uscc",
        "kind",
        "region",
        "parent",
        "entrusted",
        "sector",
        "head",
        "contact",
        "contact_details",
    }
)


class BodyUnfit(Told):
    """What was said about a body cannot be; the message shows the value and what is allowed."""


@service
def register_body(code: str, *, actor: Actor, now: datetime, **said: Any) -> Body:
    """Write a new body with its event.

    `said` are the fields of Body; a kind or sector must be one that the text of the place names. Source: the definition
    of public data in each text. Raises: BodyUnfit.
    """
    require(actor, "people.bodies")
    _check(said, timezone.localdate(now))
    with transaction.atomic():
        body = Body.objects.create(code=code, **said)
        record(
            Event.BODY_CREATE, subject_of(body), by=actor, at=now, facts={"kind": body.kind, "region": body.region_id}
        )
    return body


@service
def change_body(body: Body, *, actor: Actor, now: datetime, **said: Any) -> Body:
    """Change a body's particulars; its code stays for ever. Raises: BodyUnfit."""
    require(actor, "people.bodies")
    if unknown := set(said) - _CHANGEABLE:
        raise BodyUnfit(
            f"{body.code}：{sorted(unknown)} 不能变更，可变更的有 {sorted(_CHANGEABLE)}",
            f"{body.code}: {sorted(unknown)} cannot be changed; what can is {sorted(_CHANGEABLE)}",
        )
    _check({"kind": body.kind, "entrusted": body.entrusted, **said}, timezone.localdate(now))
    with transaction.atomic():
        for name, value in said.items():
            setattr(body, name, value)
        body.save(update_fields=list(said))
        record(Event.BODY_CHANGE, subject_of(body), by=actor, at=now, facts={"changed": sorted(said)})
    return body


@service
def close_body(body: Body, *, actor: Actor, now: datetime) -> Body:
    """Dissolve a body: its roles end today, its page stays. Raises: BodyUnfit while it has open accounts."""
    require(actor, "people.bodies")
    if open_accounts := list(body.accounts.filter(is_active=True).values_list("login", flat=True)):
        raise BodyUnfit(
            f"{body.code} 还有未注销的账号 {sorted(open_accounts)}，请先移交职责并注销",
            f"{body.code} still has the accounts {sorted(open_accounts)}; hand their duties over and close them first",
        )
    with transaction.atomic():
        body.status = Status.CLOSED
        body.save(update_fields=["status"])
        body.roles.filter(until__isnull=True).update(until=timezone.localdate(now))
        record(Event.BODY_CLOSE, subject_of(body), by=actor, at=now)
    return body


@service
def give_role(
    body: Body, role: str, *, region: Region, since: date, basis: str, actor: Actor, now: datetime
) -> BodyRole:
    """Let a body hold a statutory role for a region from a day on; a predecessor's role ends on that day.

    `basis` is the article or decision that gives the role, for example 达州办法 第六条第一款.
    """
    require(actor, "people.bodies")
    with transaction.atomic():
        for former in BodyRole.objects.filter(role=role, region=region, until__isnull=True).select_related("body"):
            _end(former, since, actor, now)
        held = BodyRole.objects.create(body=body, role=role, region=region, since=since, basis=basis)
        facts = {"role": role, "region": region.code, "since": since.isoformat()}
        record(Event.ROLE_GIVE, subject_of(body), by=actor, at=now, law=basis, facts=facts)
    return held


@service
def end_role(held: BodyRole, *, on: date, actor: Actor, now: datetime) -> None:
    """End a role: `on` is the first day on which the body no longer holds it."""
    require(actor, "people.bodies")
    with transaction.atomic():
        _end(held, on, actor, now)


def _end(held: BodyRole, on: date, actor: Actor, now: datetime) -> None:
    held.until = on
    held.save(update_fields=["until"])
    facts = {"role": held.role, "region": held.region_id, "until": on.isoformat()}
    record(Event.ROLE_END, subject_of(held.body), by=actor, at=now, law=held.basis, facts=facts)


@service
def set_chain(body: Body, procedure: str, steps: Sequence[str], *, actor: Actor, now: datetime) -> Chain:
    """Set the duties that a case passes inside this body, in order; an empty procedure means all others. Raises: BodyUnfit."""
    require(actor, "people.chain", body)
    if unknown := [step for step in steps if step not in SPEAKING]:
        raise BodyUnfit(
            f"{body.code}：{unknown} 不能作为单位内部办理环节，可用的有 {sorted(SPEAKING)}",
            f"{body.code}: {unknown} cannot take a step inside a body; those who can are {sorted(SPEAKING)}",
        )
    with transaction.atomic():
        chain, _ = Chain.objects.update_or_create(body=body, procedure=procedure, defaults={"steps": list(steps)})
        record(
            Event.CHAIN_SET, subject_of(body), by=actor, at=now, facts={"procedure": procedure, "steps": list(steps)}
        )
    return chain


def _check(said: dict[str, Any], day: date) -> None:
    known = kinds(day)
    if said.get("kind") not in known:
        raise BodyUnfit(
            f"单位类型 {said.get('kind')!r} 不在 {day} 本地的类型之内：{sorted(known)}",
            f"kind {said.get('kind')!r} is none of {sorted(known)}, the kinds of body here on {day}",
        )
    sector, allowed = said.get("sector"), sectors(day)
    if sector and allowed and sector not in allowed:
        raise BodyUnfit(
            f"领域 {sector!r} 不在 {day} 本地公共服务组织的领域之内：{sorted(allowed)}",
            f"sector {sector!r} is none of {sorted(allowed)}, the sectors of public service organisations here on {day}",
        )
    if said.get("uscc") and not is_uscc(said["uscc"]):
        raise BodyUnfit(
            f"{said['uscc']!r} 不是统一社会信用代码：校验码不符（GB 32100）",
            f"{said['uscc']!r} is no unified social credit code: its check character does not fit (GB 32100)",
        )
    if said.get("kind") == "park_committee" and said.get("entrusted") is None:
        raise BodyUnfit(
            "园区管委会须有代管区域（达州办法 第五条第二款），请在 entrusted 中填写",
            "a park committee acts in an entrusted territory (达州办法 第五条第二款); name it in `entrusted`",
        )
