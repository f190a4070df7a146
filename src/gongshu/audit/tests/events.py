"""Writing events in tests, as services do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from gongshu.audit import Event, Subject, record
from gongshu.audit.models import AuditEvent

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Officer:
    login: str = "chen"
    body: str = "511700-sjj"
    via: str = "session"


def write(count: int = 1, at: datetime = NOW) -> list[AuditEvent]:
    """Write so many moves of cases, each in a transaction of its own."""
    rows = []
    for number in range(count):
        with transaction.atomic():
            subject = Subject("case", f"2026-SHR-{number:05}", "市交通局申请不动产登记信息")
            rows.append(record(Event.CASE_MOVE, subject, by=Officer(), at=at, law="达州办法 第二十条第二款"))
    return rows
