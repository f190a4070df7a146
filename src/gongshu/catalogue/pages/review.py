"""The review desk: what waits, and one review with its checks and differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gongshu.cases import queries as cases
from gongshu.cases.models import Case
from gongshu.cases.offering import OfferedMove
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
PAGE = 20  # entries of a review on one page
LEAVE_OUT = "leave_out"
_SAID = {"reason", "legal_basis"}  # what the forms of this page ask for
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
    moves: Sequence[OfferedMove]  # that can be answered on this page
    elsewhere: bool  # there are moves that ask for more than this page does
    leaves_out: bool  # single entries can be sent back
    total: int  # entries of the case
    after: str
    before: str = ""
    capped: bool = False


def reviewed(actor: Actor, number: str, now: datetime, after: str = "") -> Reviewed:
    """Return what the page of a review shows, of many entries some at a time. Raises: UnknownCase."""
    case = cases.case(actor, number)
    about = {
        kind: sorted(each.subject for each in case.subjects.all() if each.kind == kind)
        for kind in (ENTRY, RESOURCE, IMPORT)
    }
    rest = [each for each in about[ENTRY] if each > after]
    moves = cases.moves_for(actor, case, now)
    simple = [move for move in moves if not move.office and {each.key for each in move.fields} <= _SAID]
    return Reviewed(
        case=case, row=row(case), entries=[checked(queries.entry(actor, each), actor, now) for each in rest[:PAGE]],
        resources=[queries.resource(actor, each) for each in about[RESOURCE]],
        imports=[queries.import_batch(actor, each) for each in about[IMPORT]], moves=simple, elsewhere=len(moves) > len(simple),
        leaves_out=any(move.outcome == LEAVE_OUT for move in moves), total=len(about[ENTRY]), after=rest[PAGE - 1] if len(rest) > PAGE else "",
    )  # fmt: skip


def next_waiting(actor: Actor, now: datetime, case: Case) -> str:
    """Return the number of the review to open after an answer: this one while it is open, then the one that is due next; or nothing."""
    waiting = [each.row.case.number for each in review_queue(actor, now)]
    return case.number if case.number in waiting else next(iter(waiting), "")
