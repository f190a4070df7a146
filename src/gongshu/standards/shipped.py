"""Standards of other issuers that come with the software, each a file with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

FOLDER: Final = Path(__file__).parent / "data"


def shipped() -> Iterator[Mapping[str, Any]]:
    """Yield the documents that `services.adopt` takes, by the name of their files."""
    for file in sorted(FOLDER.glob("*.yaml")):
        yield read(file)


def read(file: Path) -> Mapping[str, Any]:
    """Return one document; what is no mapping is an empty one, and taking it over tells what it lacks."""
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    return document if isinstance(document, Mapping) else {}
