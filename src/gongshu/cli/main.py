"""The `gongshu` command. Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the node is not fit."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from typer import rich_utils
from typer.exceptions import TyperException

from gongshu.cli import (
    audit,
    base,
    case,
    catalogue,
    census,
    classes,
    classification,
    delivery,
    demand,
    exchange,
    interface,
    lake,
    lists,
    mcp,
    measure,
    node,
    opening,
    oversight,
    people,
    projects,
    quality,
    registers,
    source,
    standards,
    subscription,
)
from gongshu.cli import law as law_commands
from gongshu.cli.failures import Failure, WrongValue, describe, misuse
from gongshu.cli.output import messages, said

LOCAL = ZoneInfo("Asia/Shanghai")
TAKES_VALUE = {"--node", "--as", "--at"}
ANYWHERE = TAKES_VALUE | {"--json"}

app = typer.Typer(
    help="公数: run a city's public data platform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(law_commands.app, name="law", help="The texts, their values and what follows from them.")
app.add_typer(catalogue.app, name="catalogue", help="Entries: write, show, list, search.")
app.add_typer(
    classes.app, name="classes", help="Classes of the catalogue and the resource codes that entries get in them."
)
app.add_typer(
    classification.app, name="classification", help="Rules of classification, levels of columns, important data."
)
app.add_typer(lists.app, name="lists", help="Lists: where they stand, their versions, the next one.")
app.add_typer(census.app, name="census", help="The census: rounds, answers of a body, its result.")
app.add_typer(projects.app, name="projects", help="IT projects and purchases of data.")
app.add_typer(registers.app, name="registers", help="Duties and systems of a body, linked to its data.")
app.add_typer(
    standards.app, name="standards", help="Data standards: elements, code sets, norms, and how far data conforms."
)
app.add_typer(delivery.app, name="delivery", help="What was delivered, and the decision on what waits.")
app.add_typer(opening.app, name="opening", help="What stands before data is opened, and what is planned.")
app.add_typer(base.app, name="base", help="Base and topic databases: definitions, builds, contradictions.")
app.add_typer(case.app, name="case", help="Open cases and make the moves that the law's tables allow.")
app.add_typer(demand.app, name="demand", help="Demands for data: who needs what, from whom, until when.")
app.add_typer(
    source.app, name="source", help="Sources of tables: where data is fetched from, when, and what came of it."
)
app.add_typer(
    subscription.app,
    name="subscription",
    help="Subscriptions: data of a grant handed over into a table of its receiver.",
)
app.add_typer(exchange.app, name="exchange", help="The exchange node beside a receiver's database.")
app.add_typer(interface.app, name="interface", help="Interfaces of sources: what is registered, and registering one.")
app.add_typer(
    measure.app,
    name="measure",
    help="Measures on data that was wrong: who was told, who has taken the mended data over.",
)
app.add_typer(quality.app, name="quality", help="Rules of a table, those it suggests, and checks by them.")
app.add_typer(oversight.app, name="oversight", help="What follows misuse: public notices and credit records.")
app.add_typer(people.app, name="people", help="People, their bodies and duties.")
app.add_typer(audit.app, name="audit", help="Verify and export the ledger.")
app.command()(mcp.mcp)
for about_data in (lake.inspect, lake.deliver, lake.snapshots, lake.diff, lake.restore):
    app.command()(about_data)
for about_node in (node.init, node.demo, node.upgrade, node.recover, node.serve, node.worker, node.doctor, node.backup):
    app.command()(about_node)


@app.callback()
def options(
    node: Annotated[Path | None, typer.Option(envvar="GONGSHU_NODE", help="Folder of the node.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
    login: Annotated[str | None, typer.Option("--as", help="Act as this login (rehearsal nodes only).")] = None,
    at: Annotated[
        str | None, typer.Option("--at", help="Set the clock, 2025-09-29T10:00 (rehearsal nodes only).")
    ] = None,
) -> None:
    said.node, said.json, said.login = node, as_json, login
    said.at = _moment(at) if at else None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise WrongValue(
            f"{text!r} is not a time; write it like 2025-09-29T10:00",
            f"“{text}”不是时间，请写成 2025-09-29T10:00",
            "--at",
        ) from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


def hoisted(words: Sequence[str]) -> list[str]:
    """Return the command line with the options that may stand anywhere moved to its front."""
    front: list[str] = []
    rest: list[str] = []
    words_left = iter(words)
    for word in words_left:
        if word == "--":
            rest += [word, *words_left]
        elif word in TAKES_VALUE:
            front += [word, next(words_left, "")]
        elif word in ANYWHERE or word.split("=", 1)[0] in TAKES_VALUE:
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def main(words: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshu.site.settings")
    sys.exit(run(list(sys.argv[1:] if words is None else words)))


def run(words: Sequence[str]) -> int:
    """Return the exit code of a command line, having printed what it says."""
    said.json = "--json" in words  # Known before the words are understood, for what is said of words that are not.
    try:
        code = app(args=hoisted(words), prog_name="gongshu", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 0
    except typer.Abort:
        return 1
    except TyperException as problem:
        return _wrong_use(problem)
    except Exception as problem:
        failure = describe(problem)
        if failure is None:
            raise
        return _fail(failure)


def _wrong_use(problem: TyperException) -> int:
    failure = misuse(problem)
    if said.json:
        sys.stdout.write(json.dumps({"error": failure.shape()}, ensure_ascii=False) + "\n")
    rich_utils.rich_format_error(problem)  # type: ignore[arg-type]  # typer annotates it by the base of this class
    messages.print(failure.zh, markup=False)
    return problem.exit_code


def _fail(failure: Failure) -> int:
    if said.json:
        sys.stdout.write(json.dumps({"error": failure.shape()}, ensure_ascii=False) + "\n")
    messages.print(f"[bold red]{failure.kind}[/]: ", end="")
    for line in dict.fromkeys(filter(None, (failure.zh, failure.what))):
        messages.print(line, markup=False)
    return failure.exit_code


if __name__ == "__main__":
    main()
