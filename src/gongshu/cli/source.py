"""gongshu source: list, show, register, fetch, remove, columns."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from gongshu.cli.case import read_mapping
from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
SECRET = "GONGSHU_SOURCE_SECRET"
Number = Annotated[str, typer.Argument(help="Number of the resource, 511700-0042-1.")]
From = Annotated[
    str,
    typer.Argument(help="Number of a resource with a source, or a YAML file that describes a database: dialect, host, database, user, table."),
]  # fmt: skip


@app.command("list")
def list_() -> None:
    """List the sources that you may see, those that failed first."""
    with session(changes=False) as held:
        from gongshu.collection.datasources import presenting, queries

        found = [presenting.listed(each) for each in queries.sources(held.actor)]
    titles = ("source", "title", "kind", "rhythm", "state", "fetched_at", "next_at")
    emit({"sources": found}, lambda: table(titles, [[each[title] for title in titles] for each in found]))


@app.command()
def show(number: Number) -> None:
    """Show a source and its last fetches; its secret is never shown."""
    with session(changes=False) as held:
        from gongshu.collection.datasources import presenting, queries

        document = presenting.source(queries.source(held.actor, number))
        fetches = [presenting.fetched(each) for each in queries.fetches(held.actor, number)]

    def words() -> None:
        table(("what", "said"), [[key, said] for key, said in document.items()])
        titles = ("asked_at", "state", "tries", "taken", "error")
        rows = [{**each, "taken": len(each["taken"]), "error": (each["error"] or {}).get("zh", "")} for each in fetches]
        table(titles, [[row[title] for title in titles] for row in rows])

    emit({**document, "fetches": fetches}, words)


@app.command()
def register(
    number: Number,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="YAML file with kind, rhythm, at and the fields of that kind.")],
) -> None:  # fmt: skip
    """Register where the data of a resource is fetched from, or change it. The secret comes from GONGSHU_SOURCE_SECRET, so that no shell keeps it."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.collection import services
        from gongshu.collection.datasources import presenting

        made = services.register_source(number, given, os.environ.get(SECRET, ""), actor=held.actor, now=held.now)
        document = presenting.source(made)
    emit(document, lambda: table(("what", "said"), [[key, said] for key, said in document.items()]))


@app.command()
def fetch(
    number: Number, whole: Annotated[bool, typer.Option("--whole", help="Take everything again, whatever was taken before.")] = False
) -> None:  # fmt: skip
    """Fetch a source now and tell what came of it."""
    with session() as held:
        from gongshu.collection import services

        asked = services.ask_fetch(number, whole=whole, actor=held.actor, now=held.now)
    from gongshu.collection.datasources import presenting, queries

    found = next(each for each in queries.fetches(held.actor, number) if each.fetch.pk == asked.pk)
    document = presenting.fetched(found)

    def words() -> None:
        console.print(f"{number}: {document['state']}", markup=False)
        titles = ("name", "delivery", "state", "rows_accepted", "rows_rejected")
        table(titles, [[each[title] for title in titles] for each in document["taken"]])
        if document["error"]:
            console.print(f"! {document['error'].get('zh')} {document['error'].get('remedy_zh', '')}", markup=False)

    emit(document, words)


@app.command()
def remove(number: Number) -> None:
    """Forget a source with its secret; what it delivered stays."""
    with session() as held:
        from gongshu.collection import services

        services.remove_source(number, actor=held.actor, now=held.now)
    emit({"source": number, "removed": True}, lambda: console.print(f"{number}: removed", markup=False))


@app.command()
def columns(source: From) -> None:
    """Tell the columns, types, keys, comments and code tables of a table as its database describes them; without a table, the tables there are."""
    with session(changes=False) as held:
        document = described(source, held.actor)

    def words() -> None:
        if "tables" in document:
            table(("table", "comment"), [[each["table"], each["comment"]] for each in document["tables"]])
            return
        console.print(f"{document['table']} {document['comment']}", markup=False)
        titles = ("column", "type", "item_type", "required", "key", "comment")
        table(titles, [[each[title] for title in titles] for each in document["columns"]])
        for each in document["code_tables"]:
            codes = ", ".join(f"{code} {name}" for code, name in (each["codes"] or {}).items())
            console.print(f"{each['column']}: {each['table']} {each['comment']} {codes}".rstrip(), markup=False)

    emit(document, words)


def described(source: str, actor: Any) -> dict[str, Any]:
    """Return what a database says of a table, or of its tables where none is named."""
    from gongshu.collection.datasources import presenting, queries

    path = Path(source)
    if not path.is_file():
        return presenting.table(queries.columns(actor, source))
    given = {
        name: value for name, value in read_mapping(path).items() if name not in ("kind", "rhythm", "at", "paused")
    }
    found = queries.columns_of(actor, given, os.environ.get(SECRET, ""))
    if isinstance(found, list):
        return {"tables": [{"table": name, "comment": comment} for name, comment in found]}
    return presenting.table(found)
