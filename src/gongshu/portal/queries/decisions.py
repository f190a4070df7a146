"""What was decided here under an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from gongshu.cases.models import Case, Clock, Move
from gongshu.law.articles import Article, to_chinese
from gongshu.people import permission
from gongshu.people.actor import Actor

_LISTED = 20  # newest moves shown on the page of an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """Moves that rest on one article."""

    total: int  # for everybody: how often the article was applied tells nothing about a person
    seen: Sequence[Move]  # newest first, of cases that this person may see
    running: int  # open clocks that run by it


@permission.query
def decisions_under(actor: Actor, article: Article) -> Decisions:
    """Return the moves of this node that cite an article; the public gets their number alone."""
    permission.require(actor, "people.public")
    cited = Q(article__jurisdiction=article.jurisdiction, article__law=article.law)
    cited &= Q(article__clause__startswith=f"第{to_chinese(article.number)}条")
    moves = Move.objects.filter(cited)
    seen = moves.filter(case__in=Case.objects.visible_to(actor)).select_related("case").order_by("-at", "-id")
    running = Clock.objects.filter(cited, met_at__isnull=True, stopped_at__isnull=True).count()
    return Decisions(total=moves.count(), seen=list(seen[:_LISTED]), running=running)
