"""What pages, API and command line read of standards."""

from gongshu.standards.queries.conformance import Rate, Standing, bodies, columns, of_entry, whole
from gongshu.standards.queries.elements import (
    Used,
    code_set_of,
    code_sets_with,
    codes_of,
    contested,
    element_of,
    elements,
    used,
)
from gongshu.standards.queries.norms import Shown, Way, norm_of, norms, way

__all__ = [
    "Rate", "Shown", "Standing", "Used", "Way", "bodies", "code_set_of", "code_sets_with", "codes_of", "columns", "contested", "element_of", "elements",
    "norm_of", "norms", "of_entry", "used", "way", "whole",
]  # fmt: skip
