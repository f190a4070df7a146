"""gongshu catalogue: template, add, edit, submit, show, list, search, score, import, export, harvest."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from gongshu.cli import harvest
from gongshu.cli.case import read_mapping
from gongshu.cli.output import console, emit, messages, plain, table
from gongshu.cli.session import Session, session

app = typer.Typer(no_args_is_help=True)
app.add_typer(harvest.app, name="harvest", help="Catalogues of others that are read on a schedule.")
File = Annotated[
    Path,
    typer.Argument(
        exists=True, dir_okay=False, readable=True, help="YAML file; `catalogue template` prints one to fill in."
    ),
]


@app.command()
def template() -> None:
    """Print a YAML file of an entry to fill in, with what the law of this place demands."""
    with session(changes=False) as held:
        from gongshu.catalogue import template as templates

        text = templates.template(held.now)
    emit({"template": text, "fields": list(yaml.safe_load(text))}, lambda: console.print(text, markup=False))


@app.command()
def draft(
    source: Annotated[
        str,
        typer.Option(
            "--from", help="Number of a resource with a source, or a YAML file that describes a database and a table."
        ),
    ],
) -> None:
    """Print a YAML file of an entry drafted from a table's columns, types, keys, comments and code tables; what is left to add is marked."""
    from gongshu.cli.failures import WrongValue
    from gongshu.cli.source import described

    with session(changes=False) as held:
        from gongshu.catalogue import template as templates
        from gongshu.catalogue.drafting import lines_of

        found = described(source, held.actor)
        if "tables" in found:
            names = ", ".join(each["table"] for each in found["tables"])
            raise WrongValue(f"name the table; there are {names}", f"请写明表 table：{names}", "table")
        known = lines_of(found, _code_sets(held, found["code_tables"]))
        if held.actor.body:
            known["provider"] = [f"provider: {held.actor.body}"]
        text = templates.template(held.now, known)
    emit({"template": text, "fields": list(yaml.safe_load(text))}, lambda: console.print(text, markup=False))


def _code_sets(held: Session, coded: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return, by column, the code sets that mean the same as the table of its codes."""
    from django.utils import timezone

    from gongshu.standards.queries import code_sets_with

    day = timezone.localdate(held.now)
    return {each["column"]: code_sets_with(held.actor, each["codes"], day) for each in coded if each["codes"]}


@app.command()
def add(file: File) -> None:
    """Keep a new entry as a draft of its provider; every problem is told in one list."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.catalogue import services

        number = services.add(given, actor=held.actor, now=held.now).number
    _show(held, number)


@app.command()
def edit(entry: str, file: File) -> None:
    """Change the draft of an entry; a published one gets a draft of its next version."""
    given = read_mapping(file)
    with session() as held:
        from gongshu.catalogue import services

        services.edit(entry, given, actor=held.actor, now=held.now)
    _show(held, entry)


@app.command()
def show(entry: str) -> None:
    """Show an entry with its items and resources, and what the law still finds missing."""
    with session(changes=False) as held:
        pass
    _show(held, entry)


def _show(held: Session, number: str) -> None:
    from gongshu.catalogue import presenting, queries, standing

    found = queries.entry(held.actor, number)
    document: dict[str, Any] = presenting.to_json(found, held.actor)
    if standing.sees_draft(held.actor, found):
        told = queries.problems(held.actor, number, held.now)
        document["problems"] = [
            {"path": one.path, "what": one.en, "what_zh": one.zh, "article": str(one.article or "")} for one in told
        ]

    def words() -> None:
        console.print(f"[bold]{document['entry']}[/] {document['title']} ({document['state']})")
        for key in ("provider", "sharing", "opening", "update_frequency", "abstract"):
            console.print(f"{key}: {plain(document[key])}", markup=False)
        table(
            ("name", "code", "type", "level", "key"),
            [[item[k] for k in ("name", "code", "type", "level", "key")] for item in document["items"]],
        )
        for one in document.get("problems", ()):
            console.print(f"! {one['path']}: {one['what_zh']} {one['article']}", markup=False)

    emit(document, words)


@app.command("list")
def list_() -> None:
    """List every entry that this person may see."""
    with session(changes=False) as held:
        from gongshu.catalogue import presenting, queries

        rows = [presenting.to_json(entry, held.actor) for entry in queries.entries(held.actor)]
    titles = ("entry", "state", "title", "provider", "sharing", "opening")
    emit({"entries": rows, "total": len(rows)}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for; two characters are enough.")],
    limit: Annotated[int, typer.Option(help="Hits on a page.")] = 20,
    after: Annotated[str, typer.Option(help="The last entry of the page before.")] = "",
) -> None:
    """Search titles, abstracts, keywords and items; synonyms are looked up too."""
    with session(changes=False) as held:
        from gongshu.catalogue import queries

        found = queries.search(held.actor, queries.Asked(text=" ".join(words)), after=after, size=limit)
        hits = [{"entry": hit.number, "title": hit.title, "provider": hit.provider} for hit in found.hits]
    document = {"total": found.total, "hits": hits, "suggestions": list(found.suggestions)}

    def shown() -> None:
        table(("entry", "title", "provider"), [list(hit.values()) for hit in hits])
        if found.suggestions:
            console.print(f"? {'、'.join(found.suggestions)}", markup=False)

    emit(document, shown)


@app.command()
def score(
    entry: Annotated[str, typer.Argument(help="Number of an entry; without it, the mean of every body.")] = "",
    body: Annotated[str, typer.Option(help="Code of one body, with --json for programs.")] = "",
) -> None:
    """Tell how well entries are described, of 405 points, and what an entry lacks."""
    with session(changes=False) as held:
        from gongshu.catalogue import presenting, queries

        if entry:
            document = presenting.score_json(*queries.score(held.actor, entry, held.now))
        else:
            found = [queries.figures(held.actor, held.now, body)] if body else queries.by_body(held.actor, held.now)
            ranked = sorted(found, key=lambda each: -(each.score or 0))
            document = {"bodies": [{"body": each.code, "entries": each.published, "points": round(each.score or 0, 1)} for each in ranked], "of": 405}  # fmt: skip

    def words() -> None:
        if entry:
            console.print(f"{entry}: {document['points']} / {document['of']} ({document['rating']})", markup=False)
            lacking = [each for each in document["metrics"] if not each["met"]]
            table(("metric", "points", "remedy"), [[each["metric"], each["of"], each["remedy"]] for each in lacking])
        else:
            table(("body", "entries", "points"), [list(each.values()) for each in document["bodies"]])

    emit(document, words)


@app.command()
def reindex() -> None:
    """Build the search index anew."""
    with session() as held:
        from gongshu.catalogue import services

        count = services.reindex(actor=held.actor, now=held.now)
    emit({"entries": count}, lambda: console.print(f"{count} entries indexed"))


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, readable=True, help="XLSX, CSV, JSON or RDF, packed with gzip or not."
        ),
    ],
    mapping: Annotated[str, typer.Option(help="Which of its fields says what: a name, or a YAML or JSON file.")],
    provider: Annotated[str, typer.Option(help="Put all under this one body, whatever the file names.")] = "",
    source: Annotated[
        str, typer.Option(help="Name of the catalogue it holds; the mapping's where none is given.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; tell what would happen.")] = False,
) -> None:
    """Take over the catalogue of another platform as drafts under one review; every problem is told with its line."""
    from rich.progress import Progress

    with session(changes=not dry_run) as held:
        from gongshu.catalogue import queries, services
        from gongshu.catalogue.importing.mapping import chosen
        from gongshu.catalogue.importing.planning import Input

        given = Input(content=file, mapping=chosen(mapping), file=file.name, source=source, provider=provider)
        if dry_run:
            document = queries.import_preview(held.actor, given, held.now)
        else:
            with Progress(console=messages, transient=True) as shown:
                task = shown.add_task(file.name, total=None)
                made = services.import_catalogue(
                    given, actor=held.actor, now=held.now, progress=lambda done: shown.update(task, completed=done)
                )
            document = made.as_json()

    def words() -> None:
        for key in ("read", "created", "changed", "unchanged", "left_out", "batch", "case"):
            console.print(f"{key}: {document[key]}", markup=False)
        for one in document["problems"]:
            console.print(
                f"{file.name}:{one['line']}: {one['field']} = {one['value']}: {one['problem']}; {one['remedy']}",
                markup=False,
            )

    emit(document, words)


@app.command()
def export(
    file: Annotated[
        Path | None, typer.Argument(dir_okay=False, help="Where to; without it, to standard output.")
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="csv, xlsx, jsonl, dcat-ap-ttl, dcat-ap-rdf, dcat-ap-jsonld, schema-org, croissant or ckan-json; without it, what the ending of the file says.",
        ),
    ] = "",
) -> None:
    """Write every published entry that this person may see, in a form that people or other catalogues read."""
    wanted = form or (file.suffix[1:].lower() if file else "")
    with session(changes=False) as held:
        pieces = _pieces(held, wanted)
        if file is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return
        size = 0
        with file.open("wb") as out:
            for piece in pieces:
                size += out.write(piece)
    emit({"file": str(file), "format": wanted, "bytes": size}, lambda: console.print(f"{file}: {size} bytes"))


def _pieces(held: Session, wanted: str) -> Iterator[bytes]:
    from gongshu.catalogue import queries
    from gongshu.catalogue.exchange.forms import DCAT, FORMS
    from gongshu.catalogue.exporting.files import FORMATS, written

    if form := FORMS.get(wanted) or DCAT.get(wanted):
        found: Iterator[Any] = form.written(queries.published(held.actor))
    elif wanted in FORMATS:
        found = written(queries.whole_catalogue(held.actor, held.now), wanted)[0]
    else:
        known = [*FORMATS, *FORMS]
        raise typer.BadParameter(f"{wanted!r}: choose one of {', '.join(known)} / 可选 {'、'.join(known)}")
    return (piece.encode() if isinstance(piece, str) else piece for piece in found)
