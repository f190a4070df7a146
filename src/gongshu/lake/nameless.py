"""Files in clear that no name leads to: they are gone with the process, even if that is killed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_MEMORY = 64 << 20  # Bytes; larger ones are blocks of the system's temporary folder.


@contextmanager
def nameless(size: int) -> Iterator[int]:
    """Yield the handle of an empty file that is about to hold so many bytes."""
    handle = (
        os.memfd_create("gongshu")
        if size <= IN_MEMORY
        else os.open(tempfile.gettempdir(), os.O_TMPFILE | os.O_RDWR, 0o600)
    )
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def linked(handle: int, name: str) -> Iterator[Path]:
    """Yield a path at which this process reads the file; readers tell formats by the name's ending."""
    with tempfile.TemporaryDirectory(prefix="gongshu-") as folder:
        link = Path(folder) / (Path(name).name or "file")
        link.symlink_to(f"/proc/{os.getpid()}/fd/{handle}")
        yield link
