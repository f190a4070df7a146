"""What the text of a case's day says of important data."""

from __future__ import annotations

from gongshu.cases import resolved
from gongshu.cases.models import Case
from gongshu.law.terms import Term, Terms


def said(case: Case, name: str) -> Term | None:
    """Return a term that decides about a case."""
    term: Term | None = resolved.read(case.law_id).terms(case.received_on).get(name)
    return term if term is not None and term.decides else None


def lists(held: Terms, grade: str) -> Term | None:
    """Return the term that has a catalogue of this grade drawn up; None where no text in force does."""
    term: Term | None = held.get("classification.important_data_lists")
    return term if term is not None and term.decides and f"{grade}_data_catalogue" in term.value else None
