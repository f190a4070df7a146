"""gongshu inspect: what a file holds, without a node and without Django."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.output import console, emit, messages, table


def inspect(file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, Parquet or JSON lines.")]) -> None:
    """Say what a file holds: encoding, delimiter, header, columns with types, good and rejected rows."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    from gongshu.lake.inspect import inspect as look

    with Progress("{task.description}", BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=messages, transient=True) as shown:
        task = shown.add_task(file.name, total=None)
        found = look(file, lambda done, total: shown.update(task, completed=done, total=total))
    document = found.as_json()

    def words() -> None:
        console.print(f"{found.file}: {found.format}, {found.encoding or ''} {found.delimiter or ''}".rstrip(), markup=False)
        for one in found.tables:
            console.print(f"{one.name}: {one.rows} rows, {one.rejected} rejected, {one.header_rows} header rows", markup=False)
            table(("column", "type"), one.columns)

    emit(document, words)
