"""What the text of a case's day says of projects and purchases, as far as it is about this one."""

from __future__ import annotations

from gongshu.cases import resolved
from gongshu.cases.models import Case
from gongshu.law.terms import Term, Terms

_FISCAL = ("fiscally_funded", "non_public_data_products_bought_with_fiscal_funds")


def terms_of(case: Case) -> Terms:
    return resolved.read(case.law_id).terms(case.received_on)


def said(case: Case, name: str) -> Term | None:
    """Return a term that decides about a case; one that covers fiscal funds alone says nothing of other money."""
    term: Term | None = terms_of(case).get(name)
    if term is None or not term.decides:
        return None
    covered = term.covers.get("data", ())
    if any(kind in covered for kind in _FISCAL) and case.facts.get("funding") != "fiscal":
        return None
    return term
