"""gongshu projects: list."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshu.cli.output import emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)


@app.callback()
def projects() -> None:
    """IT projects and purchases of data; they are opened and moved by `gongshu case`."""


@app.command("list")
def list_(
    procedure: Annotated[str, typer.Option(help="it-project or data-purchase; both without it.")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="Only those that are not ended.")] = False,
) -> None:
    """List projects and purchases with what each still lacks, newest first."""
    with session(changes=False) as held:
        from gongshu.projects import presenting, queries

        found = queries.whole(held.actor, procedure=procedure, open_only=open_only)
        rows = [presenting.line_json(each) for each in found]
    titles = ("case", "title", "body", "state", "lacks")
    emit({"rows": rows}, lambda: table(titles, [[str(row[key]) for key in titles] for row in rows]))
