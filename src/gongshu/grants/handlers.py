"""The jobs of this layer."""

from __future__ import annotations

from datetime import datetime, time
from importlib import import_module
from typing import Any

from django.conf import settings

from gongshu.audit import Event, subscribe
from gongshu.grants import services
from gongshu.grants.models import Handout
from gongshu.jobs import handler, schedule

import_module("gongshu.grants.uses.sealing")  # The sealer takes the gateway's uses along.


@handler("grants.reports")
def reports(payload: dict[str, Any], *, now: datetime) -> None:
    services.open_reports(now)


@handler("grants.recall")
def recall(payload: dict[str, Any], *, now: datetime) -> None:
    """Tell everybody who has the data of an entry about the measures that were taken on it."""
    services.recall(str(payload["subject"]), now=now)


@handler("grants.destroy_file")
def destroy_file(payload: dict[str, Any], *, now: datetime) -> None:
    """Delete a stopped file; its key is gone already."""
    handout = Handout.objects.get(pk=payload["handout"])
    if handout.path:
        (settings.GONGSHU.spool / handout.path).unlink(missing_ok=True)


subscribe(Event.DATA_MEASURE, "grants.recall")
schedule("grants.reports", daily=time(6, 0))
