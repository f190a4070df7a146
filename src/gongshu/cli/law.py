"""gongshu law: list, show, check, coverage, diff, due, simulate. None of them needs a node or Django."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from gongshu import law
from gongshu.cli.case import read_mapping
from gongshu.cli.failures import WrongValue
from gongshu.cli.output import console, emit, table
from gongshu.law import comparison, coverage, obligations, proving
from gongshu.law.articles import number_of
from gongshu.law.errors import UnknownName
from gongshu.law.library import Jurisdiction, Law
from gongshu.law.parameters import Parameter

app = typer.Typer(no_args_is_help=True)
Place = Annotated[str, typer.Argument(help="A jurisdiction: dazhou or cn/sichuan/dazhou.")]


def day_of(text: str) -> date:
    """Return the day that an option says. Raises: WrongValue for anything but 2025-09-29."""
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise WrongValue(
            f"{text!r} is not a day; write it like 2025-09-29", f"“{text}”不是日期，请写成 2025-09-29"
        ) from problem


def today() -> date:
    return datetime.now().astimezone().date()


@app.command("list")
def list_() -> None:
    """List the jurisdictions with their texts and whether they are in force today."""
    rows = [
        {
            "jurisdiction": place.path,
            "code": place.code,
            "name": place.name["zh"],
            "measure": measure.title["zh"],
            "short": measure.short,
            "status": measure.status_on(today()),
            "in_force_from": measure.in_force_from,
            "lapses": measure.lapses,
        }
        for place in law.load().jurisdictions.values()
        for measure in place.measures.values()
    ]
    titles = ("jurisdiction", "measure", "status", "in_force_from", "lapses")
    emit({"jurisdictions": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))


@app.command()
def show(jurisdiction: Place, article: Annotated[int | None, typer.Argument(help="Its Arabic number.")] = None) -> None:
    """Show a text's status, its values by date and its articles; with ARTICLE, of that article only."""
    library = law.load()
    place = library.jurisdiction(jurisdiction)
    texts = [text for text in place.texts.values() if article in (None, text.article.number)]
    if article is not None and not texts:
        raise UnknownName(f"article of {place.path}", str(article), (str(number) for _, number in place.texts))
    document = {
        "jurisdiction": place.path,
        "name": place.name,
        **_status(place),
        "parameters": [_parameter(p) for p in place.parameters.values() if article is None or article in _numbers(p)],
        "articles": [
            {
                "article": text.article.number,
                "law": text.article.law,
                "summary": text.summary["zh"],
                "summary_en": text.summary["en"],
            }
            for text in texts
        ],
    }

    def words() -> None:
        console.print(
            f"[bold]{place.name['zh']}[/] {document['status']}  {document['in_force_from']} – {document['lapses'] or ''}"
        )
        table(("article", "summary"), [(entry["article"], entry["summary"]) for entry in document["articles"]])
        table(
            ("name", "article", "unit", "values"),
            [[p[k] for k in ("name", "article", "unit", "values")] for p in document["parameters"]],
        )

    emit(document, words)


def _status(place: Jurisdiction) -> dict[str, Any]:
    main = place.main
    if main is None:
        return {"status": None, "in_force_from": None, "lapses": None}
    return {
        "status": main.status_on(today()),
        "in_force_from": main.in_force_from,
        "lapses": main.lapses,
        "measure": main.title["zh"],
    }


def _numbers(parameter: Parameter) -> set[int]:
    return {number_of(dated.article.clause) for dated in parameter.values}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    newest = parameter.values[-1].article
    return {
        "name": parameter.name,
        "article": newest.number,
        "clause": newest.clause,
        "law": newest.law,
        "unit": parameter.unit.replace("-", "_"),
        "values": {dated.since.isoformat(): dated.value for dated in parameter.values},
        "status": "verified" if parameter.verified else "unverified",
        "binding": parameter.binding,
        "strength": parameter.strength,
        "description": parameter.description,
    }


@app.command()
def due(
    jurisdiction: Annotated[str, typer.Option(help="dazhou or cn/sichuan/dazhou")],
    parameter: Annotated[str, typer.Option(help="A term, sharing.reply")],
    received: Annotated[str, typer.Option(help="Day of receipt, 2025-09-29")],
) -> None:
    """Say on which day a term ends that runs from a day of receipt."""
    library = law.load()
    start = day_of(received)
    found = library.due(jurisdiction, parameter, start)
    term = library.terms(jurisdiction, start)[parameter]
    document = {
        "due": found.day,
        "unit": found.unit.replace("-", "_"),
        "article": found.article.number if found.article else None,
        "clause": found.article.clause if found.article else None,
        "law": found.article.law if found.article else None,
        "status": term.status,
        "provisional": found.provisional,
        "days": term.value,
    }
    doubt = " (暂定: 当年放假安排尚未公布)" if found.provisional else ""
    emit(
        document,
        lambda: console.print(f"{found.day}{doubt}  {found.article}  {term.value} {document['unit']}  {term.status}"),
    )


@app.command()
def check() -> None:
    """Check every law file and every procedure; exit 1 if anything is wrong."""
    library = law.load()
    problems = [{"place": str(problem.place), "what": problem.what} for problem in proving.check(library)]
    procedures = {name for path in library.jurisdictions for name in library.procedure_names(path)}
    document = {
        "ok": not problems,
        "problems": problems,
        "jurisdictions": len(library.jurisdictions),
        "parameters": sum(len(place.parameters) for place in library.jurisdictions.values()),
        "procedures": len(procedures),
    }

    def words() -> None:
        for problem in problems:
            console.print(f"{problem['place']}: {problem['what']}", markup=False)
        console.print(f"{document['parameters']} values, {document['procedures']} procedures, {len(problems)} problems")

    emit(document, words)
    if problems:
        raise typer.Exit(1)


@app.command("coverage")
def coverage_() -> None:
    """Say which duties are proven, per jurisdiction, and by which tests."""
    library = law.load()
    root = Path(__file__).resolve().parents[3]
    checkout = (root / "pyproject.toml").is_file()
    proofs = coverage.read_proofs(
        root / "proofs.json" if checkout else Path(__file__).resolve().parents[1] / "proofs.json"
    )
    digest = coverage.source_digest(root) if checkout else None
    found = coverage.coverage(obligations.read_obligations(library.root), proofs, digest)
    document = {
        "jurisdictions": found.by_jurisdiction,
        **found.by_jurisdiction,
        "rows": [{"id": row, "proven_by": list(tests)} for row, tests in sorted(found.rows.items())],
        "claimed": found.claimed,
        "stale": found.stale,
    }

    def words() -> None:
        rows = [
            (place, *(f"{held[kind]['proven']}/{held[kind]['total']}" for kind in coverage.COUNTED))
            for place, held in found.by_jurisdiction.items()
        ]
        table(("jurisdiction", *coverage.COUNTED), rows)
        for row, why in found.claimed.items():
            console.print(f"not counted: {row}: {why}")
        if found.stale:
            console.print("stale: the source has changed since the proofs were made; run make test and make prove")

    emit(document, words)


@app.command()
def diff(
    left: Place,
    right: Place,
    on: Annotated[str | None, typer.Option(help="The day compared, default today.")] = None,
    other: Annotated[Path | None, typer.Option(help="Take RIGHT from this law folder.")] = None,
) -> None:
    """List the terms that differ between two places, or between two law folders; drafts are read as if in force."""
    day = day_of(on) if on else today()
    one = law.load().terms(left, day, as_if_in_force=True)
    two = law.load(other).terms(right, day, as_if_in_force=True)
    rows = [
        {"name": pair.name, **{side: _side(getattr(pair, side)) for side in ("left", "right")}}
        for pair in comparison.differences(one, two)
    ]

    titles = ("name", one.jurisdiction, two.jurisdiction)
    cells = [(row["name"], _cell(row["left"]), _cell(row["right"])) for row in rows]
    document = {"left": one.jurisdiction, "right": two.jurisdiction, "on": day, "differences": rows}
    emit(document, lambda: table(titles, cells))


def _cell(side: Any) -> str:
    return f"{side['value']} ({side['article']})" if side else "–"


def _side(term: Any) -> dict[str, Any] | None:
    if term is None:
        return None
    return {
        "value": term.value,
        "unit": term.unit.replace("-", "_"),
        "article": str(term.article),
        "status": term.status,
    }


@app.command()
def simulate(
    procedure: Annotated[str, typer.Argument(help="sharing-application")],
    received: Annotated[str | None, typer.Option(help="Day of receipt, default today.")] = None,
    facts: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="YAML file: facts, entry, applicant."),
    ] = None,
) -> None:
    """Say what a case would owe in each jurisdiction; nothing is decided."""
    library = law.load()
    given = read_mapping(facts)
    day = day_of(received) if received else today()
    found = comparison.simulate(library, procedure, given, day)
    rows = [_simulation(library, simulation) for simulation in found]

    def words() -> None:
        titles = ("jurisdiction", "status", "due", "extended", "proposal", "doubts")
        table(titles, [[row[key] or row["why"].get(key) for key in titles] for row in rows])

    emit({"procedure": procedure, "received": day, "jurisdictions": rows}, words)


def _simulation(library: Law, found: comparison.Simulation) -> dict[str, Any]:
    decider = library.function(found.procedure.decider, found.jurisdiction)
    return {
        "jurisdiction": found.jurisdiction,
        "status": found.status,
        "provided": found.provided,
        "due": {key: day.day for key, day in found.dues.items()},
        "articles": {key: str(day.article) for key, day in found.dues.items()},
        "extended": {key: day.day for key, day in found.extended.items()},
        "why": {"due": "; ".join(why["en"] for why in found.open_times.values())},
        "why_zh": {"due": ";".join(why["zh"] for why in found.open_times.values())},
        "doubts": list(found.proposal.warnings) if found.proposal else [],
        "lacking": found.lacking,
        "decided_by": decider.role or decider.party,
        "proposal": found.proposal.outcome if found.proposal else None,
    }
