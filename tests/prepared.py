"""What a stage needs before its data may be opened: a masking record, a check that holds, a consent.

The rows are written as the services would, because these stages name snapshots that no lake holds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any


def prepare(entry: Any, now: datetime) -> None:
    """Let nothing be lacking for this entry as it is published now, with its newest snapshot."""
    from django.utils import timezone

    from gongshu.opening.models import Consent, MaskingRecord
    from gongshu.opening.readiness import coverage_of, table_of

    entry.refresh_from_db()
    made, day = {"entry": entry}, timezone.localdate(now)
    count, table = MaskingRecord.objects.count() + 1, table_of(entry)
    record = MaskingRecord.objects.create(
        **made, number=f"{day.year}-TM-9{count:04d}", version=entry.shown.number, covers=coverage_of(entry.shown), basis="市公共数据脱敏规范",
        treatments=[{"item": each.code, "method": "masked", "how": "部分遮盖"} for each in entry.shown.items.all()], made_at=now,
        made_by="huang", made_by_name="黄丽", snapshot=table.snapshot if table else None,
    )  # fmt: skip
    if table is not None:
        looked_at(record, table.snapshot, now)
    Consent.objects.create(
        **made, number=f"{day.year}-TY-9{count:04d}", holder="登记权利人", scope="向社会开放脱敏后的登记信息", evidence="同意书，登记中心档案室",
        given_on=day, recorded_at=now, recorded_by="huang",
    )  # fmt: skip


def looked_at(record: Any, snapshot: Any, now: datetime) -> None:
    """Let a snapshot have passed its check under a masking record."""
    from gongshu.opening.models import SmallCellCheck

    found = {"rows": 3, "groups": 1, "small_groups": 0, "small_rows": 0, "unique_rows": 0, "unique_share": 0.0, "sizes": {}, "diversity": {}, "filled": {}}  # fmt: skip
    SmallCellCheck.objects.create(
        record=record, snapshot=snapshot, quasi=[], k=3, variety=1, found=found, passes=True, checked_at=now, checked_by="huang"
    )  # fmt: skip
