"""The rows of a workbook's first sheet as text, read as they come: a sheet of a hundred thousand lines is never whole in memory."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

import openpyxl
from python_calamine import CalamineError, CalamineWorkbook

from gongshu.catalogue.errors import FileUnfit
from gongshu.catalogue.importing.content import Content, opened

Rows = Iterator[tuple[int, list[str]]]
# What the two libraries raise for a file that is damaged, beside their own errors.
_UNFIT: Final = (CalamineError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, TypeError, IndexError, OverflowError, AttributeError)  # fmt: skip


def rows(content: Content) -> Rows:
    """Yield the rows with their numbers. Raises: FileUnfit."""
    try:
        with opened(content) as source:
            yield from _rows(source)
    except _UNFIT as problem:
        raise FileUnfit(
            f"工作簿打不开：{problem}", f"the workbook cannot be opened: {problem}",
            "去掉密码，或者重新保存为 XLSX", "remove its password or save it again as XLSX",
        ) from problem  # fmt: skip


def _rows(source: BinaryIO) -> Rows:
    with zipfile.ZipFile(source) as packed:
        is_xlsx = "xl/workbook.xml" in packed.namelist()
    source.seek(0)
    if not is_xlsx:
        with CalamineWorkbook.from_filelike(source) as book:  # ODS and what else lies in a ZIP file
            grid = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
            yield from ((place, [_text(cell) for cell in row]) for place, row in enumerate(grid, 1))
        return
    with closing(_book(source)) as streamed:
        sheet = streamed.worksheets[0]
        sheet.reset_dimensions()  # some programs write down a wrong one
        for place, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield place, [_text(cell) for cell in row]


def _book(source: BinaryIO) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions that no cell's text depends on
        return openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)


def _text(value: Any) -> str:
    """Return a cell as people read it: a whole number without its point, a day without midnight."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        # A spreadsheet keeps parts of a day, so that seconds are not quite whole.
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
        return str(value.date() if value.time() == time.min else value)
    if isinstance(value, date):
        return str(value)
    return "" if value is None else str(value).strip()
