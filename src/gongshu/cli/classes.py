"""gongshu classes: list, load, assign, find."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the classes of the catalogue with how many published entries are in each."""
    with session(changes=False) as held:
        from gongshu.catalogue import pages, queries

        document = pages.classes_json(queries.classes(held.actor))
    titles = ("code", "level", "entries", "zh", "en")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["classes"]]))


@app.command()
def load(
    file: Annotated[Path | None, typer.Argument(help="CSV or workbook: 分类代码, 分类名称, 英文名称.")] = None,
    example: Annotated[bool, typer.Option("--example", help="Load the example that comes with the package.")] = False,
) -> None:
    """Take over a tree of classes as a whole; what it no longer names gives no new codes."""
    if (file is None) is not example:
        raise typer.BadParameter("name a file, or --example")
    with session() as held:
        from django.utils import timezone

        from gongshu.catalogue import queries, services
        from gongshu.people.permission import require

        today = timezone.localdate(held.now)
        region = queries.keeps_classes(held.actor, today)
        require(held.actor, "catalogue.classes", (region, today))
        assert region is not None  # require has refused everybody else
        said, name = (file.read_bytes(), file.name) if file else (None, "")
        made = services.load_classes(said, name, region, actor=held.actor, now=held.now)
        document = {"read": made.read, "added": made.added, "changed": made.changed, "retired": made.retired}
    emit(document, lambda: console.print(", ".join(f"{count} {what}" for what, count in document.items())))


@app.command()
def assign(
    entry: Annotated[str, typer.Argument(help="Number of the entry.")],
    place: Annotated[str, typer.Argument(help="Code of a class of the third or fourth level.")],
) -> None:
    """Put an entry into a class, where it gets its code; the one before goes on leading to it."""
    with session() as held:
        from gongshu.catalogue import pages, services

        document = pages.code_json(services.classify(entry, place, actor=held.actor, now=held.now))
    emit(document, lambda: console.print(f"{entry}: {document['code']}"))


@app.command()
def find(code: Annotated[str, typer.Argument(help="A resource code, also one that an entry had before.")]) -> None:
    """Tell which entry a code leads to, with all codes that it has and had."""
    with session(changes=False) as held:
        from gongshu.catalogue import pages, queries

        found = queries.by_code(held.actor, code)
        codes: list[dict[str, Any]] = [pages.code_json(each) for each in queries.codes_of(held.actor, found)]
        document = {"entry": found.number, "codes": codes}
    titles = ("code", "class", "given_at", "left_at")
    emit(document, lambda: table(titles, [[row[key] or "" for key in titles] for row in codes]))
