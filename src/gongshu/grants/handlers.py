"""The jobs of this layer."""

from __future__ import annotations

from datetime import datetime, time
from importlib import import_module
from typing import Any

from django.conf import settings

from gongshu.grants.models import Handout
from gongshu.grants.services import open_reports
from gongshu.jobs import handler, schedule

import_module("gongshu.grants.uses.sealing")  # The sealer takes the gateway's uses along.


@handler("grants.reports")
def reports(payload: dict[str, Any], *, now: datetime) -> None:
    open_reports(now)


@handler("grants.destroy_file")
def destroy_file(payload: dict[str, Any], *, now: datetime) -> None:
    """Delete a stopped file; its key is gone already."""
    handout = Handout.objects.get(pk=payload["handout"])
    if handout.path:
        (settings.GONGSHU.spool / handout.path).unlink(missing_ok=True)


schedule("grants.reports", daily=time(6, 0))
