"""The review desk: what waits, and one review with its checks and differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongshu.cases import queries as cases
from gongshu.cases.models import Case
from gongshu.cases.pages import Row, row
from gongshu.catalogue import queries
from gongshu.catalogue.models import ImportBatch, Resource
from gongshu.catalogue.models.entries import ENTRY, IMPORT
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.catalogue.pages.desk import Checked, checked
from gongshu.people.actor import Actor

PROCEDURES = (
    "catalogue-review",
    "catalogue-import",
    "resource-hook",
    "catalogue-withdrawal",
    "attribute-dispute",
    "level-catalogue-review",
)
_MOST = 200  # reviews on the desk; older ones come up as the newest are decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    row: Row
    days_left: int | None
    count: int  # subjects of the case


def review_queue(actor: Actor, now: datetime) -> Sequence[Waiting]:
    """Return the reviews in which it is the turn of this person's body, by days left."""
    waiting = [each for each in cases.inbox(actor, now) if each.case.procedure in PROCEDURES]
    return [
        Waiting(row=row(each.case), days_left=each.days_left, count=len(each.case.subjects.all()))
        for each in waiting[:_MOST]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One review: every entry or resource it is about, with checks and differences."""

    case: Case
    row: Row
    entries: Sequence[Checked]
    resources: Sequence[Resource]
    imports: Sequence[ImportBatch]
    moves: Sequence[Any]


def reviewed(actor: Actor, number: str, now: datetime) -> Reviewed:
    """Return what the page of a review shows. Raises: UnknownCase."""
    case = cases.case(actor, number)
    about = {
        kind: [each.subject for each in case.subjects.all() if each.kind == kind] for kind in (ENTRY, RESOURCE, IMPORT)
    }
    return Reviewed(
        case=case, row=row(case), entries=[checked(queries.entry(actor, each), actor, now) for each in about[ENTRY]],
        resources=[queries.resource(actor, each) for each in about[RESOURCE]],
        imports=[queries.import_batch(actor, each) for each in about[IMPORT]], moves=cases.moves_for(actor, case, now),
    )  # fmt: skip
