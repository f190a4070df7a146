"""What pages, API and command line read of measures on data and of who was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gongshu.catalogue.models import Measure
from gongshu.catalogue.presenting import measure_json
from gongshu.grants.errors import UnknownGrant
from gongshu.grants.models import Recall
from gongshu.people.actor import Actor
from gongshu.people.permission import query
from gongshu.ui.moments import local_iso

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The measures of one case, and those of their receivers that this person may know."""

    case: str
    measures: Sequence[Measure]
    receivers: Sequence[Recall]
    total: int  # receivers that this person may know, on all pages
    taken: int  # of them, those who confirmed that they use the mended data
    after: int | None  # where the next page begins
    mine: Sequence[Recall]  # what this person's body, or this person, was told

    @property
    def owes(self) -> bool:
        """Whether this person still has to take mended data over."""
        return any(each.taken_at is None for each in self.mine)


@query
def told(actor: Actor, case: str, *, after: int = 0) -> Told:
    """Return the measures of a case with who was told of them. Raises: UnknownGrant for what this person may not see."""
    seen = Recall.objects.visible_to(actor).filter(measure__case=case)
    shown = Q(pk__in=Measure.objects.visible_to(actor).values("pk")) | Q(pk__in=seen.values("measure"))
    measures = list(Measure.objects.filter(shown, case=case).select_related("entry__current", "entry__draft"))
    if not measures:
        raise UnknownGrant(
            f"没有您可以查看的数据处置 {case}", f"there is no measure of case {case!r} that you may see", shown=case,
            remedy_zh="核对办件编号", remedy_en="check the number of the case",
        )  # fmt: skip
    page = list(seen.filter(pk__gt=after).select_related("body", "account", "measure").order_by("pk")[: PAGE + 1])
    mine = {"body__code": actor.body} if actor.body else {"account_id": actor.account_id or 0}
    return Told(
        case=case, measures=measures, receivers=page[:PAGE], total=seen.count(), taken=seen.filter(taken_at__isnull=False).count(),
        after=page[PAGE - 1].pk if len(page) > PAGE else None, mine=list(seen.filter(**mine).select_related("measure")),
    )  # fmt: skip


def to_json(found: Told) -> dict[str, Any]:
    """Return what `told` found, as scripts read it."""
    return {
        "case": found.case, "measures": [measure_json(each) for each in found.measures], "told": found.total, "taken": found.taken,
        "receivers": [
            {
                "receiver": each.body.code if each.body else each.receiver_name, "measure": each.measure.kind, "grants": each.grants, "uses": each.uses,
                "stopped": each.stopped, "told_at": local_iso(each.told_at), "taken_at": local_iso(each.taken_at),
            }
            for each in found.receivers
        ],
        "after": found.after,
    }  # fmt: skip
