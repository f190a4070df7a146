"""gongshu catalogue harvest: list, show, add, run, pause, resume."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import Session, session

app = typer.Typer(no_args_is_help=True)
_COUNTS = ("at", "ok", "read", "created", "changed", "unchanged", "left_out", "vanished", "batch", "case")


@app.command("list")
def list_() -> None:
    """List the sources of catalogues with what came of the last time."""
    with session(changes=False) as held:
        from gongshu.catalogue import pages, queries

        found = queries.harvest_sources(held.actor)
        document = {
            "sources": [{**pages.harvest_json(each), "last": pages.run_json(each.last) if each.last else None} for each in found]
        }  # fmt: skip
    titles = ("source", "title", "mapping", "every", "active", "due_at")
    emit(document, lambda: table(titles, [[each[name] for name in titles] for each in document["sources"]]))


@app.command()
def show(source: Annotated[str, typer.Argument(help="Number of a source.")]) -> None:
    """Show a source with what came of each time, newest first."""
    with session(changes=False) as held:
        pass
    _show(held, source)


@app.command()
def add(
    title: Annotated[str, typer.Argument(help="What the source is called.")],
    address: Annotated[str, typer.Argument(help="Address of the catalogue; of a CKAN portal its home page.")],
    mapping: Annotated[str, typer.Option(help="Its form: ckan, dcat, data-json, portal …")],
    every: Annotated[int, typer.Option(help="Days between two times: 1, 7 or 30.")] = 7,
    provider: Annotated[str, typer.Option(help="Put all under this one body, whatever the source names.")] = "",
) -> None:
    """Register a source and read it: its records become drafts under one review."""
    with session() as held:
        from gongshu.catalogue import services

        given = {"title": title, "address": address, "mapping": mapping, "every": every, "provider": provider}
        number = services.register_harvest(given, actor=held.actor, now=held.now).number
    _show(held, number)


@app.command()
def run(source: Annotated[str, typer.Argument(help="Number of a source.")]) -> None:
    """Read a source now; exit with 1 where it came to nothing."""
    with session() as held:
        from gongshu.catalogue import services

        services.order_harvest(source, actor=held.actor, now=held.now)
    if not _show(held, source)["runs"][0]["ok"]:
        raise typer.Exit(1)


@app.command()
def pause(source: Annotated[str, typer.Argument(help="Number of a source.")]) -> None:
    """Read a source no more until it is taken up again."""
    _change(source, active=False)


@app.command()
def resume(source: Annotated[str, typer.Argument(help="Number of a source.")]) -> None:
    """Take a source up again, from now on in your name."""
    _change(source, active=True)


def _change(source: str, *, active: bool) -> None:
    with session() as held:
        from gongshu.catalogue import services

        services.change_harvest(source, active=active, actor=held.actor, now=held.now)
    _show(held, source)


def _show(held: Session, number: str) -> dict[str, Any]:
    from gongshu.catalogue import pages, queries

    runs = [pages.run_json(each) for each in queries.harvest_runs(held.actor, number)]
    document: dict[str, Any] = {**pages.harvest_json(queries.harvest_source(held.actor, number)), "runs": runs}

    def words() -> None:
        for name in ("source", "title", "address", "mapping", "provider", "every", "active", "due_at"):
            console.print(f"{name}: {document[name]}", markup=False)
        table(_COUNTS, [[each[name] for name in _COUNTS] for each in runs])
        if runs and not runs[0]["ok"]:
            console.print(f"! {runs[0]['problem_zh']}", markup=False)

    emit(document, words)
    return document
