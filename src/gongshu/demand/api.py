"""Demands under /api/v1. They are raised as cases: POST /cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from gongshu.audit import clock
from gongshu.demand import presenting, queries
from gongshu.people.acting import actor_of

router = Router(tags=["demand"])
_LARGEST_PAGE = 100


@router.get("/demands", summary="Demands for data with source, promise and state, newest first")
def demands(
    request: HttpRequest, q: str = "", state: str = "", use: str = "", body: str = "", after: str = "", before: str = "", size: int = 20
) -> dict[str, Any]:  # fmt: skip
    today = timezone.localdate(clock.now())
    wanted = queries.Wanted(text=q, state=state, use=use, body=body)
    page = queries.demands(
        actor_of(request), wanted, today, after=after, before=before, size=max(1, min(size, _LARGEST_PAGE))
    )
    return presenting.page_json(page, today)


@router.get("/demands/{number}", summary="One demand")
def demand(request: HttpRequest, number: int) -> dict[str, Any]:
    return presenting.demand_json(queries.demand(actor_of(request), number), timezone.localdate(clock.now()))
