"""Ending one's own sessions on other devices."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.models import Account
from gongshu.people.permission import repair, require
from gongshu.people.subjects import subject_of


@repair
def end_session(account: Account, session_id: int, *, actor: Actor, now: datetime) -> bool:
    """End one of one's own sessions at once; False if there is none of this number."""
    require(actor, "people.own", account)
    with transaction.atomic():
        session = UserSession.objects.filter(pk=session_id, user=account).first()
        if session is None:
            return False
        session.end()
        record(Event.SESSION_END, subject_of(account), by=actor, at=now)
    return True
