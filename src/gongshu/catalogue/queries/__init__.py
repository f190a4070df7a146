"""What pages, API and command line read of the catalogue."""

from gongshu.catalogue.queries.entries import (
    differences,
    entries,
    entry,
    problems,
    resource,
    snapshots,
    version,
    versions,
    visible_snapshot,
    whole_entry,
)
from gongshu.catalogue.queries.figures import by_body, figures
from gongshu.catalogue.queries.levels import level, levels, synonyms
from gongshu.catalogue.queries.search import Asked, Found, search

__all__ = [
    "Asked",
    "Found",
    "by_body",
    "differences",
    "entries",
    "entry",
    "figures",
    "level",
    "levels",
    "problems",
    "resource",
    "search",
    "snapshots",
    "synonyms",
    "version",
    "versions",
    "visible_snapshot",
    "whole_entry",
]  # fmt: skip
