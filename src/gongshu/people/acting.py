"""Making an actor: from a request, a login (rehearsals only) or a token."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from gongshu.audit import clock
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.duties import Duty
from gongshu.people.models import Account, Delegation, DutyGrant, Token
from gongshu.people.models.accounts import Kind, in_time
from gongshu.people.secret import digest_of
from gongshu.people.told import Told

_USE_IS_NOTED_EVERY = timedelta(hours=1)


class NoSuchPerson(Told):
    """No open account belongs to this login, or no valid one to this token; HTTP 401."""

    status = 401


class NotARehearsal(Told):
    """Only a rehearsal lets one act as somebody else."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who sends this request: by its bearer token, its session, or ANYONE. Raises: NoSuchPerson for a bad token."""
    known: Actor | None = getattr(request, "_gongshu_actor", None)
    if known is None:
        known = _read(request)
        request._gongshu_actor = known  # type: ignore[attr-defined]
    return known


def _read(request: HttpRequest) -> Actor:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return actor_for_token(secret.strip(), clock.now())
    user = getattr(request, "user", None)
    return actor_of_account(user, clock.now(), via="session") if isinstance(user, Account) else ANYONE


def actor_for_login(login: str, now: datetime) -> Actor:
    """Return a person of the cast by login, for `--as`. Raises: NotARehearsal on a real node; NoSuchPerson."""
    if not settings.GONGSHU.rehearsal:
        raise NotARehearsal(
            f"{settings.GONGSHU.folder} 是正式节点：请用本人的令牌(GONGSHU_TOKEN)办理，不能以 {login} 的名义办理",
            f"{settings.GONGSHU.folder} is a real node: act with your own token (GONGSHU_TOKEN), not as {login!r}",
        )
    account = Account.objects.select_related("body", "office").filter(login=login, is_active=True).first()
    if account is None:
        raise NoSuchPerson(
            f"没有登录名为 {login!r} 的在用账号，`gongshu people list` 可列出全部账号",
            f"no open account has the login {login!r}; `gongshu people list` shows those there are",
        )
    return actor_of_account(account, now, via="cli")


def actor_for_token(secret: str, now: datetime) -> Actor:
    """Return the owner of a token, limited to its scopes. Raises: NoSuchPerson if it is unknown, expired or revoked."""
    token = Token.objects.select_related("account__body", "account__office").filter(digest=digest_of(secret)).first()
    if token is None or token.revoked_at is not None or token.expires_at <= now or not token.account.is_active:
        raise NoSuchPerson(
            "令牌不存在、已过期或者已吊销，请在账号页面重新签发",
            "this token is unknown, expired or revoked; make a new one on the account page",
        )
    if token.last_used_at is None or now - token.last_used_at > _USE_IS_NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
    scopes = None if "*" in token.scopes else frozenset(token.scopes)
    return actor_of_account(token.account, now, via="token", scopes=scopes)


def actor_of_account(account: Account, now: datetime, *, via: str, scopes: frozenset[str] | None = None) -> Actor:
    """Return the account's owner with the duties that are live at this moment, own and delegated."""
    own = _own_duties(account, now)
    lent = _lent_duties(account, now)
    return Actor(
        account_id=account.pk,
        login=account.login,
        name=account.name,
        body=account.body.code if account.body else "",
        duties=frozenset(own.union(*lent.values())),
        via=via,
        kind=account.kind,
        stands_in_for=tuple(sorted(lent)),
        scopes=scopes,
    )


def _own_duties(account: Account, now: datetime) -> set[str]:
    if account.kind != Kind.STAFF:
        return {Duty.APPLICANT.value}
    office = getattr(account, "office", None)
    return _granted(account.pk, now) | ({office.duty} if office else set())


def _granted(account_id: int, now: datetime) -> set[str]:
    return set(DutyGrant.objects.filter(in_time(now), account_id=account_id).values_list("duty", flat=True))


def _lent_duties(account: Account, now: datetime) -> dict[str, set[str]]:
    """What others have delegated, by their logins; nobody can lend what they no longer hold themselves."""
    live = Delegation.objects.filter(in_time(now), receiver=account, ended_at__isnull=True, giver__is_active=True)
    lent = {one.giver.login: set(one.duties) & _granted(one.giver_id, now) for one in live.select_related("giver")}
    return {login: duties for login, duties in lent.items() if duties}
