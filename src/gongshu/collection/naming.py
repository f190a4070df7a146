"""Names of delivered files: never a path, always fit to be shown and handed on. Pure."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from pathlib import PurePath
from typing import Final

TABULAR: Final = frozenset(
    (
        ".csv",
        ".tsv",
        ".txt",
        ".xlsx",
        ".xls",
        ".xlsb",
        ".ods",
        ".parquet",
        ".json",
        ".jsonl",
        ".ndjson",
        ".geojson",
        ".dbf",
    )
)
LONGEST: Final = 255  # bytes of UTF-8, as file systems have it
UNKNOWN: Final = "application/octet-stream"
# What Python's own table lacks of what Chinese offices and surveyors hand over.
_MORE: Final = {
    ".ofd": "application/ofd", ".geojson": "application/geo+json", ".gpkg": "application/geopackage+sqlite3", ".7z": "application/x-7z-compressed",
    ".kml": "application/vnd.google-earth.kml+xml", ".kmz": "application/vnd.google-earth.kmz", ".md": "text/markdown", ".gz": "application/gzip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".webp": "image/webp", ".rar": "application/vnd.rar",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".jsonl": "application/x-ndjson",
}  # fmt: skip
_TYPES: Final = (
    mimetypes.MimeTypes()
)  # the table of Python alone: that of a machine would give each node its own answers


def named(said: str, otherwise: str = "upload") -> str:
    """Return the name of a file without folders, control characters and signs of direction; `otherwise` if nothing is left."""
    text = said.encode("utf-8", "replace").decode("utf-8")
    own = re.split(r"[/\\]", text)[-1]
    # Signs of direction make “gpj.exe” look like “exe.jpg”.
    kept = "".join(each for each in own if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip()
    return _short(kept) if kept.strip(". ") else otherwise


def _short(name: str) -> str:
    ending = PurePath(name).suffix
    if len(name.encode()) <= LONGEST:
        return name
    ending = ending if len(ending.encode()) <= LONGEST // 4 else ""
    room = LONGEST - len(ending.encode())
    return name[: len(name) - len(ending)].encode()[:room].decode("utf-8", "ignore") + ending


def media_of(name: str) -> str:
    """Return the media type that a name's ending tells."""
    ending = PurePath(name).suffix.lower()
    return _MORE.get(ending) or _TYPES.types_map[True].get(ending, UNKNOWN)


def is_tabular(name: str) -> bool:
    """Say whether a file of this name may be read as rows."""
    return PurePath(name).suffix.lower() in TABULAR
