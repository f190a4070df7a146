"""Jobs of cases: the clock comes round, letters are made and notices mailed after the commit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from gongshu.cases import mailing, services
from gongshu.cases.letters import JOB
from gongshu.jobs.registry import handler, schedule


@handler("cases.tick")
def run_tick(payload: dict[str, Any], *, now: datetime) -> None:
    services.recompute(now)
    services.tick(now)


@handler(JOB)
def make_letter(payload: dict[str, Any], *, now: datetime) -> None:
    from gongshu.cases.printing import make

    make(int(payload["letter"]), now)


@handler(mailing.JOB)
def send_notice(payload: dict[str, Any], *, now: datetime) -> None:
    mailing.send(int(payload["notice"]), int(payload["account"]), now)


@handler(mailing.VISITOR_JOB)
def send_to_visitor(payload: dict[str, Any], *, now: datetime) -> None:
    mailing.send_to_visitor(int(payload["case"]), str(payload["occasion"]), now)


schedule("cases.tick", every=timedelta(minutes=15))
