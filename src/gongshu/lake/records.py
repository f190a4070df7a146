"""Readers that go record by record: slower than DuckDB's, but nothing in a file can stop them or make them lose a row."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from .encodings import ON_ERROR
from .prescan import LINE_LIMIT, Progress

RECORD_LINES = 2_000  # Lines a quoted cell may span before its quote is taken for one that was never closed
csv.field_size_limit(LINE_LIMIT)


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file: its cells, or the finding that keeps it from having any."""

    number: int  # From 1, header and blank lines not counted
    raw: str
    cells: tuple[str | None, ...] | None
    problem: str | None = None


class _QuoteRanAway(Exception):
    """A quoted cell has become longer than any cell is."""


class _Lines:
    """The lines of a text file, with those of the record being read kept so that they can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._returned, self.pending = iter(lines), [], []  # type: tuple[Iterator[str], list[str], list[str]]
        self._length, self.ended = 0, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._length > LINE_LIMIT or len(self.pending) > RECORD_LINES:
            raise _QuoteRanAway
        line = self._returned.pop() if self._returned else next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.pending.append(line)
        self._length += len(line)
        # The csv module refuses NUL; the record is found by its raw text afterwards.
        return line.replace("\0", "")

    def taken(self) -> str:
        """Return the raw text of the record just read and forget it."""
        raw = "".join(self.pending)
        self.pending, self._length = [], 0
        return raw

    def give_back_all_but_first(self) -> str:
        first, rest = self.pending[0], self.pending[1:]
        self._returned += reversed(rest)
        self.pending, self._length, self.ended = [], 0, False
        return first

    def is_swallowed(self, quote: str) -> bool:
        """Say whether the record just read took all lines to the end of the file into an open quote."""
        return self.ended and len(self.pending) > 1 and sum(line.count(quote) for line in self.pending) % 2 == 1


def text_lines(path: Path, encoding: str, progress: Progress | None = None) -> Iterator[str]:
    """Yield the lines of a file with their ends; undecodable bytes stay visible behind a replacement character."""
    size = path.stat().st_size
    with path.open("rb") as raw, TextIOWrapper(raw, encoding=encoding, errors=ON_ERROR, newline="") as source:
        for n, line in enumerate(source):
            if progress and n % 20_000 == 0:
                progress(min(raw.tell(), size), size)
            yield line


def csv_rows(
    lines: Iterable[str], delimiter: str, quote: str = '"', *, spaced: bool = False
) -> Iterator[tuple[str, list[str] | None]]:
    """Yield raw text and cells of every record; None for a line whose quote is never closed. Blank lines are left out.

    `spaced` leaves out the blanks behind a delimiter.
    """
    source = _Lines(lines)
    while True:
        reader = csv.reader(source, delimiter=delimiter, quotechar=quote, skipinitialspace=spaced)
        try:
            for cells in reader:
                if source.is_swallowed(quote):
                    break
                raw = source.taken()
                if raw.strip("\r\n"):
                    yield raw, cells
            if not source.pending:
                return
            # The module takes the end of the file for the end of the quote; reading goes on behind its first line.
            yield source.give_back_all_but_first(), None
        except (_QuoteRanAway, csv.Error):
            yield source.give_back_all_but_first(), None


def csv_records(
    lines: Iterable[str], delimiter: str, *, skip: int, width: int, quote: str = '"', spaced: bool = False
) -> Iterator[Record]:
    """Yield every data record of a delimited file, with its finding if it is ragged or damaged."""
    number = 0 - skip
    for raw, cells in csv_rows(lines, delimiter, quote, spaced=spaced):
        number += 1
        if number > 0:
            yield _record(number, raw.rstrip("\r\n"), cells, width)


def _record(number: int, raw: str, cells: list[str] | None, width: int) -> Record:
    if cells is None:
        return Record(number, raw, None, "open-quote" if len(raw) <= LINE_LIMIT else "long-line")
    while len(cells) > width and not cells[-1]:  # Spreadsheets leave delimiters behind the last column.
        cells.pop()
    problem = _problem(raw, len(cells), width)
    return Record(number, raw, None if problem else tuple(cell or None for cell in cells), problem)


def _problem(raw: str, found: int, width: int) -> str | None:
    if "\0" in raw:
        return "nul-byte"
    if "�" in raw:
        return "encoding-error"
    if found == width:
        return None
    return "ragged-row" if found < width else "too-many-cells"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Numbers stay the text that was written, so that no digit of a long code is lost in a float.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse_constant)


def json_object(line: str) -> dict[str, Any] | None:
    """Return the object of one line, numbers as text; None if the line is not exactly one JSON object."""
    try:
        found = _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def json_cell(value: Any) -> str | None:
    """Return the value of a JSON member as the text of a cell; nested values as JSON."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    return ("true" if value else "false") if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)


def json_records(lines: Iterable[str], names: Sequence[str]) -> Iterator[Record]:
    """Yield every record of a JSON lines file with the members of these names as cells."""
    number = 0
    for line in lines:
        raw = line.strip()
        if not raw:
            continue
        number += 1
        if "�" in raw or "\0" in raw:
            yield Record(number, raw, None, "nul-byte" if "\0" in raw else "encoding-error")
        elif (found := json_object(raw)) is None:
            yield Record(number, raw, None, "broken-json")
        else:
            yield Record(number, raw, tuple(json_cell(found.get(name)) for name in names))
