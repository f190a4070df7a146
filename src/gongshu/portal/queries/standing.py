"""What a body owes and what it is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from gongshu.cases.models import Case, Clock
from gongshu.catalogue import queries as catalogue
from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.queries.figures import Figures
from gongshu.catalogue.standing import is_late
from gongshu.classification import queries as classification
from gongshu.oversight import queries as oversight
from gongshu.people import permission
from gongshu.people import queries as people
from gongshu.people.actor import Actor
from gongshu.people.queries import BodyPage

_LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that the page of a body shows about its duties."""

    page: BodyPage
    figures: Figures
    owes: Sequence[Clock]  # running, the next to end first; of cases that the reader may see
    late: int
    owed: Sequence[Clock]  # what others owe to this body as an applicant
    empty: Sequence[IndexedEntry]  # published, nothing hooked
    overdue: Sequence[IndexedEntry]  # data older than its rhythm allows
    reviews: int  # entries whose attributes should have been reviewed in a round whose time is over
    notices: int  # measures against misuse by this body that are public today
    today: date


@permission.query
def standing(actor: Actor, code: str, now: datetime) -> Standing:
    """Return what a body owes and is owed, as far as this person may see it. Raises: NoSuchBody."""
    today = timezone.localdate(now)
    page = people.body_page(actor, code, now=now, day=today)
    running = Clock.objects.filter(
        case__in=Case.objects.visible_to(actor), met_at__isnull=True, stopped_at__isnull=True, case__ended=False
    )
    running = running.select_related("case", "owed_by").order_by("due", "id")
    owes = running.filter(owed_by=page.body)
    entries = list(IndexedEntry.objects.visible_to(actor).filter(provider=code).order_by("-published_at"))
    return Standing(
        page=page,
        figures=catalogue.figures(actor, now, provider=code),
        owes=list(owes[:_LISTED]),
        late=owes.filter(due__lt=today).count(),
        owed=list(running.filter(case__applicant_body=page.body).exclude(owed_by=page.body)[:_LISTED]),
        empty=[entry for entry in entries if not entry.live][:_LISTED],
        overdue=[each for each in entries if each.live and is_late(each.frequency, each.delivered_at, now)][:_LISTED],
        reviews=classification.overdue(actor, code, now),
        notices=oversight.standing(actor, code, today),
        today=today,
    )
