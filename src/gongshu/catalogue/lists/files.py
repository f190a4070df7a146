"""A list as a file: CSV for programs, a workbook in the layout that offices use; and what such a file says, read again."""

from __future__ import annotations

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from itertools import islice
from xml.etree.ElementTree import ParseError

from django.utils import timezone
from django.utils.translation import gettext as _

from gongshu.catalogue.lists.kinds import kind_of
from gongshu.catalogue.models import PublishedList

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute begins with
_COLUMNS = 40  # more than any list has
_MARK = "\ufeff"  # Spreadsheets take a file for UTF-8 only behind this mark.
_NARROW, _WIDE = 12, 48  # characters of a column
_ABOVE = 3  # rows of a workbook before the first of the list: title, version, names of the columns
_UNPACKED, _MOST = 128 << 20, 200_000  # bytes and rows of a workbook that is read; a small file may unpack to any size


def title_of(held: PublishedList) -> str:
    """Return what a file of this version is called."""
    return f"{held.scope.zh}{kind_of(held.kind).title}"


def lines(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a CSV file line by line, in UTF-8 with a mark for spreadsheets. What begins like a formula gets an apostrophe."""
    yield _MARK
    yield _line(titles)
    for row in rows:
        yield _line([_plain(cell) for cell in row])


def _line(cells: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in _FORMULA else cell


def workbook(
    held: PublishedList, titles: Sequence[str], rows: Iterable[Sequence[str]], terms: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Return a workbook: title, who published which version when and under which article, then the table."""
    import xlsxwriter  # Only who wants a workbook waits until it is loaded; so below.

    out = BytesIO()
    # Lists are public or internal metadata and hold no row of a table, so they may lie in memory and in clear.
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(str(kind_of(held.kind).title)[:31])
        large = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        small = book.add_format({"align": "center", "font_color": "#555555"})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF6", "border": 1, "valign": "vcenter"})
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        last = len(titles) - 1
        sheet.merge_range(0, 0, 0, last, title_of(held), large)
        sheet.merge_range(1, 0, 1, last, _about(held, terms), small)
        sheet.set_row(0, 30)
        widths = [len(title) * 2 for title in titles]
        sheet.write_row(2, 0, list(titles), head)
        for place, row in enumerate(rows, 3):
            sheet.write_row(place, 0, list(row), cell)
            widths = [max(width, 2 * len(value)) for width, value in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, _NARROW), _WIDE))
        sheet.freeze_panes(3, 2)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def csv_rows(text: str) -> list[list[str]]:
    """Return what a list's CSV file says below its names; empty for what is no CSV."""
    try:
        return [[_bare(cell) for cell in row] for row in list(csv.reader(StringIO(text)))[1:]]
    except csv.Error:
        return []


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def workbook_rows(content: bytes) -> list[list[str]]:
    """Return what a list's workbook says below its names, row by row; empty for any other file, or one too large to be a list.

    It is read as a stream: a few bytes may claim a million columns.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            if sum(member.file_size for member in packed.infolist()) > _UNPACKED:
                return []
        book = openpyxl.load_workbook(BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        read = sheet.iter_rows(max_col=_COLUMNS, values_only=True)
        head = [cell for cell in next(islice(read, _ABOVE - 1, None), ()) if cell is not None]
        return [["" if cell is None else str(cell) for cell in row[: len(head)]] for row in islice(read, _MOST)]
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ):
        return []  # openpyxl tells what is wrong with a file by whatever went wrong in it.


def _about(held: PublishedList, terms: Sequence[tuple[str, str]]) -> str:
    day = timezone.localtime(held.published_at).date()
    parts = [
        _("第 %(number)s 版") % {"number": held.version},
        f"{day:%Y-%m-%d}",
        *held.articles,
        *(f"{what} {how}" for what, how in terms),
    ]
    return "　".join(parts)
