"""Oversight under /api/v1."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from gongshu.audit import clock
from gongshu.oversight import presenting, queries
from gongshu.people.acting import actor_of

router = Router(tags=["oversight"])
_LARGEST_PAGE = 100


@router.get("/oversight/notices", summary="Notices of misuse that are public today, newest first")
def notices(
    request: HttpRequest, entry: str = "", body: str = "", after: str = "", before: str = "", size: int = 20
) -> dict[str, Any]:
    shown = queries.notices(
        actor_of(request), timezone.localdate(clock.now()), entry=entry, body=body, after=after, before=before, size=_size(size)
    )  # fmt: skip
    return presenting.to_json(shown, presenting.notice_json)


@router.get("/oversight/credit", summary="Credit record of the sender or their body, and what their body decided")
def credit(request: HttpRequest, user: str = "", after: str = "", before: str = "", size: int = 20) -> dict[str, Any]:
    shown = queries.credit(actor_of(request), user=user, after=after, before=before, size=_size(size))
    return presenting.to_json(shown, presenting.credit_json)


def _size(size: int) -> int:
    return max(1, min(size, _LARGEST_PAGE))
