"""gongshu opening: check, show, record, consent, priorities, plan."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gongshu.cli.failures import WrongValue
from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="Number of the entry, 511700-0042.")]


@app.command()
def check(
    entry: Number,
    quasi: Annotated[
        list[str], typer.Option(help="Code of an item that helps to tell people apart; may be repeated.")
    ] = [],  # noqa: B006
    sensitive: Annotated[list[str], typer.Option(help="Code of a sensitive item; may be repeated.")] = [],  # noqa: B006
    snapshot: Annotated[str, typer.Option(help="Another snapshot of the table, such as one that waits.")] = "",
) -> None:
    """Look whether rows of the published snapshot can be told apart. Exit code 1 where it does not pass."""
    with session() as held:
        from gongshu.opening import presenting, services

        made = services.check(
            entry, quasi=quasi, sensitive=sensitive, snapshot=snapshot, actor=held.actor, now=held.now
        )
        document = presenting.check_json(made)
    titles = ("rows", "groups", "small_groups", "small_rows", "unique_rows", "unique_share")
    emit(
        document,
        lambda: table(("passes", *titles), [[document["passes"], *(document["found"][key] for key in titles)]]),
    )
    if not document["passes"]:
        raise typer.Exit(1)


@app.command()
def show(entry: Number) -> None:
    """Tell what was recorded before an entry is opened, and what is missing."""
    with session(changes=False) as held:
        from gongshu.opening import presenting, queries

        document = presenting.preparation(queries.preparation(held.actor, entry, held.now))
    emit(
        document,
        lambda: table(
            ("lacks", "article"), [[each["en"], each["article"]] for each in document["lacks"]] or [["nothing", ""]]
        ),
    )


@app.command()
def record(
    entry: Number,
    treat: Annotated[list[str], typer.Option(help="CODE=METHOD:HOW, owner=masked:张**; may be repeated.")],
    basis: Annotated[str, typer.Option(help="The rule or standard that it was done by.")],
) -> None:
    """Make a masking record: what was done to which item before opening."""
    treatments = [_treatment(each) for each in treat]
    with session() as held:
        from gongshu.opening import presenting, services

        document = presenting.record(services.record_masking(entry, treatments, basis, actor=held.actor, now=held.now))
    emit(document, lambda: console.print(document["number"]))


def _treatment(text: str) -> dict[str, str]:
    item, sign, rest = text.partition("=")
    if not sign:
        raise WrongValue(f"{text!r} is not CODE=METHOD:HOW", f"{text!r} 不是“代码=方式：怎样处理”的写法", "--treat")
    method, _, how = rest.replace("：", ":").partition(":")
    return {"item": item.strip(), "method": method.strip(), "how": how.strip()}


@app.command()
def consent(
    entry: Number,
    holder: Annotated[str, typer.Option(help="Whose consent.")],
    scope: Annotated[str, typer.Option(help="To what.")],
    evidence: Annotated[str, typer.Option(help="Number of the paper and where it is kept.")],
    paper: Annotated[
        Path, typer.Option(help="The scan that shows it: PDF, OFD, PNG or JPEG.", exists=True, dir_okay=False)
    ],
    given_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it was given.")],
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Its last day; none: until withdrawn.")
    ] = None,
) -> None:
    """Record the consent of right holders to an opening."""
    with session() as held:
        from gongshu.opening import services
        from gongshu.opening.papers import Paper

        last = until.date() if until else None
        made = services.record_consent(
            entry,
            holder=holder,
            scope=scope,
            evidence=evidence,
            paper=Paper(name=paper.name, content=paper.read_bytes()),
            given_on=given_on.date(),
            until=last,
            actor=held.actor,
            now=held.now,
        )
        document: dict[str, Any] = {"number": made.number, "entry": entry, "paper": made.paper_digest}
    emit(document, lambda: console.print(document["number"]))


@app.command()
def priorities() -> None:
    """Tell how far the fields are that a text opens first."""
    with session(changes=False) as held:
        from gongshu.opening import presenting, queries

        document = presenting.priorities(queries.priorities(held.actor, held.now))
    titles = ("key", "zh", "entries", "opened", "unconditional", "live", "newest")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["fields"]]))


@app.command()
def plan(
    region: Annotated[str, typer.Argument(help="Code of the region, 511700.")],
    year: Annotated[int, typer.Argument(help="2026")],
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish what it holds now as its next version first.")
    ] = False,
) -> None:
    """Show the opening plan of a level and year; exit code 1 where a line is overdue."""
    with session(changes=publish) as held:
        from gongshu.opening import presenting, queries, services

        if publish:
            services.publish_plan(region, year, actor=held.actor, now=held.now)
        document = presenting.plan(queries.plan(held.actor, region, year, held.now))
    titles = ("entry", "planned_on", "opening", "state")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["lines"]]))
    if document["overdue"]:
        raise typer.Exit(1)
