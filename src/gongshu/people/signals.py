"""What Django and allauth say about sign-in and second factors, as audit events."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from gongshu.audit import Event, clock, record
from gongshu.people.acting import actor_of_account
from gongshu.people.actor import ANYONE
from gongshu.people.models import Account
from gongshu.people.subjects import subject_of


def _note(event: Event, account: Account, **facts: Any) -> None:
    now = clock.now()
    with transaction.atomic():
        record(event, subject_of(account), by=actor_of_account(account, now, via="session"), at=now, facts=facts)


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest, user: Account, **rest: Any) -> None:
    _note(Event.SIGN_IN, user)


@receiver(user_logged_out)
def _signed_out(sender: Any, request: HttpRequest, user: Account | None, **rest: Any) -> None:
    if user is not None:
        _note(Event.SIGN_OUT, user)


@receiver(user_login_failed)
def _failed(sender: Any, credentials: dict[str, Any], **rest: Any) -> None:
    """A failure is noted for logins that exist; a wrong login may be a password typed into the wrong field."""
    login = credentials.get("login") or credentials.get("username") or ""
    account = Account.objects.filter(login=login).first()
    if account is not None:
        with transaction.atomic():
            record(Event.SIGN_IN_FAIL, subject_of(account), by=ANYONE, at=clock.now())


# allauth announces second factors only after the commit, where a crash could lose the event; the row itself does not.
@receiver(post_save, sender=Authenticator)
def _factor_added(sender: Any, instance: Authenticator, created: bool, **rest: Any) -> None:
    if created:
        _note(Event.ACCOUNT_CHANGE, instance.user, changed="second factor added", factor=instance.type)


@receiver(post_delete, sender=Authenticator)
def _factor_removed(sender: Any, instance: Authenticator, **rest: Any) -> None:
    _note(Event.ACCOUNT_CHANGE, instance.user, changed="second factor removed", factor=instance.type)
