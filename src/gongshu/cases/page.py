"""What every page knows of cases: how much waits and what was not read yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from gongshu.cases import queries
from gongshu.people.acting import actor_of
from gongshu.ui import context


@context.extend
def cases(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    if not actor.is_signed_in:
        return {}
    return {"inbox_waiting": queries.waiting(actor), "notices_unread": queries.notices(actor, unread=True).count()}
