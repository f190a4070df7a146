"""What pages, API and command line read of the catalogue."""

from gongshu.catalogue.queries.entries import (
    differences,
    entries,
    entry,
    problems,
    resource,
    sees_draft,
    snapshots,
    state_of,
    version,
    versions,
    visible_snapshot,
)
from gongshu.catalogue.queries.figures import by_body, figures, is_late
from gongshu.catalogue.queries.levels import level, levels, synonyms
from gongshu.catalogue.queries.plain import to_json
from gongshu.catalogue.queries.search import Asked, Found, search

__all__ = [
    "Asked",
    "Found",
    "by_body",
    "differences",
    "entries",
    "entry",
    "figures",
    "is_late",
    "level",
    "levels",
    "problems",
    "resource",
    "search",
    "sees_draft",
    "snapshots",
    "state_of",
    "synonyms",
    "to_json",
    "version",
    "versions",
    "visible_snapshot",
]  # fmt: skip
