"""The header of a delivered file, kept where rows were rejected, so that they can be handed back in its columns."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gongshu.lake.columns import Column
from gongshu.lake.deliver import Cast
from gongshu.lake.prescan import SAMPLE
from gongshu.lake.sheets import sheets
from gongshu.lake.sniff import Format, sniff
from gongshu.lake.staging import wanted_names


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHeader:
    """The names of a file's columns in their order, and what stood between its cells."""

    names: tuple[str, ...]
    delimiter: str

    def as_json(self) -> dict[str, object]:
        return {"names": list(self.names), "delimiter": self.delimiter}


def of(path: Path, done: Cast, columns: Sequence[Column]) -> FileHeader | None:
    """Return the header of a delimited file or workbook; None for formats whose rows name their values themselves."""
    wanted = wanted_names(columns)
    if done.format is Format.CSV:
        return _of_text(path, wanted)
    if done.format in (Format.WORKBOOK, Format.HTML):
        return next(
            (FileHeader(names=tuple(sheet.header.names), delimiter="\t") for sheet in sheets(path, wanted)), None
        )
    return None


def _of_text(path: Path, wanted: Sequence[str]) -> FileHeader | None:
    """Look at the beginning only: the file was read whole already."""
    with path.open("rb") as source:
        head = source.read(SAMPLE)
    if len(head) == SAMPLE:
        head = head[: head.rfind(b"\n") + 1] or head
    handle = os.memfd_create("gongshu")
    try:
        os.write(handle, head)
        found = sniff(Path(f"/proc/{os.getpid()}/fd/{handle}"), wanted)
    finally:
        os.close(handle)
    return FileHeader(names=found.names, delimiter=found.delimiter or ",") if found.names else None
