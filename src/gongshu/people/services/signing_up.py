"""The public opens its own accounts."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from gongshu.audit import Event, record
from gongshu.people.actor import ANYONE, Actor
from gongshu.people.models import Account
from gongshu.people.models.accounts import Kind
from gongshu.people.permission import require, service
from gongshu.people.subjects import subject_of
from gongshu.people.told import Told


class SignUpClosed(Told):
    """This node opens no accounts for the public, or the account asked for is not the public's; HTTP 403."""

    status = 403


@service
def sign_up(account: Account, *, actor: Actor = ANYONE, now: datetime) -> Account:
    """Save a citizen's or company's own account, filled in by the form. Raises: SignUpClosed."""
    require(actor, "people.public")
    if not settings.GONGSHU.sign_up:
        raise SignUpClosed(
            "本节点未开放公众注册，请向公共数据主管部门申请账号",
            "sign-up is off on this node (setting sign_up in gongshu.toml); ask the data authority for an account",
        )
    if account.kind not in (Kind.CITIZEN, Kind.COMPANY) or account.body_id is not None:
        raise SignUpClosed(
            f"类型为 {account.kind!r} 的账号由系统管理员开立，不能自行注册",
            f"an account of kind {account.kind!r} is opened by the system administrator, not by sign-up",
        )
    with transaction.atomic():
        account.opened_at = now
        account.save()
        record(Event.ACCOUNT_SIGN_UP, subject_of(account), by=actor, at=now, facts={"kind": account.kind})
    return account
