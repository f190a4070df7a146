"""What pages, API and command line read of classification."""

from gongshu.classification.queries.grading import Grading, Line, Round, TableLine, grading, overdue, own_round, tables
from gongshu.classification.queries.important import (
    Important,
    OneCatalogue,
    important,
    important_catalogue,
    mark,
)
from gongshu.classification.queries.lifecycle import Life, Stage, lifecycle
from gongshu.classification.queries.rules import Shown, Standing, draft, rules, standings

__all__ = [
    "Grading",
    "Important",
    "Life",
    "Line",
    "OneCatalogue",
    "Round",
    "Shown",
    "Stage",
    "Standing",
    "TableLine",
    "draft",
    "grading",
    "important",
    "important_catalogue",
    "lifecycle",
    "mark",
    "overdue",
    "own_round",
    "rules",
    "standings",
    "tables",
]
