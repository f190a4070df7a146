"""gongshu quality: rules, propose, check, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="Number of the entry, 511700-0042.")]


@app.command()
def rules(
    entry: Number,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, readable=True, help="YAML file of the rules to set.")
    ] = None,
) -> None:
    """Print the rules of an entry as YAML; with --file, set them first. All faults of a file are told at once."""
    with session(changes=file is not None) as held:
        from gongshu.quality import presenting, queries, services, writing

        if file is not None:
            services.set_rules(
                entry, writing.from_yaml(file.read_text(encoding="utf-8-sig")), actor=held.actor, now=held.now
            )
        document = presenting.ruled(entry, queries.rules(held.actor, entry))
        text = writing.as_yaml(document["rules"])
    emit(document, lambda: console.print(text, markup=False))


@app.command()
def propose(entry: Number) -> None:
    """Print rules that the items and the published records suggest, as YAML to be edited; nothing is set."""
    with session(changes=False) as held:
        from gongshu.quality import queries, writing

        found = queries.proposal(held.actor, entry, held.now)
        text = writing.as_yaml(found)
    emit({"entry": entry, "rules": found}, lambda: console.print(text, markup=False))


@app.command()
def check(entry: Number) -> None:
    """Check the published snapshot by the entry's rules: score, and for every rule how many were checked and violate it."""
    with session() as held:
        from gongshu.quality import presenting, services

        document = {
            "entry": entry,
            **presenting.checked(services.check_entry(entry, actor=held.actor, now=held.now), sees=True),
        }
    titles = ("rule", "dimension", "column", "checked", "violations")

    def words() -> None:
        console.print(
            f"{entry} {document['snapshot']}: score {document['score']}, {document['rows']} rows", markup=False
        )
        table(titles, [[row[key] for key in titles] for row in document["rules"]])

    emit(document, words)


@app.command()
def show(entry: Number) -> None:
    """Show the newest check of an entry, and the scores before it."""
    with session(changes=False) as held:
        from gongshu.quality import presenting, queries

        document = presenting.standing(queries.quality(held.actor, entry))
    titles = ("snapshot", "at", "score")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["history"]]))
