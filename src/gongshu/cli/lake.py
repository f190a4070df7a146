"""gongshu inspect, deliver, snapshots, diff, restore: files and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from gongshu.cli.output import console, emit, messages, table
from gongshu.cli.session import session

File = Annotated[
    Path,
    typer.Argument(
        exists=True,
        dir_okay=False,
        readable=True,
        help="CSV, TSV, XLS, XLSX, ODS, JSON, GeoJSON, HTML, DBF, Parquet, or a ZIP of one.",
    ),
]
Told = Callable[[int, int], None]


@contextmanager
def _bar(name: str) -> Iterator[Told]:
    """Yield what hears how far a long reading is; the bar goes to standard error and is gone afterwards."""
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, transient=True) as shown:
        task = shown.add_task(name, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def inspect(file: File) -> None:
    """Say what a file holds: encoding, delimiter, header, columns with types, good and rejected rows, and which
    columns seem to hold data about persons, at which level of GB/T 43697. Needs no node."""
    from gongshu.lake.inspect import inspect as look

    with _bar(file.name) as told:
        found = look(file, told)

    def words() -> None:
        console.print(f"{found.file}: {found.format}, {found.encoding or ''} {found.delimiter or ''}", markup=False)
        for one in found.tables:
            said = f"{one.name}: {one.rows} rows, {one.rejected} rejected, {one.header_rows} header rows"
            console.print(said, markup=False)
            for code, (rows, first) in one.reasons.items():
                console.print(f"  {code}: {rows} (records {', '.join(map(str, first))} ...)", markup=False)
            told = zip(one.columns, one.found, strict=True)
            table(
                ("column", "type", "category", "level"),
                [(*named, found.category, found.level) for named, found in told],
            )

    emit(found.as_json(), words)


def deliver(
    entry: str,
    file: File,
    mode: Annotated[str | None, typer.Option(help="replace, append or upsert, instead of the entry's own.")] = None,
    mends: Annotated[str, typer.Option(help="The delivery whose rejected rows come back mended.")] = "",
    resource: Annotated[str, typer.Option(help="Number of the table or files, where the entry has several.")] = "",
) -> None:
    """Deliver a file to an entry: a table's good rows become a snapshot and every bad row goes to quarantine with its
    reason; a file resource keeps the file whole."""
    with session() as held:
        from gongshu.collection import presenting, services

        with _bar(file.name) as told:
            delivery = services.deliver(
                entry, file, actor=held.actor, now=held.now, mode=mode, mends=mends, resource=resource, progress=told
            )
        document = presenting.delivered(delivery)

    def words() -> None:
        state = "published" if document["published"] else document["state"]
        rows = f"{document['rows_accepted']} of {document['rows_read']} rows, {document['rows_rejected']} in quarantine"
        kept = f"{document['file']} kept, {document['bytes']} bytes"
        console.print(
            f"{entry}: {kept if document['kind'] == 'file' else rows}, "
            f"snapshot {document['snapshot']} {state}" + (" (the same file as before)" if document["duplicate"] else "")
        )
        for reason in document["reasons"]:
            console.print(f"{reason['zh']}\n{reason['en']}", markup=False)
        table(
            ("finding", "rows"),
            [(one["title"]["zh"], one.get("count", one.get("rows"))) for one in document["findings"]],
        )

    emit(document, words)


def snapshots(entry: str) -> None:
    """List the snapshots of an entry, newest first."""
    with session(changes=False) as held:
        from gongshu.collection import presenting, queries

        rows = [presenting.snapshot(one, held.actor) for one in queries.snapshots(held.actor, entry)]
    titles = ("snapshot", "at", "rows", "published")
    emit({"entry": entry, "snapshots": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


def diff(entry: str, old: str, new: str) -> None:
    """Count the rows that were added, removed and changed between two snapshots."""
    with session(changes=False) as held:
        from gongshu.collection import queries

        document = queries.diff(held.actor, entry, old, new).as_json()
    emit(document, lambda: table(("what", "rows"), [(key, document[key]) for key in ("added", "removed", "changed")]))


def restore(entry: str, snapshot: str) -> None:
    """Make an earlier snapshot the published one; nothing is copied, a pointer moves."""
    with session() as held:
        from gongshu.collection import presenting, services

        restored = services.restore(entry, snapshot, actor=held.actor, now=held.now)
        document = presenting.snapshot(restored, held.actor)
    emit({"entry": entry, **document}, lambda: console.print(f"{entry}: snapshot {snapshot} is published again"))
