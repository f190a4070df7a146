"""What pages, API and command line read of the catalogue."""

from gongshu.catalogue.queries.answering import Asked
from gongshu.catalogue.queries.codes import (
    ClassLine,
    by_code,
    classes,
    classifies,
    codes_of,
    giving_classes,
    keeps_classes,
)
from gongshu.catalogue.queries.entries import (
    differences,
    editable,
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
from gongshu.catalogue.queries.harvests import harvest_runs, harvest_source, harvest_sources, vanished
from gongshu.catalogue.queries.imports import import_batch, import_batches, import_lines, import_preview
from gongshu.catalogue.queries.levels import level, levels, synonyms
from gongshu.catalogue.queries.lists import (
    ListStanding,
    list_change,
    list_rows,
    list_standing,
    list_standings,
    list_version,
    list_versions,
)
from gongshu.catalogue.queries.pieces import Piece, piece
from gongshu.catalogue.queries.published import citation, published, score, some_published
from gongshu.catalogue.queries.related import Related, related
from gongshu.catalogue.queries.search import Found, finds, keywords, search
from gongshu.catalogue.queries.whole import newest, whole_catalogue
from gongshu.catalogue.queries.workbench import own_entries, tried

__all__ = [
    "Asked",
    "ClassLine",
    "Found",
    "ListStanding",
    "Piece",
    "Related",
    "by_body",
    "by_code",
    "citation",
    "classes",
    "classifies",
    "codes_of",
    "differences",
    "editable",
    "entries",
    "entry",
    "figures",
    "finds",
    "giving_classes",
    "harvest_runs",
    "harvest_source",
    "harvest_sources",
    "import_batch",
    "import_batches",
    "import_lines",
    "import_preview",
    "keeps_classes",
    "keywords",
    "level",
    "levels",
    "list_change",
    "list_rows",
    "list_standing",
    "list_standings",
    "list_version",
    "list_versions",
    "newest",
    "own_entries",
    "piece",
    "problems",
    "published",
    "related",
    "resource",
    "score",
    "search",
    "snapshots",
    "some_published",
    "synonyms",
    "tried",
    "vanished",
    "version",
    "versions",
    "visible_snapshot",
    "whole_catalogue",
    "whole_entry",
]  # fmt: skip
