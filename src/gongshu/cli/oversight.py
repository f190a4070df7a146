"""gongshu oversight: notices, credit."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshu.cli.output import emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
After = Annotated[str, typer.Option(help="Go on after the `after` of the page before.")]


@app.command()
def notices(
    entry: Annotated[str, typer.Option(help="Number of an entry.")] = "",
    body: Annotated[str, typer.Option(help="Code of a body.")] = "",
    after: After = "",
) -> None:
    """List the notices of misuse that are public today, newest first."""
    with session(changes=False) as held:
        from django.utils import timezone

        from gongshu.oversight import presenting, queries

        today = timezone.localdate(held.now)
        shown = queries.notices(held.actor, today, entry=entry, body=body, after=after, size=100)
        document = presenting.to_json(shown, presenting.notice_json)
    titles = ("id", "user", "measure", "ground", "article", "since", "until")
    emit(document, lambda: table(titles, [_words(row, titles) for row in document["rows"]]))


@app.command()
def credit(
    user: Annotated[str, typer.Option(help="Code of a body or login of an account.")] = "", after: After = ""
) -> None:
    """List the credit record of one's body or oneself, and what one's body decided."""
    with session(changes=False) as held:
        from gongshu.oversight import presenting, queries

        document = presenting.to_json(
            queries.credit(held.actor, user=user, after=after, size=100), presenting.credit_json
        )
    titles = ("case", "user", "measure", "ground", "since", "over", "kept_under")
    emit(document, lambda: table(titles, [_words(row, titles) for row in document["rows"]]))


def _words(row: dict[str, object], titles: tuple[str, ...]) -> list[object]:
    return [value.get("zh", "") if isinstance(value := row[title], dict) else value for title in titles]
