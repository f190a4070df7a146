"""Which entries are due for a look at their attributes and level: by the node's own cycle, where a text asks for one."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import State
from gongshu.law.terms import Term
from gongshu.people.law import law, terms
from gongshu.people.models import Body

CYCLE = "classification.review_every"  # a promise of the node, in working days: no text gives a number
ASKED_BY = ("sharing.attribute_update", "opening.attribute_update")


def asked(day: date) -> list[Term]:
    """Return the terms that have attributes updated. Source: 达州办法 第十九条第二款; 成都条例 第十三条第二款."""
    held = terms(day)
    return [term for name in ASKED_BY if (term := held.get(name)) is not None and term.decides]


def cycle(day: date) -> Term | None:
    """Return the node's own cycle; None where it set none or where no text asks for reviews."""
    term: Term | None = terms(day).get(CYCLE)
    return term if term is not None and term.decides and asked(day) else None


def due_of(body: Body, day: date) -> QuerySet[Entry]:
    """Return the entries of a body that are due on a day, those that waited longest first.

    Counted from the newest review, or from the publication of the version in force where that came later.
    """
    term = cycle(day)
    if term is None:
        return Entry.objects.none()
    last = law().calendar.before(day, int(term.value))
    until = timezone.make_aware(datetime.combine(last, time.max))
    newest = Coalesce(Max("attribute_reviews__at"), "current__published_at")
    found = Entry.objects.filter(state=State.PUBLISHED, provider=body).annotate(
        looked_at=Greatest("current__published_at", newest)
    )
    return found.filter(looked_at__lte=until).select_related("current", "provider").order_by("looked_at", "number")
