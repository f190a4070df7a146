"""What pages, API and command line read of classification."""

from gongshu.classification.queries.grading import Grading, Line, Round, TableLine, grading, overdue, own_round, tables
from gongshu.classification.queries.important import (
    Important,
    OneCatalogue,
    important,
    important_catalogue,
    mark,
)
from gongshu.classification.queries.rules import Shown, Standing, draft, matrix, rules, standings

__all__ = [
    "Grading", "Important", "Line", "OneCatalogue", "Round", "Shown", "Standing", "TableLine", "draft", "grading", "important",
    "important_catalogue", "mark", "matrix", "overdue", "own_round", "rules", "standings", "tables",
]  # fmt: skip
