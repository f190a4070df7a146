"""Pages of the standards desk."""

from gongshu.standards.views.desk import adopt, answer_opinion, edit, load, new, say, sources
from gongshu.standards.views.reading import (
    codes,
    conformance,
    conformance_json,
    element,
    elements,
    elements_json,
    norm,
    norm_json,
    norms,
    norms_json,
    part_csv,
)

__all__ = [
    "adopt", "answer_opinion", "codes", "conformance", "conformance_json", "edit", "element", "elements", "elements_json", "load", "new",
    "norm", "norm_json", "norms", "norms_json", "part_csv", "say", "sources",
]  # fmt: skip
