"""gongshu audit: verify the ledger, export it, follow what was done to something."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.output import console, emit
from gongshu.cli.session import session

app = typer.Typer(no_args_is_help=True)


@app.command()
def verify() -> None:
    """Re-hash every event and check every root and signature; exit 1 and name the first bad index if one does not fit."""
    with session(changes=False) as held:  # Whoever only looks moves no rehearsal's clock.
        from gongshu.people import services

        verdict = services.verify_ledger(actor=held.actor, now=held.now)
    document = {"size": verdict.size, "ok": verdict.ok, "first_bad": verdict.first_bad, "reason": verdict.reason}

    def words() -> None:
        console.print(
            f"{verdict.size} events, "
            + ("all hold" if verdict.ok else f"the first bad one is {verdict.first_bad}: {verdict.reason}")
        )

    emit(document, words)
    if not verdict.ok:
        raise typer.Exit(1)


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write what the offline verifier takes, with the verifier itself."""
    with session() as held:
        from gongshu.audit import sealer
        from gongshu.people import services

        sealer.seal(held.now)
        checkpoint = services.export_ledger(folder, actor=held.actor, now=held.now)
    emit(
        {"folder": str(folder), "size": checkpoint.size},
        lambda: console.print(
            f"{checkpoint.size} events in {folder}; check them anywhere with: python {folder}/verify.py {folder}"
        ),
    )
