"""gongshu interface: show, register, list, watch."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.failures import WrongValue
from gongshu.cli.output import emit, table
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)
SECRET = "GONGSHU_INTERFACE_SECRET"


@app.command()
def show(number: Annotated[str, typer.Argument(help="Number of the resource, 511700-0042-2.")]) -> None:
    """Show an interface; its credential is never shown."""
    with session(changes=False) as held:
        from gongshu.interfaces import presenting, queries

        document = presenting.to_json(queries.interface(held.actor, number), held.actor)
    emit(document, lambda: table(("what", "said"), [[key, said] for key, said in document.items()]))


@app.command("list")
def list_() -> None:
    """List how the interfaces do that you watch: of your body, or all."""
    with session(changes=False) as held:
        from gongshu.interfaces import presenting, watching

        found = [presenting.watched(each) for each in watching.overview(held.actor, held.now)]
    titles = ("interface", "reachable", "availability_percent", "p95_ms", "calls", "left")
    emit({"interfaces": found}, lambda: table(titles, [[each[title] for title in titles] for each in found]))


@app.command()
def watch(number: Annotated[str, typer.Argument(help="Number of the resource, 511700-0042-2.")]) -> None:
    """Show how one interface does: reach, availability, times, codes, consumers, quota."""
    with session(changes=False) as held:
        from gongshu.interfaces import presenting, watching

        document = presenting.watched(watching.watched(held.actor, number, held.now))
    emit(document, lambda: table(("what", "said"), [[key, said] for key, said in document.items()]))


@app.command()
def register(
    number: Annotated[str, typer.Argument(help="Number of the resource, 511700-0042-2.")],
    file: Annotated[Path, typer.Argument(help="YAML or JSON file with address, parameters, fields, error codes …")],
) -> None:
    """Register the service of an interface resource, or change it. The credential comes from GONGSHU_INTERFACE_SECRET, so that no shell keeps it."""
    import yaml

    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise WrongValue(f"{file} cannot be read: {problem}", f"{file} 不能读取：{problem}", "file") from problem
    if not isinstance(given, dict):
        raise WrongValue(f"{file} is no mapping of fields", f"{file} 须是字段的键值表", "file")
    with session() as held:
        from gongshu.interfaces import presenting, services

        made = services.register(number, given, os.environ.get(SECRET, ""), actor=held.actor, now=held.now)
        document = presenting.to_json(made, held.actor)
    emit(document, lambda: table(("what", "said"), [[key, said] for key, said in document.items()]))
