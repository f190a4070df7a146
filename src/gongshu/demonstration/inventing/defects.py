"""Faults that clerks' files have, put in at known places so that a delivery shows what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongshu.demonstration.inventing.tables import Row


@dataclass(frozen=True, slots=True)
class Defect:
    record: int  # counted from 1, the header not
    column: int
    value: str
    kind: str  # what the delivery has to find


def spoiled(rows: Sequence[Row], defects: Sequence[Defect]) -> list[Row]:
    """Return the rows with each defect's value in its place."""
    changed = [list(row) for row in rows]
    for defect in defects:
        changed[defect.record - 1][defect.column] = defect.value
    return [tuple(row) for row in changed]


# A clerk's seventeen rows: days that do not exist, amounts in words, keys left out.
INSURED = tuple(
    [
        Defect(record, 4, value, "not-a-date")
        for record, value in zip(
            range(40, 640, 100), ("2019-02-30", "去年", "2020/13/1", "年初", "1月1日", "2021-00-10"), strict=True
        )
    ]
    + [
        Defect(record, 6, value, "not-a-decimal")
        for record, value in zip(
            range(55, 655, 100), ("约300元", "一百二", "三百多", "3O0.00", "待核", "12.3.4"), strict=True
        )
    ]
    + [Defect(record, 0, "", "missing-required") for record in range(700, 1200, 100)]
)


# What fits its item and is wrong all the same: only the rules of the entry find it.
DOUBTED = {
    "firms": (
        Defect(120, 5, "-500", "range"),
        Defect(121, 4, "2031-05-01", "range"),
        Defect(480, 2, "", "null"),
        Defect(1333, 5, "-50", "range"),
    ),
    "insured": (Defect(210, 6, "999999.00", "range"), Defect(1410, 4, "2035-01-01", "range")),
}
