"""The whole catalogue as one file, line by line: memory stays flat however many entries there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from gongshu.catalogue.exporting import lines
from gongshu.catalogue.lists import files as tables
from gongshu.lake.export import MEDIA
from gongshu.lake.workbook import workbook

Lines = Iterable[Mapping[str, Any]]


def _csv(found: Lines) -> Iterator[str]:
    words = lines.words()
    return tables.lines(lines.titles(), ([_text(cell) for cell in words.cells(each)] for each in found))


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _jsonl(found: Lines) -> Iterator[str]:
    return (json.dumps(each, ensure_ascii=False) + "\n" for each in found)


def _xlsx(found: Lines) -> Iterator[bytes]:
    words = lines.words()
    return workbook(lines.titles(), (words.cells(each) for each in found))


_WRITERS: Final[Mapping[str, Callable[[Lines], Iterator[Any]]]] = {"csv": _csv, "xlsx": _xlsx, "jsonl": _jsonl}
FORMATS: Final = tuple(_WRITERS)


def written(found: Lines, format_: str) -> tuple[Iterator[Any], str]:
    """Return the file as a stream, and its media type; `format_` is one of FORMATS."""
    return _WRITERS[format_](found), MEDIA[format_]
