"""What the pages of collection draw, put together from queries."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from gongshu.catalogue.files import are_named_to
from gongshu.catalogue.models import Entry, Snapshot
from gongshu.catalogue.words import ItemType, ResourceKind
from gongshu.collection import mending, pieces, queries, rejects, telling
from gongshu.collection.errors import MendUnfit
from gongshu.collection.forms import UploadForm
from gongshu.collection.grounds import ground, words
from gongshu.collection.models import Check, Delivery, Feedback, Upload
from gongshu.collection.models.deliveries import Deliveries, State
from gongshu.lake.findings import FINDINGS
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed

SIZE = 50  # rows of a list
_SEPARATORS = {"zh": "、", "en": ", "}
TONES = {
    State.WRITING: "running",
    State.PUBLISHED: "published",
    State.WAITING: "pending",
    State.REFUSED: "returned",
    State.FAILED: "failed",
}


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One delivery in a list."""

    delivery: Delivery
    tone: str


def rows(found: Iterable[Delivery]) -> list[Row]:
    return [Row(delivery=each, tone=TONES[State(each.state)]) for each in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of deliveries, newest first."""

    rows: list[Row]
    counts: list[tuple[str, str, int]]  # state, its words, deliveries
    feedback: Sequence[Feedback]
    next: str  # cursor of the page after


def listing(found: Deliveries, counts: Mapping[str, int], feedback: Sequence[Feedback], *, before: str = "") -> Listing:
    """Return one page; the cursor is the number of the last delivery shown."""
    last = Delivery.objects.filter(pk=before).values_list("started_at", "number").first() if before else None
    if last:
        found = found.filter(started_at__lte=last[0]).exclude(started_at=last[0], number__gte=last[1])
    held = list(found.order_by("-started_at", "-number")[: SIZE + 1])
    states = [(state.value, str(state.label), counts.get(state.value, 0)) for state in State]
    return Listing(
        rows=rows(held[:SIZE]), counts=states, feedback=feedback, next=held[SIZE - 1].number if len(held) > SIZE else ""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One kind of problem in one column, in words."""

    code: str
    title: str
    column: str
    rows: int
    records: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One rejected row."""

    record: int
    raw: str
    sentences: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a running delivery is."""

    number: str
    ended: bool
    done: int  # bytes
    size: int
    rate: int  # bytes a second
    left: int | None  # seconds

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.size) if self.size else 0


def progress(delivery: Delivery) -> Progress:
    """Return what the progress bar shows; rate and time left are of the machine's clock."""
    passed = max(time.time() - delivery.began, 0.001) if delivery.began else 0.0
    rate = int(delivery.done / passed) if passed else 0
    left = (delivery.size - delivery.done) // rate if rate else None
    return Progress(
        number=delivery.number,
        ended=delivery.state != State.WRITING,
        done=delivery.done,
        size=delivery.size,
        rate=rate,
        left=left,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    """Everything about one delivery that this person may see."""

    delivery: Delivery
    entry: Entry
    tone: str
    bar: Progress
    problems: list[Problem]
    oddities: list[str]
    error: str
    remedy: str
    reasons: list[str]
    lines: list[Line]
    next: int  # cursor of the next rejected rows, 0 for none
    code: str  # the kind of problem that the lines are limited to
    open_rows: int  # rejected rows that are still to be mended
    reads: bool  # may read the rejected rows
    mendable: bool
    decides: bool
    owns: bool
    types: Sequence[tuple[str, Any]]  # that a column may have, with their words
    check: Check | None
    feedback: list[Feedback]
    ground: Any  # the law.Term that the delivery rests on, or None
    basis: dict[str, str]  # what that term names


def delivery(actor: Actor, number: str, *, after: int = 0, code: str = "") -> DeliveryPage:
    """Return the page of a delivery. Raises: NoSuchDelivery."""
    found = queries.delivery(actor, number)
    entry, language = found.resource.entry, _language()
    reads = allowed(actor, "collection.quarantine", entry).allowed
    lines = queries.quarantine(actor, number, after=after, limit=SIZE + 1, code=code) if reads else []
    rests_on = ground(timezone.localdate(found.started_at))
    return DeliveryPage(
        delivery=found, entry=entry, tone=TONES[State(found.state)], bar=progress(found), problems=_problems(found, language),
        oddities=telling.oddities(found)[language][len(found.reasons) :], error=found.error.get(language, ""),
        remedy=found.error.get(f"remedy_{language}", ""), reasons=[each[language] for each in found.reasons],
        lines=[Line(record=each.record, raw=each.raw, sentences=each.sentences(language)) for each in lines[:SIZE]],
        next=lines[SIZE - 1].record if len(lines) > SIZE else 0, code=code, open_rows=max(0, found.rows_rejected - found.mends.count()), reads=reads,
        mendable=reads and _is_mendable(found), decides=found.state == State.WAITING and allowed(actor, "collection.decide", entry).allowed,
        owns=allowed(actor, "collection.deliver", entry).allowed, types=ItemType.choices, check=Check.objects.filter(delivery=found).select_related("checker").first(),
        feedback=list(found.feedback.select_related("receiver")), ground=rests_on, basis=words(rests_on) if rests_on else {},
    )  # fmt: skip


def _problems(found: Delivery, language: str) -> list[Problem]:
    return [
        Problem(
            code=each["code"], title=rejects.title(each["code"], language), column=each["column"], rows=each["rows"],
            records=_SEPARATORS[language].join(map(str, each["records"])) + ("…" if each["rows"] > len(each["records"]) else ""),
            description=FINDINGS[each["code"]].description[language] if each["code"] in FINDINGS else "",
        )
        for each in found.findings
    ]  # fmt: skip


def _is_mendable(found: Delivery) -> bool:
    try:
        mending.require_mendable(found)
    except MendUnfit:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPage:
    """The form of an upload, and what the entry expects."""

    entry: Entry
    form: UploadForm
    items: list[Any]
    recent: list[Row]
    mends: str  # the delivery whose rejected rows come back; else empty
    reads: bool  # whether there is a table, whose rows are read
    number: str  # of the entry or of the resource that the page is about
    begun: Sequence[Upload]  # files that this person has sent in part
    piece: int  # bytes; larger files are sent in pieces


def upload(actor: Actor, number: str, form: UploadForm) -> UploadPage:
    """Return the page of the upload form. Raises: NoSuchEntry, Refused."""
    entry, resources = queries.resources_of(actor, number)
    recent = queries.deliveries(actor, entry=entry.number).filter(resource__in=resources)[:5]
    mends = str(form["mends"].value() or "")
    reads = any(each.kind == ResourceKind.TABLE for each in resources)
    return UploadPage(
        entry=entry,
        form=form,
        items=list(entry.shown.items.all()) if reads else [],
        recent=rows(recent),
        mends=mends,
        reads=reads,
        number=number,
        begun=queries.uploads(actor, entry),
        piece=pieces.PIECE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotPage:
    """The snapshots of an entry, and the comparison of two of them."""

    entry: Entry
    snapshots: list[Snapshot]
    compared: queries.Compared | None
    restores: bool
    compares: bool
    named: bool  # whether names of files are told


def snapshots(actor: Actor, number: str, compared: queries.Compared | None = None) -> SnapshotPage:
    """Return the page of the snapshots of an entry. Raises: NoSuchEntry."""
    held = queries.entry_seen(actor, number)
    return SnapshotPage(
        entry=held, snapshots=queries.snapshots(actor, number), compared=compared,
        restores=allowed(actor, "collection.restore", held).allowed, compares=allowed(actor, "collection.compare", held).allowed, named=are_named_to(actor, held),
    )  # fmt: skip
