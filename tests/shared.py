"""Files beside the checkout that tests read where they are present, and name where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GONGSHU_SHARED", ROOT.parent / "shared" / "data"))


def shared(name: str) -> Path:
    """Return the path of a shared input; skip the test, naming the file, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared input {name} is not here")
    return path
