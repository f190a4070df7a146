"""What a file holds, without an entry and without a node: the first thing a steward asks."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb

from .archive import files_of, is_archive, name_of, opened, unpack
from .columns import Column, ColumnType
from .detect.detecting import Found, detect
from .duck import connect
from .errors import FileRefused, FormatUnknown
from .feeds import Feed, can_be_fast, careful_csv, fast_csv, json_document, json_lines, parquet, registered
from .findings import FINDINGS
from .guess import FIRST, Judged, first_faults, judge
from .headers import Header, unique
from .prescan import Progress, part_of, scan
from .shapes import layers
from .sheets import sheet_names, sheets
from .sniff import Format, Sniffed, sniff
from .splitting import REJECTS
from .staging import has_blank_lines, is_sound, json_names

SHEETS = (Format.WORKBOOK, Format.HTML, Format.SHAPES)  # Formats that can hold several tables


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `rejected` counts records that cannot be read or are no data (totals, notes, empty rows).

    `reasons`: code of a finding → how many of them have it, and the numbers of the first.
    """

    name: str
    preamble_rows: int
    header_rows: int
    rows: int
    rejected: int
    columns: tuple[tuple[str, ColumnType], ...]
    found: tuple[Found, ...] = ()  # what each column holds, in the same order
    reasons: Mapping[str, tuple[int, tuple[int, ...]]] = field(default_factory=dict)

    def as_columns(self) -> list[Column]:
        """Return the columns as an entry without items would declare them."""
        return [Column(name, code, kind) for (name, kind), code in zip(self.columns, codes(self.columns), strict=True)]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "preamble_rows": self.preamble_rows,
            "header_rows": self.header_rows,
            "rows": self.rows,
            "rejected": self.rejected,
            "reasons": {
                code: {
                    "rows": rows,
                    "first": list(first),
                    "title": FINDINGS[code].title["zh"],
                    "title_en": FINDINGS[code].title["en"],
                }
                for code, (rows, first) in self.reasons.items()
            },
            "columns": [
                {"name": name, "type": str(kind), **found.as_json()}
                for (name, kind), found in zip(self.columns, self.found, strict=True)
            ],
        }


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file."""

    file: str
    digest: str  # SHA-256, hexadecimal
    bytes: int
    format: Format
    encoding: str | None
    delimiter: str | None
    tables: tuple[Table, ...]
    members: tuple["Inspection", ...] = ()  # Of an archive; `tables` are theirs
    left_out: tuple[tuple[str, Mapping[str, str]], ...] = ()  # Members of an archive that cannot be read, and why

    def as_json(self) -> dict[str, Any]:
        """Return the document that `gongshu inspect --json` prints: of a workbook or archive all tables, else the one table's keys."""
        about = {
            "file": self.file, "sha256": self.digest, "bytes": self.bytes, "format": str(self.format),
            "encoding": self.encoding, "delimiter": self.delimiter,
        }  # fmt: skip
        if self.format is Format.ARCHIVE:
            left_out = [{"name": name, "why": why["en"], "why_zh": why["zh"]} for name, why in self.left_out]
            return {**about, "tables": [one for member in self.members for one in member._each()], "left_out": left_out}
        if self.format in SHEETS:
            return {**about, "tables": self._each()}
        return {**about, **{key: value for key, value in self.tables[0].as_json().items() if key != "name"}}

    def _each(self) -> list[dict[str, Any]]:
        common = {"encoding": self.encoding, "delimiter": self.delimiter}
        return [{**common, **table.as_json()} for table in self.tables]


def codes(columns: Sequence[tuple[str, ColumnType]]) -> list[str]:
    """Return a code for each column: its name where that is usable, else its number."""
    usable = [re.sub(r"\W+", "_", name).strip("_") or f"c{i + 1}" for i, (name, _) in enumerate(columns)]
    return unique(usable)


def inspect(path: Path, progress: Progress | None = None) -> Inspection:
    """Return encoding, delimiter, header, columns with the types of all their cells, and the counts of rows.

    Raises: FileRefused and its kinds.
    """
    if is_archive(path):
        return _archive(path, progress)
    sniffed = sniff(path, progress=part_of(progress, 0, 0.5))
    with tempfile.TemporaryDirectory(prefix="gongshu-inspect-") as spill:
        connection = connect(Path(spill))
        try:
            tables = tuple(_tables(connection, sniffed, part_of(progress, 0.5, 1)))
        finally:
            connection.close()
    sniffed.scan.assert_unchanged()
    return Inspection(
        path.name, sniffed.scan.digest, sniffed.scan.size, sniffed.format, sniffed.encoding, sniffed.delimiter, tables
    )


def _archive(path: Path, progress: Progress | None) -> Inspection:
    """Look at every member on its own; one that is no table is named with the reason and hides none of the others."""
    found = scan(path, text=False, progress=part_of(progress, 0, 0.2))
    members: list[Inspection] = []
    left_out: list[tuple[str, Mapping[str, str]]] = []
    with opened(path) as archive:
        for member in files_of(archive):
            name = name_of(member)
            with tempfile.TemporaryDirectory(prefix="gongshu-archive-") as folder:
                try:
                    file = unpack(archive, member, Path(folder))
                    if is_archive(file):
                        raise FormatUnknown(
                            f"{name} is an archive in an archive; unpack it", f"{name} 是压缩包中的压缩包；请先解压"
                        )
                    members.append(_named(inspect(file), name))
                except FileRefused as problem:
                    left_out.append((name, problem.because))
    found.assert_unchanged()
    tables = tuple(table for one in members for table in one.tables)
    about = (path.name, found.digest, found.size, Format.ARCHIVE, None, None)
    return Inspection(*about, tables, tuple(members), tuple(left_out))


def _named(found: Inspection, member: str) -> Inspection:
    sheets = found.format in SHEETS
    return replace(
        found, tables=tuple(replace(one, name=f"{member}/{one.name}" if sheets else member) for one in found.tables)
    )


def _tables(connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, progress: Progress | None) -> list[Table]:
    if sniffed.format is Format.SHAPES:
        return [_sheet(connection, layer) for layer in layers(sniffed.path)]
    if sniffed.format in SHEETS:
        held = {sheet.name: _sheet(connection, sheet) for sheet in sheets(sniffed.path)}
        # A sheet without a table is told too, so that nobody looks for one that was overlooked.
        return [held.get(name) or Table(name, 0, 0, 0, 0, ()) for name in sheet_names(sniffed.path)]
    if sniffed.format is Format.PARQUET:
        return [_judged(connection, sniffed, parquet(connection, sniffed))]
    if sniffed.format is Format.JSONL:
        with json_lines(connection, sniffed, json_names(sniffed), progress) as feed:
            return [_judged(connection, sniffed, feed)]
    if sniffed.format is Format.JSON:
        with json_document(connection, sniffed, progress=progress) as feed:
            return [_judged(connection, sniffed, feed)]
    return [_csv(connection, sniffed, progress)]


def _csv(connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, progress: Progress | None) -> Table:
    if can_be_fast(sniffed) and not (len(sniffed.names) == 1 and has_blank_lines(sniffed.scan)):
        try:
            with fast_csv(sniffed, progress) as feed:
                found = _judged(connection, sniffed, feed)
                sound, rejected = is_sound(connection, sniffed, found.rows + found.rejected)
            if sound:
                return _with_rejects(connection, sniffed, found, rejected)
        except duckdb.InvalidInputException:  # The reader met something it cannot step over.
            pass
    with careful_csv(connection, sniffed, progress) as feed:
        return _judged(connection, sniffed, feed)


def _with_rejects(connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, found: Table, rejected: int) -> Table:
    """Add the records that the fast reader refused, and the numbers of those it read but that are no data."""
    if not rejected and not found.reasons:
        return found
    refused = connection.execute(
        f"SELECT code, _record FROM ({REJECTS.format(before=sniffed.skipped)}) ORDER BY _record"
    ).fetchall()
    numbers: dict[str, list[int]] = {}
    for code, record in refused:
        numbers.setdefault(code, []).append(record)
    reasons = {code: (len(records), tuple(records[:FIRST])) for code, records in numbers.items()}
    if found.reasons:
        with fast_csv(sniffed) as feed:
            places = first_faults(connection, feed)
        for code, (rows, _) in found.reasons.items():
            first = (_numbered(place, [record for _, record in refused]) for place in sorted(places.get(code, ())))
            before, known = reasons.get(code, (0, ()))
            reasons[code] = before + rows, tuple(sorted([*known, *first])[:FIRST])
    return replace(found, rejected=found.rejected + rejected, reasons=dict(sorted(reasons.items())))


def _numbered(place: int, refused: Sequence[int]) -> int:
    """Return the number of a record that stands at this place among those that were not refused."""
    for record in refused:
        if record > place:
            break
        place += 1
    return place


def _sheet(connection: duckdb.DuckDBPyConnection, sheet: Any) -> Table:
    with registered(connection, sheet.records(), sheet.header.names, sheet.header.raw) as feed:
        return _table(sheet.name, sheet.header, feed, judge(connection, feed))


def _judged(connection: duckdb.DuckDBPyConnection, sniffed: Sniffed, feed: Feed) -> Table:
    return _table(sniffed.path.stem, sniffed.header, feed, judge(connection, feed))


def _table(name: str, header: Header | None, feed: Feed, judged: Judged) -> Table:
    above = (header.preamble_rows, header.header_rows) if header else (0, 0)
    found = [detect(*each[:2], kind=each[2]) for each in zip(feed.names, judged.values, judged.kinds, strict=True)]
    columns = tuple(zip(feed.names, judged.kinds, strict=True))
    return Table(name, *above, judged.good, judged.rejected, columns, tuple(found), judged.reasons)
