"""What was found wrong in data, for whoever may see the entry."""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.catalogue.models import Measure
from gongshu.people.actor import Actor
from gongshu.people.permission import query

MOST = 20  # measures on the page of an entry


@query
def measures(actor: Actor, number: str) -> Sequence[Measure]:
    """Return the newest measures taken on the data of an entry, newest first; none of an entry that this person may not see."""
    return list(Measure.objects.visible_to(actor).filter(entry__number=number).select_related("entry")[:MOST])
