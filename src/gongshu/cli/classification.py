"""gongshu classification: rules, show, columns, grade, important, catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gongshu.cli.output import console, emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)


@app.command()
def rules() -> None:
    """List the kinds of rules with the article that has them made, and the versions there are."""
    with session(changes=False) as held:
        from gongshu.classification import presenting, queries
        from gongshu.classification.standard import matrix

        document = presenting.standings_json(queries.standings(held.actor, held.now), matrix())
    lines = [
        (each["kind"], each["title"], each["article"] or "", held["rules"], held["in_force_on"], held["in_force"])
        for each in document["rules"]
        for held in each["versions"] or ({"rules": "", "in_force_on": "", "in_force": ""},)
    ]
    emit(document, lambda: table(("kind", "title", "article", "rules", "from", "in force"), lines))


@app.command()
def show(
    number: Annotated[str, typer.Argument(help="Number of a version, as `classification rules` shows it.")],
) -> None:
    """Show one version of rules with its provisions and what it changed."""
    with session(changes=False) as held:
        from gongshu.classification import presenting, queries

        document = presenting.rules_json(queries.rules(held.actor, number, held.now))

    def words() -> None:
        console.print(f"{document['rules']} {document['title']}", markup=False)
        for place, provision in enumerate(document["provisions"], 1):
            console.print(f"{place}. {provision}", markup=False)

    emit(document, words)


@app.command()
def columns(
    what: Annotated[str, typer.Argument(help="Number of an entry, or a file, which needs no node.")],
) -> None:
    """Propose a category and a level for each column of an entry's table, or of a file."""
    file = Path(what)
    document = _of_file(file) if file.is_file() else _of_entry(what)
    titles = ("column", "name", "category", "level", "confidence", "graded")
    emit(document, lambda: table(titles, [[str(row[key] or "") for key in titles] for row in _lines(document)]))


def _of_file(file: Path) -> dict[str, Any]:
    from gongshu.lake.inspect import inspect as look

    found = look(file, lambda done, total: None)
    return {
        "file": found.file,
        "columns": [
            {
                "column": column, "name": f"{each.name}: {kind}",
                "proposed": {"category": told.category, "level": told.level, "confidence": told.confidence},
                "graded": None,
            }
            for each in found.tables
            for (column, kind), told in zip(each.columns, each.found, strict=True)
        ],
    }  # fmt: skip


def _of_entry(number: str) -> dict[str, Any]:
    with session(changes=False) as held:
        from gongshu.classification import presenting, queries

        return presenting.grading_json(queries.grading(held.actor, number))


def _lines(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **row["proposed"], "column": row["column"], "name": row["name"], "graded": row["graded"]["level"] if row["graded"] else "",
            "confidence": f"{row['proposed']['confidence']:.0%}",
        }
        for row in document["columns"]
    ]  # fmt: skip


@app.command()
def grade(
    entry: Annotated[str, typer.Argument(help="Number of the entry.")],
    column: Annotated[
        list[str] | None, typer.Option(help="code=level, or code=level/category; may be given again.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, where a level is not the proposed one.")] = "",
    proposed: Annotated[bool, typer.Option("--proposed", help="Take what is proposed for all other columns.")] = False,
) -> None:
    """Grade columns of an entry; what changes a level goes to the review as its next version."""
    said = dict(_parted(each) for each in column or ())
    if not said and not proposed:
        raise typer.BadParameter("name a --column, or --proposed")
    with session() as held:
        from gongshu.classification import presenting, queries, services
        from gongshu.classification.services.grading import Given

        given = {
            code: Given(column=code, level=level, category=kind, reason=reason) for code, (level, kind) in said.items()
        }
        if proposed:
            told = presenting.grading_json(queries.grading(held.actor, entry))["columns"]
            for row in told:
                level, kind = row["proposed"]["level"], row["proposed"]["category"] or ""
                given.setdefault(row["column"], Given(column=row["column"], level=level, category=kind))
        made = services.grade(entry, list(given.values()), actor=held.actor, now=held.now)
        document = {"entry": entry, "kept": made.kept, "case": made.case.number if made.case else None}
    emit(
        document,
        lambda: console.print(f"{entry}: {document['kept']} columns, review {document['case'] or 'not needed'}"),
    )


def _parted(said: str) -> tuple[str, tuple[str, str]]:
    code, mark, rest = said.partition("=")
    level, _stroke, category = rest.partition("/")
    if not mark or not code or not level:
        raise typer.BadParameter(f"--column {said!r}: write code=level, or code=level/category")
    return code.strip(), (level.strip(), category.strip())


@app.command()
def important(after: Annotated[str, typer.Option(help="Go on after the `after` of the page before.")] = "") -> None:
    """List the important and core data that one may see, and the versions of their catalogues."""
    with session(changes=False) as held:
        from gongshu.classification import presenting, queries

        document = presenting.important_json(queries.important(held.actor, held.now, after=after, before=""))
    titles = ("entry", "title", "provider", "grade", "case")
    emit(document, lambda: table(titles, [[row[key] for key in titles] for row in document["rows"]]))


@app.command()
def catalogue(
    number: Annotated[str, typer.Argument(help="Number of a version, as `classification important` shows it.")],
) -> None:
    """Show one version of a catalogue of important or core data."""
    with session(changes=False) as held:
        from gongshu.classification import presenting, queries

        document = presenting.catalogue_json(queries.important_catalogue(held.actor, number, held.now))
    titles = ("entry", "title", "provider")
    emit(document, lambda: table(titles, [[str(row.get(key, "")) for key in titles] for row in document["rows"]]))
