"""gongshu exchange: the node beside a receiver's database. It needs no node of the platform and no web framework."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from gongshu.cli.failures import WrongValue
from gongshu.cli.output import console, emit, table

app = typer.Typer(no_args_is_help=True)
target = typer.Typer(no_args_is_help=True)
app.add_typer(target, name="target", help="Targets of this node: addresses and credentials that it alone keeps.")
SECRET = "GONGSHU_TARGET_SECRET"
IdentityFile = Annotated[Path, typer.Option("--identity", help="File of the node's key; what else it keeps lies beside it.")]  # fmt: skip
ServerAddress = Annotated[str, typer.Option("--server", help="The platform's address, https://data.example.gov.cn.")]


@app.command()
def enrol(
    server: ServerAddress,
    identity: IdentityFile,
    code: Annotated[str, typer.Option(help="The one-time code of the page of exchange nodes; - reads it from standard input.")],
) -> None:  # fmt: skip
    """Make a key for this node and let the platform take it against a one-time code."""
    from gongshu.exchange.client import Platform
    from gongshu.exchange.identity import Identity, address_of
    from gongshu.exchange.running import enrol as enrol_at
    from gongshu.exchange.signing import fingerprint, public_of

    held, address = Identity(identity), address_of(server)
    key = held.make_key()
    with Platform(address, key) as line:
        made = enrol_at(line, held, address, sys.stdin.readline().strip() if code == "-" else code)
    said = {"node": made.node, "name": made.name, "body": made.body, "fingerprint": fingerprint(public_of(key)), "platform_key": made.platform_key}  # fmt: skip
    emit(said, lambda: table(tuple(said), [list(said.values())]))


@app.command()
def run(
    identity: IdentityFile,
    server: Annotated[str, typer.Option("--server", help="The platform's address, where it is another one than at the enrolment.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Ask once, do what is due, and end.")] = False,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two times of asking.")] = 60.0,
) -> None:  # fmt: skip
    """Fetch the batches that are due and put them where they belong; only outgoing connections are made."""
    from gongshu.exchange.client import Platform
    from gongshu.exchange.identity import Identity, address_of
    from gongshu.exchange.running import Node

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    held = Identity(identity)
    address = address_of(server or held.enrolled().server)
    with held.alone("run"), Platform(address, held.key()) as line:
        node = Node(held, line)
        if not once:
            node.run(every)
        done = node.once()
    said = {"arrived": list(done.arrived), "failed": list(done.failed)}
    emit(said, lambda: table(("arrived", "failed"), [[" ".join(each) for each in said.values()]]))
    if done.failed:
        raise typer.Exit(1)


@target.command()
def add(
    name: Annotated[str, typer.Argument(help="How subscriptions name it.")],
    identity: IdentityFile,
    kind: Annotated[str, typer.Option(help="postgresql, mysql, sftp, or folder for one of this machine.")],
    host: Annotated[str | None, typer.Option(help="Where it stands, as seen from here.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    user: Annotated[str | None, typer.Option()] = None,
    database: Annotated[str | None, typer.Option(help="Name of the database.")] = None,
    encrypted: Annotated[bool, typer.Option("--encrypted", help="Only over TLS, with a certificate that this machine trusts.")] = False,
    folder: Annotated[str | None, typer.Option(help="Where the files go; it has to be there.")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="Of the files: csv (so by default) or parquet.")] = None,
    host_key: Annotated[str | None, typer.Option(help="Public key of the SFTP server, as ssh-keyscan tells it: ssh-ed25519 AAAA…")] = None,
    key_file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Private key to sign in with; its passphrase is the password.")] = None,
) -> None:  # fmt: skip
    """Keep a target at this node, or change it. The password comes from GONGSHU_TARGET_SECRET, so that no shell keeps it."""
    from gongshu.exchange.identity import Identity
    from gongshu.exchange.targets import described

    said = {"kind": kind, "host": host, "port": port, "user": user, "database": database, "secret": os.environ.get(SECRET), "encrypted": encrypted, "folder": folder, "format": format_, "host_key": host_key, "key_file": str(key_file.resolve()) if key_file else None}  # fmt: skip
    Identity(identity).set_target(name, described(**said))
    _targets(identity)


@target.command()
def remove(name: Annotated[str, typer.Argument()], identity: IdentityFile) -> None:
    """Forget a target and its credentials."""
    from gongshu.exchange.identity import Identity

    Identity(identity).set_target(name, None)
    _targets(identity)


@target.command("list")
def list_(identity: IdentityFile) -> None:
    """List the targets of this node, without their passwords."""
    _targets(identity)


def _targets(identity: Path) -> None:
    from gongshu.exchange.identity import Identity

    held = Identity(identity).enrolled().targets
    said = [{"name": name, "kind": each.kind, "host": each.host, "port": each.port, "user": each.user, "database": each.database, "folder": each.folder} for name, each in sorted(held.items())]  # fmt: skip
    emit(
        {"targets": said},
        lambda: table(
            ("name", "kind", "host", "port", "user", "database", "folder"), [list(each.values()) for each in said]
        ),
    )


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Receipts of a batch, from the page of the subscription or the node's folder.")],
    node_key: Annotated[str, typer.Option(help="Public key of the exchange node, 64 hexadecimal digits.")],
    platform_key: Annotated[str, typer.Option(help="Public key by which the platform signs receipts.")],
) -> None:  # fmt: skip
    """Verify the receipts of both ends; neither the platform nor the node is asked."""
    from gongshu.exchange.receipts import check_pair

    try:
        pair = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        pair = None
    if not isinstance(pair, dict):
        raise WrongValue(f"{file} holds no receipts", f"{file} 不是收据", "FILE")
    said = dict(check_pair(pair, consumer=node_key, platform=platform_key))
    emit({"holds": True, **said}, lambda: console.print(" ".join(f"{name}={value}" for name, value in said.items())))
