"""Nodes of their own for tests with several processes, on the database of the run."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg


@dataclass
class World:
    """A node with its people and entries, acted on by processes."""

    folder: Path
    entries: list[str] = field(default_factory=list)
    hours: float = 0

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    def start(self, *words: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "GONGSHU_NODE": str(self.folder)}
        command = [sys.executable, "-m", "gongshu.collection.tests.child", *words]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *words: str) -> Any:
        """Return the answer of a process, or the number of the signal that ended it."""
        return self.answer(self.start(*words))

    @staticmethod
    def answer(process: subprocess.Popen[str]) -> Any:
        out, err = process.communicate()
        if process.returncode < 0:
            return process.returncode
        assert process.returncode == 0, err
        return json.loads(out)

    def later(self) -> str:
        """Return hours that lie after all before, so that deliveries have an order."""
        self.hours += 1
        return str(self.hours)


def make_world(folder: Path) -> World:
    node = folder / "node"
    for part in ("lake", "serving", "ledger", "spool"):
        (node / part).mkdir(parents=True)
    key = folder / "node.key"
    key.write_text(secrets.token_hex(32), encoding="ascii")
    key.chmod(0o600)
    text = f'jurisdiction = "cn/sichuan/dazhou"\nrehearsal = true\nmaster_key = "{key}"\ndatabase = "{_database()}"\n'
    (node / "gongshu.toml").write_text(text, encoding="utf-8")
    world = World(node)
    world.entries = world.run("prepare")["entries"]
    return world


def _database() -> str:
    """Return the address of a fresh database on the server of this run, or the node's own SQLite file."""
    address = (
        os.environ.get("GONGSHU_TEST_POSTGRESQL") if os.environ.get("GONGSHU_TEST_DATABASE") == "postgresql" else None
    )
    if not address:
        return "sqlite"
    name = f"crash_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
