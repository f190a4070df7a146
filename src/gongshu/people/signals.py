"""What Django and allauth say about sign-in and second factors, as audit events."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
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


@receiver([password_changed, password_set])
def _password(sender: Any, user: Account, **rest: Any) -> None:
    _note(Event.ACCOUNT_CHANGE, user, changed="password")


@receiver(authenticator_added)
def _factor_added(sender: Any, user: Account, authenticator: Any, **rest: Any) -> None:
    _note(Event.ACCOUNT_CHANGE, user, changed="second factor added", factor=authenticator.type)


@receiver(authenticator_removed)
def _factor_removed(sender: Any, user: Account, authenticator: Any, **rest: Any) -> None:
    _note(Event.ACCOUNT_CHANGE, user, changed="second factor removed", factor=authenticator.type)
