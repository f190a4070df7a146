"""Starting the source's service as a process of its own, and what it was asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

FIELDS = {
    "unit_no": "dyh",
    "area": "mj",
    "registered_on": "djrq",
    "owner": "qlr",
    "owner_id": "zjh",
    "district": "pq",
}
DESCRIBED = {
    "rows_at": "data.list", "fields": FIELDS, "status_at": "code", "fine": ["200"],
    "parameters": [{"name": "dyh", "item": "unit_no", "title": "不动产单元号", "example": "U00003"}],
    "errors": [{"code": "404", "meaning": "查无此单元", "remedy": "核对单元号"}],
}  # fmt: skip


@dataclass(frozen=True)
class Running:
    port: int
    process: subprocess.Popen[str]

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def network(self) -> str:
        return f"127.0.0.1:{self.port}"

    def described(self, path: str, **changed: Any) -> dict[str, Any]:
        return {"address": self.address(path), **DESCRIBED, **changed}

    def keep(self, rows: list[dict[str, Any]]) -> None:
        """Let /kept answer these rows from now on."""
        urlopen(self.address("/keep"), json.dumps(rows).encode(), timeout=5).close()

    def seen(self) -> list[dict[str, Any]]:
        with urlopen(self.address("/seen"), timeout=5) as answer:
            return json.loads(answer.read())


@contextmanager
def running() -> Iterator[Running]:
    """Run the service until the end of the block."""
    script = Path(__file__).with_name("source.py")
    process = subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Running(int(process.stdout.readline()), process)
    finally:
        process.kill()
        process.wait()
