"""What a delivered file is: format, encoding, delimiter, header."""

import codecs
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from .dbase import is_dbase
from .encodings import decoded, encoding_of
from .errors import FileEmpty, FormatUnknown, ZipBomb
from .headers import Header, find_header
from .markup import SHEETML, is_markup
from .prescan import SAMPLE, Progress, Scan, scan
from .records import csv_rows, json_object

DELIMITERS = (",", "\t", ";", "|")
LOOKED_AT = 300  # Records of the sample
EXPANDED = 2 << 30  # Bytes a workbook may unpack to
RATIO = 200  # Unpacked against packed bytes; worksheets of real offices reach about 40


class Format(StrEnum):
    """The formats of delivered files that the lake reads."""

    CSV = "csv"  # Any delimiter
    JSONL = "jsonl"
    JSON = "json"  # One document: an array, or an object with an array in it; GeoJSON
    WORKBOOK = "workbook"
    HTML = "html"  # Tables of web pages, whatever the name ends in
    PARQUET = "parquet"
    SHAPES = "shapefile"  # Layers in a ZIP; or a dBASE table alone
    ARCHIVE = "archive"  # Looked into, not delivered


@dataclass(frozen=True, slots=True)
class Sniffed:
    """All that a reader needs to know about a file before it reads it."""

    scan: Scan
    format: Format
    encoding: str | None = None
    delimiter: str | None = None
    header: Header | None = None
    names: tuple[str, ...] = ()
    plain_head: bool = True  # Every record up to the header is exactly one line.
    spaced: bool = False  # A blank stands between delimiter and quote: a, "b"

    @property
    def path(self) -> Path:
        return self.scan.path

    @property
    def skipped(self) -> int:
        """Records before the first data record."""
        return self.header.skipped if self.header else 0


def sniff(path: Path, wanted: Sequence[str] = (), progress: Progress | None = None) -> Sniffed:
    """Return what the file is. `wanted` are names of declared columns, which find the header for certain.

    Raises: FileEmpty, FormatUnknown, EncodingUnknown, LineTooLong, ZipBomb, FileChanged.
    """
    format = _format(path)
    is_text = format in (Format.CSV, Format.JSONL, Format.JSON, Format.HTML)
    # A document may stand in one line, however long it is.
    found = scan(path, text=is_text, lines=format in (Format.CSV, Format.JSONL), progress=progress)
    if not is_text:
        return Sniffed(found, format)
    encoding = encoding_of(found)
    if format in (Format.JSON, Format.HTML):
        return Sniffed(found, format, encoding)
    text = decoded(found, encoding).lstrip("\ufeff")
    if not text.strip() and len(found.head) >= found.size:
        raise FileEmpty(
            f"{path.name} holds blank lines only; deliver a file with a header and at least one record",
            f"{path.name} 只有空行；请投送带表头且至少有一条记录的文件",
        )
    if format is Format.JSONL or _is_json(text):
        return Sniffed(found, Format.JSONL, encoding)
    delimiter, rows = _delimiter(text)
    spaced = _is_spaced(text, delimiter)
    if spaced:
        rows = _rows(text, delimiter, spaced=True)
    header = find_header(rows, wanted)
    plain_head = _plain_head(text, header.skipped)
    return Sniffed(found, Format.CSV, encoding, delimiter, header, header.names, plain_head, spaced)


def _plain_head(text: str, skipped: int) -> bool:
    lines = text.splitlines()[:skipped]
    return all(line.strip() and line.count('"') % 2 == 0 for line in lines)


def _format(path: Path) -> Format:
    with path.open("rb") as source:
        magic = source.read(512)
    if magic[:4] == b"PAR1" or magic[:4] == b"PARE":
        return Format.PARQUET
    if magic[:4] == b"PK\x03\x04":
        return _packed(path)
    if magic[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # The container of old .xls workbooks
        return Format.WORKBOOK
    _refuse_foreign(path, magic)
    if is_dbase(path):
        return Format.SHAPES
    if is_markup(path):
        return Format.WORKBOOK if SHEETML.encode() in magic + _head(path) else Format.HTML
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return Format.JSONL
    return Format.JSON if _is_document(_head(path)) else Format.CSV


def _head(path: Path) -> bytes:
    with path.open("rb") as source:
        return source.read(SAMPLE)


def _is_document(head: bytes) -> bool:
    """Say whether the file is one JSON document and not an object a line."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if not DOCUMENT.match(text):
        return False
    lines = [line for line in text.splitlines()[:LOOKED_AT] if line.strip()]
    return bool(RECORDS.search(text)) if len(lines) == 1 else not _is_json(text)


DOCUMENT = re.compile(r'\[\s*([\[{]|\]\s*$)|\{\s*("[^"\n]*"\s*:|\}\s*$)')
RECORDS = re.compile(r"\[\s*[\[{\]]|^\{\s*\}")  # What makes a single line a document; else it is one record
REMEDY = "deliver CSV, TSV, XLSX, Parquet or JSON"
REMEDY_ZH = "投送 CSV、TSV、XLSX、Parquet 或者 JSON 文件"
WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
FOREIGN = {
    b"%PDF": ("a PDF document", "PDF 文档"),
    b"\x1f\x8b": ("a gzip archive", "gzip 压缩包"),
    b"Rar!": ("a RAR archive", "RAR 压缩包"),
    b"7z\xbc\xaf": ("a 7z archive", "7z 压缩包"),
    b"\x89PNG": ("an image", "图片"),
    b"\xff\xd8\xff": ("an image", "图片"),
    b"SQLi": ("an SQLite database", "SQLite 数据库"),
}


def _refuse_foreign(path: Path, magic: bytes) -> None:
    for mark, (what, zh) in FOREIGN.items():
        if magic.startswith(mark):
            starts = magic[:4].hex(" ")
            raise FormatUnknown(
                f"{path.name} is {what} (it begins with {starts}); {REMEDY}",
                f"{path.name} 是{zh}（开头为 {starts}）；请{REMEDY_ZH}",
            )


def is_layer(member: str) -> bool:
    """Say whether a member of an archive is the shapes of a layer."""
    return member.lower().endswith(".shp")


def _packed(path: Path) -> Format:
    """Return what a ZIP file is. Raises: FormatUnknown, ZipBomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise FormatUnknown(
            f"{path.name} begins like a workbook but is damaged ({error}); save it again and {REMEDY}",
            f"{path.name} 像工作簿但已损坏（{error}）；请重新保存后{REMEDY_ZH}",
        ) from error
    has_layers = any(is_layer(member.filename) for member in members)
    if not has_layers and not any(member.filename in WORKBOOK_PARTS for member in members):
        raise FormatUnknown(
            f"{path.name} is a ZIP archive without a workbook; unpack it and {REMEDY}",
            f"{path.name} 是压缩包，其中没有工作簿；请解压后{REMEDY_ZH}",
        )
    refuse_bomb(path, members)
    return Format.SHAPES if has_layers else Format.WORKBOOK


def refuse_bomb(path: Path, members: Sequence[zipfile.ZipInfo]) -> None:
    """Raise ZipBomb if the members of an archive say that they unpack to more than the limits."""
    packed, unpacked = sum(m.compress_size for m in members), sum(m.file_size for m in members)
    if unpacked > EXPANDED or (unpacked > 64 << 20 and unpacked > RATIO * max(packed, 1)):
        raise ZipBomb(
            f"{path.name} has {packed} bytes and would unpack to {unpacked} (limit {EXPANDED} bytes or {RATIO} times); "
            "it was not opened; delete unused rows and formats, or deliver CSV",
            f"{path.name} 有 {packed} 字节，解压后将有 {unpacked} 字节（上限 {EXPANDED} 字节或者 {RATIO} 倍），没有打开；"
            "请删除无用的行和格式，或者改为投送 CSV",
        )


def _is_json(text: str) -> bool:
    """Say whether the file is JSON lines; one broken line at its head does not make it anything else."""
    lines = [line.strip() for line in text.splitlines()[:LOOKED_AT] if line.strip()][:3]
    return bool(lines) and lines[0].startswith("{") and any(json_object(line) is not None for line in lines)


def _delimiter(text: str) -> tuple[str, list[list[str]]]:
    """Return the delimiter with which the records of the sample are most alike, and the records cut by it."""
    best = max(DELIMITERS, key=lambda mark: _likeness(_rows(text, mark)))
    return best, _rows(text, best)


def _is_spaced(text: str, mark: str) -> bool:
    """Say whether quotes stand behind a blank, where readers that know no such thing take them for part of the cell."""
    records = islice(csv_rows(text.splitlines(keepends=True), mark), LOOKED_AT)
    return any(
        cell.startswith(" ") and cell.lstrip(" ").startswith('"') and f"{mark}{cell}" in raw
        for raw, cells in records
        for cell in cells or ()
    )


def _rows(text: str, mark: str, *, spaced: bool = False) -> list[list[str]]:
    """Return the first records of the sample; those behind an open quote only when there are hardly any before it.

    Mostly it is the end of the sample that leaves a quote open, and what follows then are parts of a cell.
    """
    rows: list[list[str]] = []
    for _, cells in csv_rows(text.splitlines(keepends=True), mark, spaced=spaced):
        if len(rows) == LOOKED_AT or (cells is None and len(rows) > 2):
            break
        if cells is not None:
            rows.append(cells)
    return rows


def _likeness(rows: list[list[str]]) -> float:
    """Return the share of records that have the commonest width, a little more for wider ones; 0 for one column."""
    widths = Counter(len(row) for row in rows)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return 0.0 if width == 1 else count / len(rows) + min(width, 20) / 100
