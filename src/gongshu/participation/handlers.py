"""Jobs of participation, and the events that they follow."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from gongshu.audit import Event, subscribe
from gongshu.jobs import handler, schedule
from gongshu.participation import services
from gongshu.participation.services.telling import JOB


@handler("participation.gather")
def gather(payload: dict[str, Any], *, now: datetime) -> None:
    services.gather(int(payload["event"]), str(payload["kind"]), str(payload["subject"]), now=now)


@handler("participation.follow")
def follow(payload: dict[str, Any], *, now: datetime) -> None:
    services.follow_case(str(payload["subject"]), now=now)


@handler(JOB)
def send(payload: dict[str, Any], *, now: datetime) -> None:
    services.send(int(payload["account"]), at_once=bool(payload["at_once"]), now=now)


@handler("participation.daily")
def daily(payload: dict[str, Any], *, now: datetime) -> None:
    services.send_daily(now=now)


for event in (Event.ENTRY_PUBLISH, Event.SNAPSHOT_PUBLISH, Event.QUESTION_ANSWER):
    subscribe(event, "participation.gather")
for event in (Event.CASE_OPEN, Event.CASE_MOVE, Event.CASE_RECOMPUTE):
    subscribe(event, "participation.follow")
schedule("participation.daily", daily=time(8))
