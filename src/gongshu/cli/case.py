"""gongshu case: template, open, move, show, list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from gongshu.cli.failures import WrongValue
from gongshu.cli.output import console, emit, table
from gongshu.cli.session import Session, session

app = typer.Typer(no_args_is_help=True)
Facts = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, readable=True, help="YAML file of facts; `case template PROCEDURE` writes one."
    ),
]


def read_mapping(path: Path | None) -> dict[str, Any]:
    """Return the mapping of a YAML file, empty for no file. Raises: WrongValue saying what is wrong with it."""
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise WrongValue(
            f"{path} is not YAML in UTF-8: {problem}", f"{path} 不是 UTF-8 编码的 YAML:{problem}"
        ) from problem
    if not isinstance(found, dict):
        raise WrongValue(
            f"{path} has to hold a mapping such as `purpose: …`, not {found!r}",
            f"{path} 须是键值表，如 purpose: …,而不是 {found!r}",
        )
    return found


@app.command()
def template(procedure: Annotated[str, typer.Argument(help="sharing-application")]) -> None:
    """Print a YAML file of the facts that a procedure takes, to fill in; with --json the fields themselves."""
    with session(changes=False) as held:
        from gongshu.cases import queries

        shape, fields = queries.form(held.actor, procedure, held.now)
    rows = [
        {
            "key": one.key,
            "label": dict(one.label),
            "type": one.type,
            "required": one.required,
            "options": {key: dict(label) for key, label in one.options.items()},
        }
        for one in fields
    ]

    def words() -> None:
        console.print(f"# {shape.title['zh']} / {shape.title['en']}", markup=False)
        for one in fields:
            needed = "必填 required" if one.required else "可不填 optional"
            label = one.label
            console.print(f"# {label['zh']} / {label['en']} ({one.type}, {needed})", markup=False)
            if one.options:
                choices = ", ".join(f"{key} {said['zh']}" for key, said in one.options.items())
                console.print(f"#   {choices}", markup=False)
            console.print(f"{one.key}:", markup=False)

    emit({"procedure": procedure, "fields": rows}, words)


@app.command("open")
def open_(
    procedure: Annotated[str, typer.Argument(help="sharing-application")],
    about: Annotated[list[str] | None, typer.Option(help="What it is about; may be given several times.")] = None,
    facts: Facts = None,
    parent: Annotated[str | None, typer.Option(help="The case that it follows from, such as a refusal.")] = None,
) -> None:
    """Open a case under the law of today (or of --at in a rehearsal)."""
    with session() as held:
        from gongshu.cases.services import open_case

        case = open_case(procedure, about or [], read_mapping(facts), actor=held.actor, now=held.now, parent=parent)
        number = case.number
    _show(held, number)


@app.command()
def move(
    number: str,
    outcome: Annotated[str, typer.Argument(help="One of the moves that `case show` lists.")],
    reason: Annotated[
        str, typer.Option(help="Why; also the one text that a move asks for, such as a question or the measure taken.")
    ] = "",
    basis: Annotated[str, typer.Option(help="Law and article.")] = "",
    facts: Facts = None,
    terms: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, readable=True, help="YAML file: rows, items, masking, until of a grant."
        ),
    ] = None,
) -> None:
    """Make a move that the procedure's table allows, as the person who acts."""
    said_facts, said_terms = read_mapping(facts), read_mapping(terms)
    with session() as held:
        from gongshu.cases.services import move as make
        from gongshu.cases.statement import Statement

        told = _told_by_reason(held, number, outcome, {**said_terms, **said_facts}) if reason.strip() else None
        facts_said = {**said_facts, told: reason} if told else said_facts
        statement = Statement(reason=reason, basis=basis, facts=facts_said, terms=said_terms)
        make(number, outcome, statement, actor=held.actor, now=held.now)
    _show(held, number)


def _told_by_reason(held: Session, number: str, outcome: str, said: Mapping[str, Any]) -> str | None:
    """Return the one text that a move asks for besides reason and basis: on the command line --reason says it, where nothing else does."""
    from gongshu.cases import queries

    offered = queries.moves_for(held.actor, queries.case(held.actor, number), held.now)
    asked = [
        each.key
        for one in offered
        for each in one.fields
        if one.outcome == outcome and each.required and each.key not in {"reason", "legal_basis", "basis", *said}
    ]
    texts = {each.key for one in offered for each in one.fields if each.type == "text"}
    return asked[0] if len(asked) == 1 and asked[0] in texts else None


@app.command()
def show(number: str) -> None:
    """Show a case: state, clocks with their articles, and what this person may do next."""
    with session(changes=False) as held:
        pass
    _show(held, number)


def _show(held: Session, number: str) -> None:
    from gongshu.cases import presenting, queries

    document = presenting.to_json(queries.case(held.actor, number), actor=held.actor, now=held.now)

    def words() -> None:
        due = f", due {document['due']} ({document['article']})" if document["due"] else ""
        console.print(
            f"{document['number']} {document['title']['zh']}: {document['state_title']['zh']}{due}", markup=False
        )
        table(
            ("move", "title", "article"),
            [[one.get(key) for key in ("outcome", "title", "article")] for one in document["moves"]],
        )

    emit(document, words)


@app.command("list")
def list_(
    procedure: Annotated[str, typer.Option(help="Only of this procedure.")] = "",
    state: Annotated[str, typer.Option(help="Only in this state.")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="Only those that have not ended.")] = False,
) -> None:
    """List the cases that this person may see, newest first."""
    with session(changes=False) as held:
        from gongshu.cases import presenting, queries

        found = queries.cases(held.actor, procedure=procedure, state=state, open_only=open_only)
        rows = [presenting.summary(case) for case in found]
    titles = ("number", "procedure", "state", "due", "article", "applicant", "decider")
    emit({"cases": rows}, lambda: table(titles, [[row[key] for key in titles] for row in rows]))
