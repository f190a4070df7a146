"""gongshu base: list, define, revise, show, build, conflicts, send, look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.case import read_mapping
from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="Number of the base.")]
Defined = Annotated[
    Path,
    typer.Argument(
        exists=True, dir_okay=False, readable=True, help="YAML file with title, kind, lead, key, members and items."
    ),
]


@app.command("list")
def list_() -> None:
    """List the base and topic databases, newest first."""
    with session(changes=False) as held:
        from gongshu.bases import presenting, queries

        rows = [presenting.row_json(each) for each in queries.databases(held.actor, held.now).rows]
    titles = ("base", "title", "kind", "lead", "entry", "records", "conflicts", "built_at")
    emit({"rows": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command()
def define(file: Defined) -> None:
    """Define a base; its result is described as an entry in draft."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.bases import presenting, services

        document = presenting.base_json(services.define(given, actor=held.actor, now=held.now))
    emit(document, lambda: console.print(f"{document['base']} {document['entry']}", markup=False))


@app.command()
def revise(number: Number, file: Defined) -> None:
    """Change members, their columns and whose value counts."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.bases import presenting, services

        document = presenting.base_json(services.revise(number, given, actor=held.actor, now=held.now))
    emit(document, lambda: console.print(f"{number}: {document['version']}", markup=False))


@app.command()
def show(number: Number) -> None:
    """Show one base: members, items with their sources, newest build."""
    with session(changes=False) as held:
        from gongshu.bases import presenting, queries

        document = presenting.shown_json(queries.database(held.actor, number, held.now))
    titles = ("code", "name", "prefer", "filled", "conflicts")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["items"]]))


@app.command()
def build(number: Number) -> None:
    """Build a base anew and hand the result over as a delivery."""
    with session() as held:
        from gongshu.bases import presenting, services

        document = presenting.build_json(services.build(number, actor=held.actor, now=held.now))
    emit(document, lambda: console.print(f"{number}: {document['records']} {document['delivery']}", markup=False))


@app.command()
def conflicts(
    number: Number,
    after: Annotated[str, typer.Option(help="Cursor of the page before, as `after` of its JSON.")] = "",
) -> None:
    """Show a page of what sources say differently."""
    with session() as held:
        from gongshu.bases import presenting, services

        document = presenting.conflicts_json(
            services.read_conflicts(number, actor=held.actor, now=held.now, after=after)
        )
    rows = [
        [row["key"], row["item"], value["body"], value["value"]] for row in document["rows"] for value in row["values"]
    ]
    emit(document, lambda: table(("key", "item", "body", "value"), rows))


@app.command()
def send(number: Number) -> None:
    """Send contradictions to their sources as work orders."""
    with session() as held:
        from gongshu.bases import services

        opened = services.send_conflicts(number, actor=held.actor, now=held.now).cases
    emit({"base": number, "cases": opened}, lambda: console.print("\n".join(opened), markup=False))


@app.command()
def look(
    number: Number,
    key: Annotated[str, typer.Argument(help="Key of one record.")],
    purpose: Annotated[str, typer.Option(help="What for; it is kept with the look.")],
) -> None:
    """Show one record by its exact key, each value with its source and day."""
    with session() as held:
        from gongshu.bases import presenting, services

        document = presenting.look_json(services.look(number, key, purpose, actor=held.actor, now=held.now))
    titles = ("code", "name", "value", "body", "day")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["items"] or ()]))
