"""gongshu lists: standing, set, publish, show."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Kind = Annotated[str, typer.Argument(help="Name of a list, as `lists standing` tells it.")]
Scope = Annotated[str, typer.Argument(help="Code of the region, or of the body for a list of one body.")]


@app.command()
def standing() -> None:
    """Tell the lists that concern this person: newest version, articles that demand it, changes not yet published."""
    with session(changes=False) as held:
        from gongshu.catalogue import pages, queries

        rows = [pages.standing_json(each) for each in queries.list_standings(held.actor, held.now)]
    titles = ("kind", "scope", "version", "entries", "title")
    emit({"lists": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command()
def publish(kind: Kind, scope: Scope) -> None:
    """Fix what a list holds now as its next numbered version."""
    with session() as held:
        from gongshu.catalogue import pages, queries, services

        services.publish_list(kind, scope, actor=held.actor, now=held.now)
        document = pages.standing_json(queries.list_standing(held.actor, kind, scope, held.now))
    emit(document, lambda: console.print(f"{document['title']} {document['version']}: {document['entries']} entries"))


@app.command("set")
def set_(
    kind: Kind,
    scope: Scope,
    values: Annotated[list[str], typer.Argument(help="name=number, one for each that the list takes.")],
) -> None:
    """Set the threshold and the period of a list of figures, such as high_frequency_list months=12 applications=3 requests=100."""
    said = dict(each.partition("=")[::2] for each in values)
    with session() as held:
        from gongshu.catalogue import services

        made = services.set_list(kind, scope, said, actor=held.actor, now=held.now)
        document = {"kind": kind, "scope": scope, "set": dict(made.values)}
    emit(document, lambda: table(("name", "number"), [[name, number] for name, number in made.values.items()]))


@app.command()
def show(
    kind: Kind,
    scope: Scope,
    version: Annotated[int, typer.Option("--list-version", help="Its number; the newest without it.")] = 0,
) -> None:
    """Show one version of a list with all its rows."""
    with session(changes=False) as held:
        from gongshu.catalogue import pages, queries

        known = queries.list_versions(held.actor, kind, scope)
        number = version or (known[0].version if known else 0)
        found = queries.list_version(held.actor, kind, scope, number)
        document: dict[str, Any] = pages.list_json(found, list(queries.list_rows(held.actor, found)))
    titles = [*document["columns"]]
    emit(document, lambda: table(tuple(titles), [[row[key] for key in titles] for row in document["rows"]]))
