"""One-time sign-in links: how somebody enters first, since no account has a default password."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.people.acting import actor_of_account
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Account, OneTimeLink
from gongshu.people.permission import repair, require
from gongshu.people.secret import digest_of, new_secret
from gongshu.people.subjects import subject_of
from gongshu.people.told import Told

VALID_FOR = timedelta(days=3)


class LinkSpent(Told):
    """This link is unknown, was used or has expired; HTTP 410."""

    status = 410


@repair
def one_time_link(account: Account, now: datetime, *, actor: Actor = SYSTEM) -> str:
    """Return the address of a link that signs its owner in once within three days; earlier unused links end.

    The three days are those of the machine's clock: they guard against whoever finds an old link, and a rehearsal that
    plays another year must not spend today's. The event bears the node's clock, `now`.
    """
    require(actor, "people.accounts")
    secret, made = new_secret(), timezone.now()
    with transaction.atomic():
        OneTimeLink.objects.filter(account=account, used_at__isnull=True).delete()
        OneTimeLink.objects.create(account=account, digest=digest_of(secret), made_at=made, expires_at=made + VALID_FOR)
        record(Event.LINK_ISSUE, subject_of(account), by=actor, at=now)
    return f"{settings.GONGSHU.address.rstrip('/')}/enter/{secret}"


@repair
def enter(secret: str, *, now: datetime, wall: datetime | None = None) -> Account:
    """Use a link up and return the account that it signs in; `wall` is the machine's clock. Raises: LinkSpent."""
    require(SYSTEM, "people.public")
    wall = wall or timezone.now()
    with transaction.atomic():
        unused = OneTimeLink.objects.filter(
            digest=digest_of(secret), used_at__isnull=True, expires_at__gt=wall, account__is_active=True
        )
        link = unused.select_related("account__body", "account__office").first()
        # One statement both looks and marks: of two clicks at once, one wins.
        if link is None or not OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=wall):
            raise LinkSpent(
                "此链接不存在、已使用或者已过期，请向系统管理员索取新链接",
                "this link is unknown, has been used or has expired; ask the system administrator for a new one",
            )
        record(Event.LINK_USE, subject_of(link.account), by=actor_of_account(link.account, now, via="session"), at=now)
    return link.account
