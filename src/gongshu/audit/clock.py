"""The node's clock. A real node has the machine's; a rehearsal may set it, but never before its last event."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from gongshu.audit.models import AuditEvent

# A new rehearsal writes its cast on the first day that the working calendar knows, so that any later day can be played.
BEGINNING = datetime(2004, 1, 1, tzinfo=timezone.get_fixed_timezone(8 * 60))

_set_to: datetime | None = None


class ClockCannotBeSet(Exception):
    """The node's clock stays what it is; the message says why."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.because = {"zh": zh, "en": en}


def now() -> datetime:
    """Return the node's time, aware. In a rehearsal it is the time that was set, never earlier than the last event."""
    told = _set_to or timezone.now()
    if not settings.GONGSHU.rehearsal:
        return told
    last = last_event_at()
    return max(told, last) if last else told


def set_to(at: datetime | None) -> None:
    """Set the clock of a rehearsal for this process (`--at`); None lets it run again.

    Raises: ClockCannotBeSet on a real node, for a naive time, or for one before the last event.
    """
    global _set_to  # noqa: PLW0603 - The clock of a process is one thing.
    if at is not None:
        _check(at)
    _set_to = at


def _check(at: datetime) -> None:
    if not settings.GONGSHU.rehearsal:
        raise ClockCannotBeSet(
            f"{settings.GONGSHU.folder} is a real node; only a rehearsal (`gongshu init --rehearsal`) has a clock to set",
            f"{settings.GONGSHU.folder} 是正式节点，不能用 --at 拨动时钟；只有演练节点（gongshu init --rehearsal）可以",
        )
    if at.tzinfo is None:
        raise ClockCannotBeSet(
            f"{at.isoformat()} has no zone; pass an aware time, for example 2025-09-29T10:00+08:00",
            f"{at.isoformat()} 没有写明时区，请写成 2025-09-29T10:00+08:00",
        )
    last = last_event_at()
    if last and at < last:
        shown = timezone.localtime(last).isoformat(timespec="seconds")
        raise ClockCannotBeSet(
            f"{at.isoformat()} lies before the last event ({shown}); time here only runs forward",
            f"{at.isoformat()} 早于最近一次事件（{shown}）；时间只能向前，请用 --at 写明之后的时间",
        )


def last_event_at() -> datetime | None:
    """Return the time of the newest event, or None on an empty node."""
    newest: datetime | None = AuditEvent.objects.aggregate(newest=Max("at"))["newest"]
    return newest
