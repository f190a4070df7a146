"""The link in a letter that stops all letters to its reader; only this node can have made it."""

from __future__ import annotations

from django.core import signing

from gongshu.people.models import Account

_SALT = "participation.letters"


def make(account: Account) -> str:
    """Return what the link carries; it has no end, as letters are kept for years."""
    return signing.dumps(account.pk, salt=_SALT)


def read(link: str) -> Account | None:
    """Return whose letter carried the link, None where it was altered."""
    try:
        found: Account | None = Account.objects.filter(pk=signing.loads(link, salt=_SALT)).first()
    except signing.BadSignature:
        return None
    return found
