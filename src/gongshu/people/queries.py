"""Reading about people, bodies and what they did; page, API and command line share these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from gongshu.audit import Subject, reading
from gongshu.audit.models import AuditEvent
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty
from gongshu.people.kinds import kinds
from gongshu.people.lacks import Lack, default_of
from gongshu.people.models import Account, Body, Delegation, DutyGrant, Token
from gongshu.people.models.accounts import in_time
from gongshu.people.permission import Ruling, allowed, in_general, query, require, rights
from gongshu.people.told import Told


class NoSuchBody(Told):
    """No body has this code; HTTP 404."""

    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(
            f"没有代码为 {code!r} 的单位，全部单位见 /bodies",
            f"no body has the code {code!r}; /bodies lists those there are",
        )


class NoSuchPerson(Told):
    """No account that this visitor may see has this login; HTTP 404."""

    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A line of the list of people."""

    login: str
    name: str
    body: str  # code, empty for the public
    body_name: str
    kind: str
    duties: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyPage:
    """Who a body is: its roles, its people with duties, and what it lacks."""

    body: Body
    kind: Mapping[str, str]  # the statutory word for the kind of body
    roles: Sequence[Any]
    people: Sequence[Person]  # empty for those who may not see them
    lacks: Sequence[Lack]
    chain: Sequence[str]  # duties that a case passes inside the body; empty: whoever holds the duty answers alone
    may_change: bool
    may_manage: bool  # roles or the chain


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """An account as colleagues and administrators see it."""

    account: Account
    grants: Sequence[DutyGrant]  # live ones
    office: Any  # the Administrator row, None for most
    may_accounts: bool
    may_duties: bool
    may_administrators: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """Everything about one's own account."""

    account: Account
    duties: Sequence[str]
    sessions: Sequence[UserSession]
    tokens: Sequence[Token]
    given: Sequence[Delegation]
    received: Sequence[Delegation]
    has_second_factor: bool


@query
def people(actor: Actor, *, now: datetime, body: str = "") -> list[Person]:
    """Return the accounts that this person may see, with live duties, by login; `body` narrows to one body."""
    seen = Account.objects.visible_to(actor).select_related("body", "office").order_by("login")
    accounts = list(seen.filter(body__code=body) if body else seen)
    duties = _duties(accounts, now)
    return [_person(account, duties.get(account.pk, ())) for account in accounts]


def _duties(accounts: Sequence[Account], now: datetime) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {
        account.pk: [account.office.duty] for account in accounts if hasattr(account, "office")
    }
    for account_id, duty in (
        DutyGrant.objects.filter(in_time(now), account__in=accounts).values_list("account_id", "duty").order_by("duty")
    ):
        found.setdefault(account_id, []).append(duty)
    return found


def _person(account: Account, duties: Sequence[str]) -> Person:
    own = duties if account.body else (Duty.APPLICANT.value,)
    code, name = (account.body.code, account.body.short) if account.body else ("", "")
    return Person(
        login=account.login,
        name=account.name,
        body=code,
        body_name=name,
        kind=account.kind,
        duties=tuple(own),
        is_active=account.is_active,
    )


@query
def person_page(actor: Actor, login: str, *, now: datetime) -> PersonPage:
    """Return an account with its live duties, and what this visitor may do about it. Raises: NoSuchPerson also where it may not be seen."""
    seen = Account.objects.visible_to(actor).select_related("body", "office")
    account = seen.filter(login=login).first()
    if account is None:
        raise NoSuchPerson(
            f"没有您可以查看的账号 {login!r}，可以查看的见 /people",
            f"there is no account {login!r} that you may see; /people lists those you may",
        )
    live = DutyGrant.objects.filter(in_time(now), account=account)
    return PersonPage(
        account=account,
        grants=list(live.order_by("duty")),
        office=getattr(account, "office", None),
        may_accounts=allowed(actor, "people.accounts").allowed,
        may_duties=allowed(actor, "people.duties").allowed,
        may_administrators=allowed(actor, "people.administrators").allowed,
    )


@query
def bodies(actor: Actor) -> list[Body]:
    """Return every body, from the top of the map down."""
    return list(Body.objects.visible_to(actor).select_related("region").order_by("region__code", "code"))


@query
def body_page(actor: Actor, code: str, *, now: datetime, day: date) -> BodyPage:
    """Return who a body is and what it lacks on a day. Raises: NoSuchBody."""
    body = (
        Body.objects.visible_to(actor).select_related("region__parent", "entrusted", "parent").filter(code=code).first()
    )
    if body is None:
        raise NoSuchBody(code)
    roles = list(body.roles.select_related("region").order_by("role", "since"))
    kind = kinds(day).get(body.kind, {"zh": body.kind, "en": body.kind})
    chain = body.chains.filter(procedure="").first()
    may_change = allowed(actor, "people.bodies").allowed
    return BodyPage(
        body=body,
        kind=kind,
        roles=roles,
        people=people(actor, now=now, body=code),
        lacks=default_of(body, day),
        chain=chain.steps if chain else (),
        may_change=may_change,
        may_manage=may_change or allowed(actor, "people.chain", body).allowed,
    )


@query
def account_page(actor: Actor, account: Account, *, now: datetime) -> AccountPage:
    """Return one's own account: sessions, tokens, second factor, duties and delegations."""
    require(actor, "people.own", account)
    live = (
        Delegation.objects.filter(until__gt=now, ended_at__isnull=True)
        .select_related("giver", "receiver")
        .order_by("since")
    )
    return AccountPage(
        account=account,
        duties=_duties([account], now).get(account.pk, ()),
        sessions=list(UserSession.objects.purge_and_list(account)),
        tokens=list(
            Token.objects.filter(account=account, revoked_at__isnull=True, expires_at__gt=now).order_by("-made_at")
        ),
        given=list(live.filter(giver=account)),
        received=list(live.filter(receiver=account)),
        has_second_factor=Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists(),
    )


@query
def why(actor: Actor, right: str, about: object = None) -> Ruling:
    """Return the ruling on a right for this person, with the rule, its reason and how to get it."""
    return allowed(actor, right, about)


@query
def rulings(actor: Actor) -> list[Ruling]:
    """Return the ruling on every right there is, asked about nothing in particular."""
    return [in_general(actor, right) for right in rights()]


@query
def trail(actor: Actor, subject: Subject) -> list[AuditEvent]:
    """Return the events of a subject, oldest first, for auditors."""
    require(actor, "audit.read", subject)
    return list(reading.trail(subject))


@query
def receipt(actor: Actor, event: AuditEvent) -> reading.Receipt:
    """Return the proof of an event for auditors and for whoever did it. Raises: NotSealedYet."""
    require(actor, "audit.receipt", event)
    return reading.receipt(event)
