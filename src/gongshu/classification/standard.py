"""The table of grades of the nation, for this node."""

from __future__ import annotations

from gongshu.law.grading import Matrix, read_matrix
from gongshu.people.law import jurisdiction, law


def matrix() -> Matrix:
    """Return the table that says which level a harm gives. Raises: LawFileError."""
    return read_matrix(law().chain(jurisdiction().path)[0].folder / "grading.yaml")
