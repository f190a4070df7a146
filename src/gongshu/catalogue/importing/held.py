"""What an import holds beside the record in hand: on disk or packed, so that memory does not grow with the file."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gongshu.catalogue.importing.records import Record

if TYPE_CHECKING:
    from gongshu.catalogue.importing.proposals import Fault

_BLOCK: Final = 500  # records or faults that are packed together
_KINDS: Final = 5_000  # different things that can be wrong before they are counted without their values


class Spool:
    """The records of a file, read once and to its end; they are then taken as often as is wanted."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Raises: FileUnfit, from whoever reads the file."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  It has no name and goes with this object.
        block: list[Any] = []
        for record in records:
            block.append((record.line, record.said))
            if len(block) == _BLOCK:
                self._write(block)
                block = []
        self._write(block)

    def __iter__(self) -> Iterator[Record]:
        at = 0
        while True:
            self._file.seek(at)
            head = self._file.read(8)
            if not head:
                return
            block = _unpacked(self._file.read(int.from_bytes(head, "big")))
            at = self._file.tell()
            yield from (Record(line, said) for line, said in block)

    def _write(self, block: list[Any]) -> None:
        if block:
            packed = _packed(block)
            self._file.write(len(packed).to_bytes(8, "big") + packed)


Each = TypeVar("Each")


class _Made(Sequence[Each]):
    """A sequence whose members are made as they are taken, in their order."""

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return list(islice(self, *place.indices(len(self))))
        return next(islice(self, range(len(self))[place], None))


class Told(_Made["Fault"]):
    """Everything that is wrong, in the order of the lines; packed, since a file of a hundred thousand records may be wrong in all."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._last: list[Fault] = []
        self._counts: Counter[tuple[str, str, str, str]] = Counter()
        self.left_out = 0  # records

    def add(self, faults: Sequence[Fault]) -> None:
        """Take what is wrong with some records, of which no other call tells anything."""
        self.left_out += len({fault.line for fault in faults if fault.stops})
        for fault in sorted(faults, key=lambda each: each.line):
            self._last.append(fault)
            key = (fault.field, fault.value[:80], fault.zh, fault.en)
            self._counts[key if len(self._counts) < _KINDS or key in self._counts else (fault.field, "…", "", "")] += 1
            if len(self._last) == _BLOCK:
                self._blocks.append(_packed([each.parts() for each in self._last]))
                self._last = []

    def __iter__(self) -> Iterator[Fault]:
        from gongshu.catalogue.importing.proposals import Fault  # It tells faults by this class, which is above it.

        for block in self._blocks:
            yield from (Fault(**each) for each in _unpacked(block))
        yield from self._last

    def __len__(self) -> int:
        return len(self._blocks) * _BLOCK + len(self._last)

    def summed(self, most: int = 200) -> list[dict[str, Any]]:
        """Return how often each thing is wrong, the most frequent first: a page holds no hundred thousand lines."""
        return [
            {"field": field, "value": value, "zh": zh, "en": en, "count": count}
            for (field, value, zh, en), count in self._counts.most_common(most)
        ]


class Problems(_Made[dict[str, Any]]):
    """What is wrong, as JSON tells it; each is made when it is written."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (fault.as_json() for fault in self._told)

    def __len__(self) -> int:
        return len(self._told)


class Seen:
    """The identifiers that were read, by their digests, in a table on disk that goes with this object."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._table.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -2048;"
            "CREATE TABLE seen (identifier BLOB, said BLOB, line INTEGER, PRIMARY KEY (identifier, said)) WITHOUT ROWID; BEGIN"
        )

    def __contains__(self, identifier: object) -> bool:
        row = self._table.execute("SELECT 1 FROM seen WHERE identifier = ? LIMIT 1", [_short(str(identifier))])
        return row.fetchone() is not None

    def same(self, identifier: str, said: str) -> int:
        """Return the line of the record that has this identifier and says the same, 0 for none."""
        row = self._table.execute(
            "SELECT line FROM seen WHERE identifier = ? AND said = ?", [_short(identifier), _short(said)]
        ).fetchone()
        return int(row[0]) if row else 0

    def first(self, identifier: str) -> int:
        """Return the line of the first record with this identifier, 0 for none."""
        row = self._table.execute("SELECT min(line) FROM seen WHERE identifier = ?", [_short(identifier)]).fetchone()
        return int(row[0] or 0)

    def add(self, identifier: str, said: str, line: int) -> None:
        self._table.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", [_short(identifier), _short(said), line])


def _short(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _packed(held: list[Any]) -> bytes:
    return zlib.compress(json.dumps(held, default=str).encode(), 1)


def _unpacked(packed: bytes) -> list[Any]:
    return list(json.loads(zlib.decompress(packed)))
