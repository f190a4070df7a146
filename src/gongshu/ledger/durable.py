"""Files that are there whole or not at all, also after kill -9 or a power cut."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

After = Callable[[str], None]  # called with the name of each step when it is done; tests stop the process there

DRAFTS = "writing"


class DurableFolder:
    """Writes below one folder: each file under another name first, forced to disk, then renamed into place."""

    def __init__(self, folder: Path, after: After) -> None:
        self.folder, self.after = folder, after
        self._touched: set[Path] = set()  # folders with names that a power cut could still lose
        self._safe: set[Path] = set()  # folders whose own name is safe

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder against other processes; the system lets go when the holder dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            shutil.rmtree(self.folder / DRAFTS, ignore_errors=True)  # What a killed run left half written.
            (self.folder / DRAFTS).mkdir()
            yield

    def put(self, path: str, content: bytes) -> None:
        """Replace the file; its name is safe after `settle`."""
        draft, target = f"{DRAFTS}/{path.replace('/', '_')}", self.folder / path
        self.write(draft, content)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.move(draft, path)

    def write(self, path: str, content: bytes) -> None:
        """Write the file where it is; a crash may leave it cut."""
        with (self.folder / path).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.after(f"{path} written")

    def move(self, path: str, target: str) -> None:
        """Give a written file its name in one step; the name is safe after `settle`."""
        (self.folder / path).rename(self.folder / target)
        parents = [self.folder / parent for parent in Path(target).parents]
        self._touched.add(parents[0])
        for child, parent in pairwise(parents):
            if child not in self._safe:  # Perhaps made just now, or by a run that was killed before it settled.
                self._touched.add(parent)
        self.after(f"{target} renamed")

    def drop(self, path: str) -> None:
        """Remove a folder of superseded files, if it is there."""
        shutil.rmtree(self.folder / path, ignore_errors=True)
        self._touched.discard(self.folder / path)
        self._safe.discard(self.folder / path)
        self.after(f"{path} dropped")

    def settle(self) -> None:
        """Force to disk that every file put so far bears its name."""
        for folder in sorted(self._touched):
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)
        self._safe |= self._touched
        self._touched.clear()
        self.after("settled")
