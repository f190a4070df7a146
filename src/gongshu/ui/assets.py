"""Addresses of the static files."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent / "static"


def address(name: str) -> str:
    """Return /static/NAME?v=DIGEST; a new version of the file has a new address. Raises: FileNotFoundError naming the file."""
    path = FOLDER.joinpath(*name.split("/"))  # A template's text is a kind of str that pathlib of 3.11 refuses whole.
    return f"/static/{name}?v={_digest(path, path.stat().st_mtime_ns)}"


@lru_cache(maxsize=256)
def _digest(path: Path, changed: int) -> str:
    """`changed` is part of the key, so that a checkout shows an edited file without a restart."""
    return sha256(path.read_bytes()).hexdigest()[:12]
