"""gongshu people: who is there."""

from __future__ import annotations

import typer

from gongshu.cli.output import emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """People, their bodies and duties."""


@app.command("list")
def list_() -> None:
    """List the people that one may see, with login, name, body and duties; in a rehearsal without --as, the whole cast."""
    with session(changes=False) as held:
        from gongshu.people import queries
        from gongshu.people.actor import SYSTEM

        # A rehearsal's cast may be played by whoever has its folder, and has to be known for that.
        nobody = held.node.rehearsal and not held.actor.login
        people = queries.people(SYSTEM if nobody else held.actor, now=held.now)
    rows = [
        {"login": one.login, "name": one.name, "body": one.body_name, "body_code": one.body, "duties": list(one.duties)}
        for one in people
    ]
    titles = ("login", "name", "body", "duties")
    emit({"people": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))
