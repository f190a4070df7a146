"""A node beside the receiver's database, the platform behind a socket, and what tests ask of both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from gongshu.catalogue.models import Entry
from gongshu.exchange import signing
from gongshu.exchange.client import Platform
from gongshu.exchange.identity import Identity
from gongshu.exchange.running import Node, enrol
from gongshu.exchange.targets import described
from gongshu.gateway.tests.conftest import cast, client, entry, grant, scene, stage, today
from gongshu.gateway.tests.stage import NOW
from gongshu.grants.uses import store
from gongshu.subscription import services
from gongshu.subscription.models import ExchangeNode
from tests.browser import served
from tests.servers import SECRET, Running, mariadb, source_postgresql

__all__ = ["cast", "client", "entry", "grant", "scene", "stage", "today"]


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with source_postgresql() as running:
        yield running


@pytest.fixture(scope="module")
def mysql() -> Iterator[Running]:
    with mariadb() as running:
        yield running


def to_target(server: Running) -> dict[str, object]:
    said = server.said
    return {
        **{name: said[name] for name in ("host", "port", "database", "user")},
        "kind": said["dialect"],
        "secret": SECRET,
    }


class Beside:
    """A node beside the receiver's database."""

    def __init__(self, address: str, folder, server: Running, liu) -> None:
        self.address, self.file, self.server, self.liu = address, folder / "key", server, liu
        self.identity = Identity(self.file)
        self.invited, self.code = services.invite("交通局前置机", actor=liu, now=NOW)

    def words(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "gongshu.cli.main", "exchange", *words, "--identity", str(self.file)]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command where nothing of the platform's own settings is."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONGSHU_", "DJANGO_"))}
        return subprocess.run(self.words(*words), env={**kept, "GONGSHU_TARGET_SECRET": SECRET}, capture_output=True, text=True, check=False)  # fmt: skip

    def enrol(self) -> None:
        """As the command does, within this process: starting one takes longer than all the rest."""
        with Platform(self.address, self.identity.make_key()) as line:
            enrol(line, self.identity, self.address, self.code)
        self.identity.set_target("lake", described(**to_target(self.server)))

    def once(self, *, fails: bool = False) -> None:
        with Platform(self.address, self.identity.key()) as line:
            assert bool(Node(self.identity, line).once().failed) is fails

    @property
    def held(self) -> ExchangeNode:
        return ExchangeNode.objects.get(pk=self.invited.pk)


@pytest.fixture
def address(client) -> Iterator[str]:
    from gongshu.site.asgi import application

    with served(application) as found:
        yield found
    store.close_all()


@pytest.fixture
def beside(stage, server, address, tmp_path) -> Beside:
    """A node that is enrolled, has a target, and has told the platform of it."""
    server.run("DROP TABLE IF EXISTS units, gongshu_receipts")
    made = Beside(address, tmp_path, server, stage.cast("liu"))
    made.enrol()
    made.once()
    return made


@pytest.fixture
def subscribed(stage, grant, beside):
    given = {"node": beside.invited.number, "target": "lake", "table": "units", "rhythm": "manual"}
    return services.subscribe(grant.number, given, "", actor=stage.cast("liu"), now=NOW)


@pytest.fixture
def asked(stage, grant, subscribed):
    """Publish a change some days later and ask for a batch."""

    def act(days: int = 1, rows: str = ""):
        now = NOW + timedelta(days=days)
        if rows:
            found = stage.deliver(Entry.objects.get(number=grant.entry), rows, now=now)
            assert found.state == "published"
        return services.ask_batch(subscribed.number, actor=stage.cast("liu"), now=now)

    return act


def held(server, what="unit_no", where="units"):
    with psycopg.connect(host="127.0.0.1", port=server.port, dbname=server.database, user=server.user, password=SECRET) as connection:  # fmt: skip
        return [row[0] for row in connection.execute(f"SELECT {what} FROM {where} ORDER BY 1").fetchall()]


def signed(beside, path, said, **changed):
    """Ask as the node does and return headers and body; a header may be changed."""
    body = json.dumps(said).encode()
    headers = signing.prove(beside.identity.key(), "POST", path, body, int(time.time()))
    return {**headers, "Accept": "application/json", **changed}, body
