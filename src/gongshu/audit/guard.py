"""Fail closed: where acts can no longer be proved, nothing may be changed."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.db.models import Min

from gongshu.audit.models import AuditEvent


class Unsealed(Exception):
    """Changes are refused because events wait too long for the sealer; HTTP 503."""

    status = 503

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.because = {"zh": zh, "en": en}


def oldest_unsealed(*, wall: float | None = None) -> float:
    """Return the age in seconds of the oldest event that no signed checkpoint covers; 0 if there is none."""
    oldest = AuditEvent.objects.filter(sealed_at__isnull=True).aggregate(oldest=Min("written_at"))["oldest"]
    return max(0.0, (time.time() if wall is None else wall) - oldest) if oldest is not None else 0.0


def require_sealed(now: datetime, *, wall: float | None = None) -> None:
    """Let a change pass only while the sealer keeps up; counted in seconds of the machine's clock. Raises: Unsealed."""
    age = oldest_unsealed(wall=wall)
    most = settings.GONGSHU.seal_within
    if age > most:
        raise Unsealed(
            f"最早的未封存事件已有 {age:.0f} 秒（设置 seal_within = {most} 秒），暂停一切变更；请启动 worker，并用 gongshu doctor 查看",
            f"{now.isoformat(timespec='seconds')}: the oldest unsealed event is {age:.0f} s old (setting seal_within = {most} s), so changes "
            "are refused; start the worker, and see `gongshu doctor`",
        )
