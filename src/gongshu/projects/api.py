"""Projects and purchases under /api/v1. They are opened and moved as cases: POST /cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongshu.people.acting import actor_of
from gongshu.projects import presenting, queries

router = Router(tags=["projects"])


@router.get("/projects", summary="IT projects and purchases of data with what each still lacks, newest first")
def register(
    request: HttpRequest, procedure: str = "", open: bool = False, after: str = "", before: str = ""
) -> dict[str, Any]:  # fmt: skip
    page, rows = queries.register(actor_of(request), procedure=procedure, open_only=open, after=after, before=before)
    return {"rows": [presenting.line_json(each) for each in rows], "before": page.before, "after": page.after}
