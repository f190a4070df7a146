"""Nodes of their own for tests with several processes, on the database of the run."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
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

    @cached_property
    def starter(self) -> subprocess.Popen[str]:
        """What starts the processes, see `child`; it ends when its input does."""
        environment = {**os.environ, "GONGSHU_NODE": str(self.folder)}
        command = [sys.executable, "-m", "gongshu.collection.tests.child"]
        return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, text=True)

    def start(self, *words: str) -> Path:
        """Start a process and return the pipe into which its end is told."""
        pipe = self.folder.parent / f"end-{secrets.token_hex(4)}"
        os.mkfifo(pipe)
        assert self.starter.poll() is None, "what starts the processes has ended; its errors stand above"
        assert self.starter.stdin
        self.starter.stdin.write(json.dumps([words, str(pipe)]) + "\n")
        self.starter.stdin.flush()
        return pipe

    def run(self, *words: str) -> Any:
        """Return the answer of a process, or the number of the signal that ended it."""
        return self.answer(self.start(*words))

    @staticmethod
    def answer(pipe: Path) -> Any:
        code, out, err = json.loads(pipe.read_text())
        if code < 0:
            return code
        assert code == 0, err
        return json.loads(out)

    def close(self) -> None:
        self.starter.communicate()

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
