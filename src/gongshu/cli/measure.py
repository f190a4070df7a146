"""gongshu measure: show, taken."""

from __future__ import annotations

from typing import Annotated

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Case = Annotated[str, typer.Argument(help="Number of the case that decided, 2026-YY-00001.")]


@app.command()
def show(
    case: Case, after: Annotated[int, typer.Option(help="Go on after the `after` of the page before.")] = 0
) -> None:
    """Show the measures that a case took on data, and those who were told as far as this person may know them."""
    with session(changes=False) as held:
        from gongshu.grants import recalls

        document = recalls.to_json(recalls.told(held.actor, case, after=after))

    def words() -> None:
        for one in document["measures"]:
            console.print(
                f"{one['at'][:10]} {one['entry']} {one['kind']}: {one['wrong']} ({one['article']})", markup=False
            )
        titles = ("receiver", "measure", "uses", "stopped", "told_at", "taken_at")
        table(titles, [[one[key] for key in titles] for one in document["receivers"]])

    emit(document, words)


@app.command()
def taken(case: Case) -> None:
    """Confirm that one's body, or oneself, uses the mended data and no longer what was wrong."""
    with session() as held:
        from gongshu.grants.services import take_over

        settled = take_over(case, actor=held.actor, now=held.now)
    emit({"case": case, "settled": settled}, lambda: console.print(f"{case}: {settled}", markup=False))
