"""gongshu census: list, open, show, sheet, answer, submit, close."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.case import read_mapping
from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="Number of the census.")]


@app.command("list")
def list_() -> None:
    """List the censuses, newest first."""
    with session(changes=False) as held:
        from gongshu.census import presenting, queries

        rows = [presenting.round_json(each) for each in queries.rounds(held.actor).rows]
    titles = ("census", "title", "region", "due", "closed_at", "list")
    emit({"rows": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command("open")
def open_(
    region: Annotated[str, typer.Argument(help="Code of the region.")],
    title: Annotated[str, typer.Option(help="What the census is called.")],
    days: Annotated[int, typer.Option(help="Working days to return.")] = 20,
    enterprise: Annotated[
        list[str] | None, typer.Option(help="Login of an enterprise that takes part; may be given again.")
    ] = None,
) -> None:
    """Open a census of a region; each body is asked by a case of its own."""
    with session() as held:
        from gongshu.census import presenting, services

        made = services.open_round(region, title, days, enterprise or (), actor=held.actor, now=held.now)
        document = presenting.round_json(made)
    emit(document, lambda: console.print(f"{document['census']} {title}", markup=False))


@app.command()
def show(number: Number) -> None:
    """Show how far a census is, body by body."""
    with session(changes=False) as held:
        from gongshu.census import presenting, queries

        document = presenting.coverage_json(queries.coverage(held.actor, number, held.now))
    titles = ("body", "enterprise", "asked", "answered", "submitted_at")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["rows"]]))


@app.command()
def sheet(number: Number) -> None:
    """Show what one's own body is asked and has answered."""
    with session(changes=False) as held:
        from gongshu.census import presenting, queries

        document = presenting.sheet_json(queries.sheet(held.actor, number))
    titles = ("kind", "subject", "name", "verdict", "said")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["lines"]]))


@app.command()
def answer(
    number: Number,
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="YAML file with `answers`: kind, subject, verdict, said."
        ),
    ],
) -> None:
    """Answer for one's own body; an answer takes the place of the one before."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.census import services

        said = [services.Said(**{key: str(value) for key, value in each.items()}) for each in given.get("answers", [])]
        count = services.answer(number, said, actor=held.actor, now=held.now)
    emit({"census": number, "answers": count}, lambda: console.print(f"{number}: {count}", markup=False))


@app.command()
def submit(number: Number) -> None:
    """Hand the answers of one's own body in."""
    with session() as held:
        from gongshu.census import services

        case = services.submit(number, actor=held.actor, now=held.now).number
    emit({"census": number, "case": case}, lambda: console.print(case, markup=False))


@app.command()
def close(number: Number) -> None:
    """Close a census; its result is a version of the resource list."""
    with session() as held:
        from gongshu.census import services

        made = services.close_round(number, actor=held.actor, now=held.now).number
    emit({"census": number, "list": made}, lambda: console.print(made, markup=False))
