"""gongshu subscription: list, make, send, stop."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from gongshu.cli.case import read_mapping
from gongshu.cli.output import emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
SECRET = "GONGSHU_SUBSCRIPTION_SECRET"
Number = Annotated[str, typer.Argument(help="The subscription's number, that of its grant and which one: …-1.")]


@app.command("list")
def list_(grant: Annotated[str, typer.Argument(help="Number of the grant.")]) -> None:
    """List the subscriptions of a grant with their newest batches."""
    with session(changes=False) as held:
        from gongshu.subscription import presenting, queries

        found = [presenting.subscribed(each) for each in queries.of_grant(held.actor, grant)[1]]

    def words() -> None:
        for each in found:
            _table(each)

    emit({"subscriptions": found}, words)


@app.command()
def make(
    grant: Annotated[str, typer.Argument(help="Number of the grant.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML file: dialect, host, port, database, user, or node and target; table, whole, rhythm, at.")],
) -> None:  # fmt: skip
    """Let the data of a grant go into a table of its receiver. The password comes from GONGSHU_SUBSCRIPTION_SECRET, so that no shell keeps it."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.subscription import services

        number = services.subscribe(grant, given, os.environ.get(SECRET, ""), actor=held.actor, now=held.now).number
    _show(held.actor, number)


@app.command()
def send(number: Number) -> None:
    """Hand a batch over now and tell what came of it."""
    with session() as held:
        from gongshu.subscription import services

        services.ask_batch(number, actor=held.actor, now=held.now)
    _show(held.actor, number)


@app.command()
def stop(number: Number) -> None:
    """Stop a subscription for good; what has arrived stays with the receiver."""
    with session() as held:
        from gongshu.subscription import services

        services.stop(number, actor=held.actor, now=held.now)
    _show(held.actor, number)


def _show(actor: Any, number: str) -> None:
    from gongshu.subscription import presenting, queries

    document = presenting.subscribed(queries.subscription(actor, number))
    emit(document, lambda: _table(document))


def _table(said: dict[str, Any]) -> None:
    titles = ("batch", "state", "whole", "sent", "receipt", "error")
    table(titles, [[each[title] for title in titles] for each in said["batches"]])
