"""A target that is a folder: a file for each batch, whole under its name or not there, with a manifest beside it that comes last.

What arrives is counted here by the digest that both ends know, written under another name, read back, and only then given its own.
A batch has arrived when its manifest has.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, Protocol

import duckdb

from gongshu.exchange.batches import Described, Due, Fetched, sent_of
from gongshu.lake.columns import quoted
from gongshu.outside.databases import Column, Receipt, Sent, digest_sql
from gongshu.outside.failures import Cause, OutsideFailed

FORMATS: Final = ("csv", "parquet")
_PIECE: Final = 1 << 20
_TYPES: Final = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(38, 15)", "boolean": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMP"}  # fmt: skip


class Files(Protocol):
    """A folder of another system. Each raises OutsideFailed."""

    def read(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Give a file to read. Raises: FileNotFoundError."""

    def write(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Give a file to write anew."""

    def rename(self, old: str, new: str) -> None:
        """Give a file its name, in place of one that has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One file of a batch as it waits here."""

    what: str  # rows or removed
    columns: tuple[Column, ...]
    csv: Path


class LocalFiles:
    """A folder of this machine, or one that is mounted on it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("rb")

    def write(self, name: str) -> IO[bytes]:
        return (self._folder / name).open("wb")

    def rename(self, old: str, new: str) -> None:
        (self._folder / old).replace(self._folder / new)


@contextmanager
def local_files(described: Described) -> Iterator[Files]:
    """Give a folder of this machine. Raises: OutsideFailed."""
    try:
        yield LocalFiles(Path(described.folder))
    except OSError as problem:
        raise OutsideFailed(Cause.MISSING, "目标文件夹不能读写", "the folder cannot be read or written") from problem


class FolderTarget:
    """A folder that takes a file, or two, for each batch."""

    def __init__(self, described: Described, opened: Any) -> None:
        self._described, self._opened = described, opened

    def receipt(self, due: Due) -> Receipt | None:
        with self._opened(self._described) as files:
            try:
                with files.read(_names(due)["manifest"]) as held:
                    said = json.loads(held.read())
            except (FileNotFoundError, ValueError):
                return None
        return Receipt(batch=due.batch, rows=said["rows"], digest=said["digest"], removed=said["removed"], table_rows=said["table_rows"])  # fmt: skip

    def take(self, due: Due, fetched: Fetched, now: datetime) -> Receipt:
        with self._opened(self._described) as files, tempfile.TemporaryDirectory(prefix="gongshu-exchange-") as place:
            with fetched() as reading:
                said = dict(reading.said)
                sent, columns = sent_of(due, said)
                keys = tuple(each for each in columns if each.key)
                rows = _Part(what="rows", columns=tuple(columns), csv=Path(place) / "rows.csv")
                gone = _Part(what="removed", columns=keys, csv=Path(place) / "removed.csv")
                _spool(rows, reading.rows())
                _spool(gone, reading.gone())
            counted = _counted(sent, rows, gone)
            parts = [rows] if sent.whole else [rows, gone]
            told = [self._put(files, due, part, Path(place)) for part in parts]
            manifest = {
                "batch": due.batch, "subscription": due.subscription, "kind": "whole" if sent.whole else "change", "since": said.get("since", ""), "snapshot": said.get("snapshot", ""),
                **{name: value for name, value in asdict(counted).items() if name != "batch"}, "columns": [asdict(each) for each in columns], "files": told, "at": now.isoformat(timespec="seconds"),
            }  # fmt: skip
            _sent_whole(files, _names(due)["manifest"], [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
        return counted

    def _put(self, files: Files, due: Due, part: _Part, place: Path) -> dict[str, Any]:
        """Write one file under its name and return what the manifest says of it."""
        held, format_ = part.csv, self._described.format or "csv"
        if format_ == "parquet":
            held = place / f"{part.what}.parquet"
            cells = ", ".join(f"CAST({quoted(each.name)} AS {_TYPES[each.type]}) AS {quoted(each.name)}" for each in part.columns)  # fmt: skip
            with duckdb.connect() as session:
                session.execute(f"COPY (SELECT {cells} FROM {_read(part)}) TO '{held}' (FORMAT parquet, COMPRESSION zstd)")  # fmt: skip
        name = f"{_names(due)[part.what]}.{format_}"
        with held.open("rb") as content:
            digest, size = _sent_whole(files, name, iter(lambda: content.read(_PIECE), b""))
        return {"what": part.what, "name": name, "sha256": digest, "bytes": size}


def _names(due: Due) -> Mapping[str, str]:
    """Return how the files of a batch are called: in the order of the batches, the same at every try."""
    moment = "".join(sign for sign in due.asked_at[:19] if sign.isalnum())
    stem = f"{due.table.replace('/', '_')}-{moment}-{due.batch}"
    return {"manifest": f"{stem}.json", "rows": stem, "removed": f"{stem}-removed"}


def _spool(part: _Part, blocks: Iterable[bytes]) -> None:
    with part.csv.open("wb") as out:
        out.write(",".join(quoted(each.name) for each in part.columns).encode() + b"\n")
        for block in blocks:
            out.write(block)


def _read(part: _Part) -> str:
    """Return the SQL that reads a spooled file: nothing is no value, quotation marks are text."""
    columns = ", ".join(f"'{each.name.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for each in part.columns)
    return (
        f"read_csv('{part.csv}', columns = {{{columns}}}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', "
        "allow_quoted_nulls = false, max_line_size = 67108864)"
    )


def _counted(sent: Sent, rows: _Part, gone: _Part) -> Receipt:
    """Return what has come, by a count of one's own. Raises: OutsideFailed where it is not what was sent."""
    with duckdb.connect() as session:
        names = [quoted(each.name) for each in rows.columns]
        found = session.execute(f"SELECT count(*), {digest_sql('duckdb', names)} FROM {_read(rows)}").fetchall()[0]
        keys = session.execute(f"SELECT count(*) FROM {_read(gone)}").fetchall()[0][0] if gone.columns else 0
    if (int(found[0]), str(found[1]), int(keys)) != (sent.rows, sent.digest, sent.removed):
        raise OutsideFailed(Cause.UNCONFIRMED, "收到的行与平台所说的不符", "what has come is not what the platform says that it sent")  # fmt: skip
    # Nobody counts a folder: how many rows the whole has is what the platform said.
    return Receipt(batch=sent.batch, rows=int(found[0]), digest=str(found[1]), removed=int(keys), table_rows=sent.expected)  # fmt: skip


def _sent_whole(files: Files, name: str, blocks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file under another name, read it back, give it its name. Returns SHA-256 and size. Raises: OutsideFailed."""
    fresh, digest, size = f".{name}.part", hashlib.sha256(), 0
    with files.write(fresh) as out:
        for block in blocks:
            out.write(block)
            digest.update(block)
            size += len(block)
    back = hashlib.sha256()
    with files.read(fresh) as held:
        for block in iter(lambda: held.read(_PIECE), b""):
            back.update(block)
    if back.digest() != digest.digest():
        raise OutsideFailed(Cause.UNCONFIRMED, "写到目标的文件读回来不同", "a file that was written to the target reads back differently")  # fmt: skip
    files.rename(fresh, name)
    return digest.hexdigest(), size
