"""gongshu standards: list, show, elements, load, adopt, conformance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="Number of the standard, as `standards list` shows it.")]


@app.command("list")
def list_(
    text: Annotated[str, typer.Option(help="Words of its code or name.")] = "",
    kind: Annotated[str, typer.Option(help="standard, sector or specification.")] = "",
) -> None:
    """List the standards, the newest first."""
    with session(changes=False) as held:
        from gongshu.standards import presenting, queries

        rows = [presenting.norm_json(each) for each in queries.norms(held.actor, text=text, kind=kind).rows]
    titles = ("standard", "code", "zh", "level", "body", "state", "version")
    emit({"rows": rows}, lambda: table(titles, [[str(row[key]) for key in titles] for row in rows]))


@app.command()
def show(
    number: Number, version: Annotated[int, typer.Option(help="An issued version instead of the newest.")] = 0
) -> None:
    """Show a standard with its difference from the version before and what it still lacks."""
    with session(changes=False) as held:
        from gongshu.standards import presenting, queries

        document = presenting.shown_json(queries.norm_of(held.actor, number, held.now, version=version))
    titles = ("part", "how", "code", "zh")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["changes"]]))


@app.command()
def elements(text: Annotated[str, typer.Option(help="Words of its code or name.")] = "") -> None:
    """List the elements in force."""
    with session(changes=False) as held:
        from gongshu.standards import presenting, queries

        rows = [presenting.element_json(each) for each in queries.elements(held.actor, text=text).rows]
    titles = ("code", "zh", "type", "length", "code_set", "standard")
    emit({"rows": rows}, lambda: table(titles, [[str(row[key] or "") for key in titles] for row in rows]))


@app.command()
def load(
    number: Number,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="XLSX, CSV or JSON of elements or codes.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say every problem and difference, and change nothing.")
    ] = False,
) -> None:
    """Load the elements, or the codes, of a draft from a file."""
    content = file.read_bytes()
    with session(changes=not dry_run) as held:
        from gongshu.standards import presenting, services

        done = services.load(number, content, file.name, dry_run=dry_run, actor=held.actor, now=held.now)
        document = presenting.loaded_json(done)
    titles = ("how", "code", "zh")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["changes"]]))


@app.command()
def adopt(
    file: Annotated[
        Path | None,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="YAML file; without it those that come with the software."
        ),
    ] = None,
) -> None:
    """Take over standards that others issue, such as national ones, with their source."""
    with session() as held:
        from gongshu.standards import presenting, services, shipped

        documents = [shipped.read(file)] if file else list(shipped.shipped())
        made = [services.adopt(document, actor=held.actor, now=held.now) for document in documents]
        rows = [{**presenting.norm_json(norm), "changed": changed} for norm, changed in made]
    titles = ("standard", "code", "zh", "version", "changed")
    emit({"rows": rows}, lambda: table(titles, [[str(row[key]) for key in titles] for row in rows]))


@app.command()
def conformance(entry: Annotated[str, typer.Argument(help="Number of an entry; without it all bodies.")] = "") -> None:
    """Show how much of the delivered data conforms to the elements that its items name."""
    with session(changes=False) as held:
        from gongshu.standards import presenting, queries

        if entry:
            document = presenting.entry_json(*queries.of_entry(held.actor, entry))
        else:
            page = queries.columns(held.actor, failing=True)
            document = presenting.standings_json(queries.whole(held.actor), queries.bodies(held.actor), page)
    rows, titles = (
        (document["rows"], ("column", "standard", "rows", "conforms", "name_fits", "type_fits", "too_long", "outside"))
        if entry
        else (document["bodies"], ("body", "items", "conform", "rate"))
    )
    console_rows = [[str(row[key]) for key in titles] for row in rows]
    emit(document, lambda: table(titles, console_rows) if console_rows else console.print("—"))
