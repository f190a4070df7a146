"""Articles that the pages of the catalogue link to."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongshu.law.articles import Article
from gongshu.people.law import terms


def cited(name: str, now: datetime) -> Article | None:
    """Return the article of a parameter today, or None where the text is silent."""
    term = terms(timezone.localdate(now)).get(name)
    return term.article if term is not None else None
