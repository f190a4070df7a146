"""The English catalogue, compiled. A wheel carries it compiled; in a checkout it follows the source by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).resolve().parent / "locale"


def refresh(folder: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than its compiled form, and return those; a folder that cannot be written is left as it is."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        if os.access(source.parent, os.W_OK):
            _compile(source, target)
            written.append(target)
    return written


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    # Two processes may start at once: each writes a file of its own and the last rename stays.
    draft = target.with_suffix(f".{os.getpid()}")
    with source.open("rb") as text, draft.open("wb") as compiled:
        write_mo(compiled, read_po(text, locale=source.parent.parent.name))
    draft.replace(target)
