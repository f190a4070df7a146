"""Rejected rows go out as a file to mend and come back against their quarantine."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongshu.collection import rejects, storing
from gongshu.collection.errors import MendUnfit
from gongshu.collection.models import Delivery
from gongshu.collection.models.deliveries import State
from gongshu.collection.vault import vault
from gongshu.lake.columns import Column, ColumnType
from gongshu.lake.deliver import Part, cast
from gongshu.lake.duck import connect, parquet_sql, use
from gongshu.lake.errors import HeaderMismatch
from gongshu.lake.keys import Vault
from gongshu.lake.sniff import Format

RECORD, PROBLEM, RAW = "隔离记录号", "隔离原因", "隔离原文"
EXTRA = (RECORD, PROBLEM, RAW)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def quarantine_of(delivery: Delivery) -> Part:
    """Return the file of rejected rows of a delivery."""
    path = storing.folder_of(delivery) / "quarantine.parquet"
    return Part(
        path, delivery.quarantine_key or None, delivery.rows_rejected, path.stat().st_size if path.is_file() else 0
    )


def mended_records(delivery: Delivery) -> list[int]:
    return list(delivery.mends.order_by("record").values_list("record", flat=True))


def to_mend(delivery: Delivery, language: str = "zh") -> Iterator[str]:
    """Yield the lines of a CSV file with the rows that are still to be mended, in the columns of the delivered file.

    Three columns are added: the record's number, by which the row is known when it comes back, the reasons, and the text.
    """
    names = [str(name) for name in delivery.header.get("names") or [each["name"] for each in delivery.columns]]
    yield "\ufeff" + _line([RECORD, *names, PROBLEM, RAW])
    for row in rejects.rows(quarantine_of(delivery), without=mended_records(delivery)):
        cells = [*_cells(row.raw, delivery), *[""] * len(names)][: len(names)]
        yield _line([str(row.record), *cells, " ".join(row.sentences(language)), row.raw])


def _cells(raw: str, delivery: Delivery) -> list[str]:
    """Cut a row's text into its cells again; what has too few is filled up, what has too many is in the text."""
    delimiter = str(delivery.header.get("delimiter", ","))
    if delivery.format == Format.JSONL:
        return _members(raw, delivery)
    if delivery.format == Format.WORKBOOK:
        return raw.split(delimiter)
    return next(csv.reader(io.StringIO(raw), delimiter=delimiter), [])


def _members(raw: str, delivery: Delivery) -> list[str]:
    """Return the members of a JSON object in the order of the columns; they may be called by name or by code."""
    try:
        said = json.loads(raw)
    except ValueError:
        said = {}
    found = (
        [said.get(each["name"], said.get(each["code"])) for each in delivery.columns] if isinstance(said, dict) else []
    )
    return ["" if value is None else str(value) for value in found]


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Keep spreadsheets from taking a delivered cell for a formula; numbers with a sign stay numbers."""
    if cell.startswith(_FORMULA) and not cell[1:].replace(".", "", 1).isdigit():
        return "'" + cell
    return cell


def require_mendable(delivery: Delivery) -> None:
    """Raises: MendUnfit unless rows of this delivery can be added to what is published."""
    why = None
    if delivery.state != State.PUBLISHED or delivery.mends_of_id:
        why = ("该次投送没有入库，或者本身就是补送", "it was not published or is itself a delivery of mended rows")
    elif not delivery.rows_rejected:
        why = ("该次投送没有被隔离的记录", "it has no rejected rows")
    elif delivery.mode == "replace" and _was_replaced(delivery):
        why = ("该表已被后来的投送全量替换", "a later delivery has replaced the table")
    if why:
        raise MendUnfit(
            f"投送 {delivery.number} 不能补送：{why[0]}", f"delivery {delivery.number} cannot be mended: {why[1]}", where=delivery.number,
            remedy_zh="请投送修正后的完整文件", remedy_en="deliver the whole corrected file",
        )  # fmt: skip


def _was_replaced(delivery: Delivery) -> bool:
    """Say whether what is published is something else than this delivery with the rows that were mended since."""
    shown = delivery.resource.snapshot_id
    if shown is None or shown == delivery.snapshot_id:
        return shown is None
    return not delivery.mended_by.filter(snapshot_id=shown).exists()


def numbers_in(path: Path, delivery: Delivery) -> list[int | None]:
    """Return the quarantined record that each row of a mended file stands for, None where it names none.

    Raises: MendUnfit if the column is missing.
    """
    place = storing.folder_of(delivery) / "numbers"
    try:
        return _numbers(path, place, vault(delivery.number))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _numbers(path: Path, place: Path, keys: Vault) -> list[int | None]:
    try:
        done = cast(path, [Column(RECORD, "record", ColumnType.INTEGER, required=True)], place, keys)
    except HeaderMismatch as problem:
        raise MendUnfit(
            f"补送文件缺少“{RECORD}”一列", f"the mended file lacks the column {RECORD!r}", where=path.name,
            remedy_zh="请下载待修正记录，修正后保留该列补送", remedy_en="download the rows to mend, correct them and keep that column",
        ) from problem  # fmt: skip
    bad = set(rejects.records(done.quarantine)) if done.quarantine else set()
    good = iter(_read(done.good, place))
    return [None if row in bad else next(good) for row in range(1, done.rows_read + 1)]


def _read(part: Part, place: Path) -> list[int]:
    connection = connect(place / "spill")
    try:
        if part.key_id is not None:
            use(connection, vault().get(part.key_id))
        return [
            row[0] for row in connection.execute(f"SELECT record FROM {parquet_sql(part.path, part.key_id)}").fetchall()
        ]
    finally:
        connection.close()


def accepted(numbers: Sequence[int | None], rejected_again: Sequence[int], delivery: Delivery) -> list[int]:
    """Return the records of `delivery` that came back mended and were accepted.

    Raises: MendUnfit for records that are not in its quarantine, that stand twice, or that were mended before.
    """
    waiting = set(rejects.records(quarantine_of(delivery))) - set(mended_records(delivery))
    again = set(rejected_again)
    taken = [number for row, number in enumerate(numbers, 1) if row not in again]
    strange = sorted({str(number or "空") for number in taken if number not in waiting})
    doubled = (
        sorted({str(number) for number in taken if taken.count(number) > 1}) if len(taken) != len(set(taken)) else []
    )
    if strange or doubled:
        shown = "、".join([*strange, *doubled][:20])
        raise MendUnfit(
            f"补送文件中的记录号不在待修正之列或者重复：{shown}", f"record numbers that do not wait to be mended, or stand twice: {shown}", shown=shown,
            where=delivery.number, remedy_zh="请重新下载待修正记录", remedy_en="download the rows to mend again",
        )  # fmt: skip
    return [number for number in taken if number is not None]
