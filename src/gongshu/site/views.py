"""What a load balancer asks."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from gongshu.ui.context import version


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the control database answers, else 503 with the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        return JsonResponse({"ok": False, "version": version(), "database": str(problem)}, status=503)
    return JsonResponse({"ok": True, "version": version(), "database": connection.vendor})
