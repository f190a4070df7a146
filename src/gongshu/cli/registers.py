"""gongshu registers: import, show, systems, register, retire."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.case import read_mapping
from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Body = Annotated[str, typer.Option(help="Code of the body; one's own without it.")]
Given = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="YAML file that says it.")]


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="XLSX or CSV of the duty list.")
    ],
    body: Body = "",
) -> None:
    """Make the duties of a file the duty list of a body; a file with a fault changes nothing and every fault is told."""
    from dataclasses import asdict

    with session() as held:
        from gongshu.registers import services

        made = services.import_duties(
            file.read_bytes(), file.name, body or held.actor.body, actor=held.actor, now=held.now
        )
    document = asdict(made)
    emit(document, lambda: table(("what", "duties"), [[key, said] for key, said in document.items()]))


@app.command()
def show(body: Body = "") -> None:
    """Show duties, systems and data of a body, linked, and what is not."""
    with session(changes=False) as held:
        from gongshu.registers import presenting, queries

        document = presenting.lists_json(queries.three_lists(held.actor, body or held.actor.body, held.now))

    def words() -> None:
        rows = [
            [each["code"], each["name"], " ".join(each["systems"]), " ".join(each["entries"])]
            for each in document["duties"]
        ]
        table(("code", "duty", "systems", "entries"), rows)
        for key in ("systems_without_duty", "entries_without_system", "items_without_listed_duty"):
            console.print(f"{key}: {', '.join(document[key]) or '-'}", markup=False)

    emit(document, words)


@app.command()
def systems(text: Annotated[str, typer.Option(help="Words in name or purpose.")] = "", body: Body = "") -> None:
    """List information systems, the newest first."""
    with session(changes=False) as held:
        from gongshu.registers import presenting, queries

        rows = [
            presenting.system_json(each) for each in queries.systems(held.actor, text=text, body=body, size=1000).rows
        ]
    titles = ("system", "name", "kind", "network", "protection", "retired_on")
    emit({"rows": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command()
def register(
    code: Annotated[str, typer.Argument(help="Small letters, digits and hyphens; never changed.")],
    file: Given,
    body: Body = "",
) -> None:
    """Put a system into the list of a body."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.registers import services

        number = services.register_system(code, given, body or held.actor.body, actor=held.actor, now=held.now).number
    emit({"system": number}, lambda: console.print(number, markup=False))


@app.command()
def retire(system: Annotated[str, typer.Argument(help="Number of the system.")]) -> None:
    """Note that a system is no longer in use; its entries stay."""
    with session() as held:
        from gongshu.registers import services

        services.retire_system(system, actor=held.actor, now=held.now)
    emit({"system": system}, lambda: console.print(system, markup=False))


@app.command()
def check(
    entry: Annotated[str, typer.Argument(help="Number of an entry whose data others collect for the body.")],
    found: Annotated[str, typer.Option(help="What the check found.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day of the check.")],
    put_right: Annotated[str, typer.Option(help="What was put right.")] = "",
) -> None:
    """Record a check of a collection that the body entrusted to others."""
    with session() as held:
        from gongshu.registers import services

        made = services.check_entrusted(entry, on.date(), found, put_right, actor=held.actor, now=held.now)
    emit(
        {"entry": entry, "checked_on": str(made.checked_on)},
        lambda: console.print(f"{entry} {made.checked_on}", markup=False),
    )
