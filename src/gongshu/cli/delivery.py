"""gongshu delivery: what was delivered, and the steward's decision on what waits."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

MOST = 500  # deliveries in one answer
app = typer.Typer(no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="The delivery's number.")]


@app.command("list")
def list_(
    entry: Annotated[str, typer.Option(help="Only deliveries to this entry.")] = "",
    state: Annotated[str, typer.Option(help="writing, published, waiting, refused or failed.")] = "",
) -> None:
    """List the newest deliveries that this person may see, newest first."""
    with session(changes=False) as held:
        from gongshu.collection import presenting, queries

        found = queries.deliveries(held.actor, entry=entry, state=state)[:MOST]
        rows = [presenting.delivered(each) for each in found]
    titles = ("delivery", "entry", "state", "rows_read", "rows_rejected", "at")
    emit({"deliveries": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command()
def release(
    number: Number, reason: Annotated[str, typer.Option(help="Why it may be published as it is.")] = ""
) -> None:
    """Publish a delivery that waits for a decision."""
    with session() as held:
        from gongshu.collection import presenting, services

        decided = services.approve_publication(number, reason, actor=held.actor, now=held.now)
        document = presenting.delivered(decided)
    _emit(document)


@app.command("return")
def return_(number: Number, reason: Annotated[str, typer.Option(help="What has to be mended.")] = "") -> None:
    """Return a delivery that waits to whoever delivered it, with the reason."""
    with session() as held:
        from gongshu.collection import presenting, services

        decided = services.refuse_publication(number, reason, actor=held.actor, now=held.now)
        document = presenting.delivered(decided)
    _emit(document)


def _emit(document: dict[str, Any]) -> None:
    emit(document, lambda: console.print(f"{document['delivery']}: {document['state']}", markup=False))
