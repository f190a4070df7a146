"""What a command prints: one JSON document with --json, else words and tables; messages go to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

# A pipe has no width; a script's columns should not be folded at the eighty of a terminal nobody looks at.
console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)
messages = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(slots=True)
class Said:
    """The options that every command takes, wherever on the line they stand."""

    node: Path | None = None
    json: bool = False
    login: str | None = None
    at: datetime | None = None


said = Said()


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: days and times in ISO form, words of an enumeration, lists for tuples."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, int | float | bool | None.__class__) else str(value)


def emit(document: Mapping[str, Any], words: Callable[[], None]) -> None:
    """Print the document as JSON with --json, else whatever `words` prints."""
    if said.json:
        sys.stdout.writelines(_json(document))
    else:
        words()


def _json(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield a document; lists that are made while they are written, of a hundred thousand problems, are never whole."""
    before = "{"
    for key, value in document.items():
        yield f"{before}{json.dumps(str(key), ensure_ascii=False)}: "
        before = ", "
        if isinstance(value, Sequence) and not isinstance(value, str | list | tuple):
            for place, item in enumerate(value):
                yield f"{', ' if place else '['}{json.dumps(plain(item), ensure_ascii=False)}"
            yield "]" if len(value) else "[]"
        else:
            yield json.dumps(plain(value), ensure_ascii=False)
    yield "{}\n" if before == "{" else "}\n"


def table(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under titles; empty cells for None."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        shown.add_column(title, overflow="fold")
    for row in rows:
        shown.add_row(*("" if cell is None else str(plain(cell)) for cell in row))
    console.print(shown)
