"""Addresses of the static files."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent / "static"


@cache
def address(name: str) -> str:
    """Return /static/NAME?v=DIGEST, worked out once in a process; a new version has a new address. Raises: FileNotFoundError naming the file."""
    path = FOLDER.joinpath(*name.split("/"))  # A template's text is a kind of str that pathlib of 3.11 refuses whole.
    return f"/static/{name}?v={sha256(path.read_bytes()).hexdigest()[:12]}"
