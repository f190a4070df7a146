"""API tokens: shown once, scoped, expiring, revocable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Token
from gongshu.people.permission import repair, require, rights, service
from gongshu.people.secret import digest_of, new_secret
from gongshu.people.subjects import subject_of
from gongshu.people.told import Told

LONGEST = timedelta(days=366)


class TokenUnfit(Told):
    """No token can be made of what was asked; the message shows the value."""


@service
def issue_token(
    account: Account, name: str, *, scopes: Sequence[str], expires_at: datetime, actor: Actor, now: datetime
) -> tuple[Token, str]:
    """Return a new token of one's own account and its secret, which is shown this once. Raises: TokenUnfit."""
    require(actor, "people.own", account)
    _check(scopes, expires_at, now)
    secret = new_secret()
    with transaction.atomic():
        token = Token.objects.create(
            account=account,
            name=name,
            digest=digest_of(secret),
            hint=secret[-4:],
            scopes=sorted(scopes),
            made_at=now,
            expires_at=expires_at,
        )
        facts = {"name": name, "hint": token.hint, "scopes": token.scopes, "expires_at": expires_at.isoformat()}
        record(Event.TOKEN_ISSUE, subject_of(account), by=actor, at=now, facts=facts)
    return token, secret


def _check(scopes: Sequence[str], expires_at: datetime, now: datetime) -> None:
    known = set(rights()) | {right.split(".")[0] + ".*" for right in rights()} | {"*"}
    if unknown := sorted(set(scopes) - known):
        raise TokenUnfit(
            f"没有范围 {unknown};* 表示本人全部权限，或者选用 {sorted(known)}",
            f"scopes {unknown} are unknown; use * for all of your rights, or some of {sorted(known)}",
        )
    if not scopes:
        raise TokenUnfit(
            "令牌至少要有一项范围，* 表示本人全部权限",
            "a token without a scope could do nothing; name at least one, or * for all of your rights",
        )
    if not now < expires_at <= now + LONGEST:
        raise TokenUnfit(
            f"令牌须在 {LONGEST.days} 天内到期且不早于现在，{expires_at.isoformat()} 不符",
            f"a token ends within {LONGEST.days} days and not before it begins; {expires_at.isoformat()} is outside",
        )


@repair
def revoke_token(token: Token, *, actor: Actor, now: datetime) -> None:
    """Revoke a token of one's own; whoever uses it from now on is refused. Works even while changes are refused."""
    require(actor, "people.own", token.account)
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
            record(
                Event.TOKEN_REVOKE,
                subject_of(token.account),
                by=actor,
                at=now,
                facts={"name": token.name, "hint": token.hint},
            )
