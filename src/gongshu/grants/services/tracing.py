"""From whom a leaked file came."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction
from python_calamine import load_workbook

from gongshu.audit import Event, Subject, record
from gongshu.grants import entries, watermark
from gongshu.grants.errors import GrantError
from gongshu.grants.models import Grant, Handout
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service

MOST = 50_000  # rows of a leaked file that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A grant that a file was handed out under, and what tells it."""

    grant: str
    receiver: str
    by: str  # digest: the very file; order: its rows, whatever was done to the file
    share: float  # of neighbours in the grant's order; 1.0 for the very file
    handout: int | None = None


@service
def trace(path: Path, *, actor: Actor, now: datetime) -> list[Match]:
    """Return the grants under which this file or its rows were handed out, the surest first; none: it did not come from here.

    Raises: Refused; GrantError for a file that cannot be read as CSV, JSON lines, XLSX or Parquet.
    """
    require(actor, "grants.trace")
    digest = _digest(path)
    found = [
        _match(handout)
        for handout in Handout.objects.filter(content=digest).select_related("grant__body", "grant__account")
    ]
    found = found or sorted(_by_order(path), key=lambda match: -match.share)
    with transaction.atomic():
        facts = {"file": digest, "found": [match.grant for match in found]}
        record(Event.FILE_TRACE, Subject("file", digest, path.name), by=actor, at=now, facts=facts)
    return found


def _match(handout: Handout) -> Match:
    grant = handout.grant
    return Match(grant=grant.number, receiver=grant.receiver_name, by="digest", share=1.0, handout=handout.pk)


def _by_order(path: Path) -> Iterator[Match]:
    header, rows = _read(path)
    for grant in Grant.objects.select_related("body", "account").order_by("pk").iterator(chunk_size=200):
        columns = _columns_of(grant, header)
        if columns:
            share, compared = watermark.share_in_order(([row[i] for i in columns] for row in rows), grant.fingerprint)
            if compared >= watermark.ENOUGH and share >= watermark.SURE:
                yield Match(grant=grant.number, receiver=grant.receiver_name, by="order", share=share)


def _columns_of(grant: Grant, header: Sequence[str]) -> list[int]:
    """Return where the items stand that order the grant's files; none if the file lacks one of them."""
    offer = entries.offer_of(entries.entry_of(grant.entry))
    names = {item.code: item.name for item in offer.items}
    wanted = watermark.steady([code for code in grant.items if code in names], offer.sql_types)
    places = [next((i for i, title in enumerate(header) if title in (code, names[code])), None) for code in wanted]
    return [place for place in places if place is not None] if None not in places else []


def _read(path: Path) -> tuple[list[str], list[list[Any]]]:
    readers = {".csv": _csv, ".jsonl": _jsonl, ".xlsx": _xlsx, ".parquet": _parquet}
    try:
        return readers[path.suffix.lower()](path)
    except (KeyError, ValueError, OSError, StopIteration) as problem:
        raise GrantError(
            f"{path.name} 无法读取", f"{path.name} cannot be read as a table ({problem})", shown=path.name,
            remedy_zh=f"使用 {', '.join(readers)} 文件", remedy_en=f"use one of {', '.join(readers)}",
        ) from problem  # fmt: skip


def _csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        lines = csv.reader(source)
        return next(lines), [row for row, _ in zip(lines, range(MOST), strict=False)]


def _jsonl(path: Path) -> tuple[list[str], list[list[Any]]]:
    with path.open(encoding="utf-8") as source:
        records = [json.loads(line) for line, _ in zip(source, range(MOST), strict=False)]
    header = list(records[0]) if records else []
    return header, [[each.get(name) for name in header] for each in records]


def _xlsx(path: Path) -> tuple[list[str], list[list[Any]]]:
    rows = load_workbook(path).get_sheet_by_index(0).to_python(nrows=MOST + 1)
    return [str(name) for name in rows[0]], [[_whole(value) for value in row] for row in rows[1:]]


def _whole(value: Any) -> Any:
    """A sheet keeps every number with a fraction; whole ones are read as they were written."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    batch = next(pq.ParquetFile(path).iter_batches(MOST))
    return batch.schema.names, [
        list(row) for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
