"""gongshu demand: list, show."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshu.cli.output import emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
_TITLES = ("number", "use", "state", "title", "source", "due", "entry")


@app.command("list")
def list_(
    text: Annotated[str, typer.Option(help="Words in title and need.")] = "",
    state: Annotated[str, typer.Option(help="open, promised, overdue, delivered, closed, declined or merged.")] = "",
    use: Annotated[str, typer.Option(help="sharing or opening.")] = "",
    body: Annotated[str, typer.Option(help="Code of the body that provides or needs.")] = "",
    after: Annotated[str, typer.Option(help="Go on after the `after` of the page before.")] = "",
) -> None:
    """List what data is needed, from whom, promised until when; newest first."""
    with session(changes=False) as held:
        from django.utils import timezone

        from gongshu.demand import presenting, queries

        today = timezone.localdate(held.now)
        wanted = queries.Wanted(text=text, state=state, use=use, body=body)
        document = presenting.page_json(queries.demands(held.actor, wanted, today, after=after), today)
    emit(document, lambda: table(_TITLES, [[row[key] for key in _TITLES] for row in document["rows"]]))


@app.command()
def show(number: Annotated[int, typer.Argument(help="Number in the list of demands.")]) -> None:
    """Show one demand."""
    with session(changes=False) as held:
        from django.utils import timezone

        from gongshu.demand import presenting, queries

        document = presenting.demand_json(queries.demand(held.actor, number), timezone.localdate(held.now))
    emit(document, lambda: table(("what", "said"), [[key, said] for key, said in document.items()]))
