"""A delivery in a process of its own that ends, as if the power were cut, at a chosen step.

python -m gongshu.lake.tests.child FOLDER SOURCE STEP
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyiceberg.catalog.sql import SqlCatalog

from gongshu.lake import deliver, staging, tables
from gongshu.lake.keys import Keyring, Vault
from gongshu.lake.tests.conftest import COLUMNS, ENTRY


class FolderKeys:
    """Wrapped keys in files, so that they outlive the process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, key_id: str, wrapped: bytes) -> None:
        (self.folder / key_id).write_bytes(wrapped)

    def get(self, key_id: str) -> bytes:
        try:
            return (self.folder / key_id).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(key_id) from error


def vault_in(folder: Path) -> Vault:
    return Vault(Keyring(b"k" * 32), FolderKeys(folder / "keys"))


def killed(before: Callable[..., Any] | None = None, after: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Return the function with the end of the process before or after it."""

    def run(*given: Any, **named: Any) -> Any:
        result = after(*given, **named) if after else None
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    assert before or after
    return run


STEPS: dict[str, tuple[Any, str, str]] = {
    "before the file is read": (deliver, "sniff", "before"),
    "when the rows are staged": (staging.Staging, "fill", "after"),
    "when the quarantine is written": (deliver, "_quarantine", "after"),
    "when the good rows are written": (deliver, "_good", "after"),
    "before the commit": (tables.Tables, "commit", "before"),
    "when the manifests are written": (SqlCatalog, "commit_table", "before"),
    "when the commit is done": (SqlCatalog, "commit_table", "after"),
}


def main(folder: Path, source: Path, step: str) -> None:
    lake, vault = tables.Tables(folder / "lake"), vault_in(folder)
    ids = lake.prepare(ENTRY, COLUMNS)
    if step:
        owner, name, when = STEPS[step]
        setattr(owner, name, killed(**{when: getattr(owner, name)}))
    found = deliver.cast(source, COLUMNS, lake.place(ENTRY, "d2"), vault, ids=ids)
    print(lake.commit(ENTRY, [found.good], delivery="d2", mode=tables.Mode.REPLACE))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
