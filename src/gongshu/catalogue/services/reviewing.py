"""Sending entries for review, taking them off, disputing an attribute. The decisions themselves are moves of cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.catalogue import checking
from gongshu.catalogue.assessing import assess
from gongshu.catalogue.errors import NoSuchEntry, NotReady, NotYet
from gongshu.catalogue.models import Entry
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.services.drafting import own_entry, require_not_in_review
from gongshu.catalogue.storing import description_of
from gongshu.catalogue.words import State
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import require, service

MOST = 200  # entries in one review: its decision publishes them in one transaction, during which nobody else writes


@service
def submit(numbers: Sequence[str], reason: str = "", *, actor: Actor, now: datetime) -> Case:
    """Send the drafts of one provider for review as one case and return it.

    Source: 达州办法 第十三条第三款. Raises: NotReady with everything that the law of today demands and the drafts lack; UnderReview;
    NotYet where there is nothing to review; NoSuchEntry; Refused.
    """
    numbers = list(dict.fromkeys(numbers))
    if len(numbers) > MOST:
        raise NotYet(
            f"一件送审最多 {MOST} 项目录，现有 {len(numbers)} 项", f"one review takes {MOST} entries at most, not {len(numbers)}",
            shown=len(numbers), remedy_zh="分几件送审", remedy_en="send them in several reviews",
        )  # fmt: skip
    entries = [own_entry(number, actor) for number in numbers]
    found = []
    for entry in entries:
        require_not_in_review(entry)
        if entry.draft is None:
            raise NotYet(
                f"{entry.number} 没有待审核的修改", f"{entry.number} has no draft to review", where=entry.number
            )
        hindering = checking.hindering(checking.check_version(entry.draft, timezone.localdate(now)))
        found += [(entry.number, problem) for problem in hindering]
    if found:
        raise NotReady(", ".join(dict.fromkeys(number for number, _ in found)), [problem for _, problem in found])
    return send(entries, reason, actor, now)


def send(entries: Sequence[Entry], reason: str, actor: Actor, now: datetime) -> Case:
    """Open the review of drafts, ready or not: the review of what was imported names what each lacks."""
    with transaction.atomic():
        case = cases.open_case(
            "catalogue-review", [entry.number for entry in entries], _said(reason=reason), actor=actor, now=now
        )
        for entry in entries:
            facts: dict[str, Any] = {"case": case.number, "version": entry.draft.number if entry.draft else 0}
            facts |= _assessed(entry, actor, now)
            record(Event.ENTRY_SUBMIT, subject_of(entry), by=actor, at=now, facts=facts)
    return case


def _assessed(entry: Entry, actor: Actor, now: datetime) -> dict[str, Any]:
    """Keep with the draft what its opening type rests on, and return it for the record without names: 达州办法 第二十五条第二款."""
    if entry.draft is None:
        return {}
    made = assess(description_of(entry.draft), terms(timezone.localdate(now)), actor=actor, now=now)
    entry.draft.assessment = made
    entry.draft.save(update_fields=["assessment"])
    return {"assessment": {key: made[key] for key in ("opening", "protected", "levels", "article")}} if made else {}


@service
def withdraw(number: str, reason: str, basis: str = "", *, actor: Actor, now: datetime) -> Case:
    """Ask for a published entry to be taken off the catalogue; return the case. Raises: NotYet, NoSuchEntry, Refused."""
    entry = own_entry(number, actor)
    if entry.state != State.PUBLISHED:
        raise NotYet(f"{number} 尚未发布", f"{number} is not published", where=number, shown=entry.state)
    return cases.open_case(
        "catalogue-withdrawal", [number], _said(reason=reason, legal_basis=basis), actor=actor, now=now
    )


@service
def dispute(
    number: str, attribute: str, value: str, reason: str, basis: str = "", *, actor: Actor, now: datetime
) -> Case:
    """Open a dispute on an attribute of a published entry; return the case.

    Source: 成都条例 第十三条第二款; 湖南草案 第十五条第二款. Raises: NoSuchEntry; what open_case raises.
    """
    require(actor, "catalogue.desk")
    if not Entry.objects.visible_to(actor).filter(number=number, state=State.PUBLISHED).exists():
        raise NoSuchEntry(number)
    said = _said(attribute=attribute, proposed_value=value, reason=reason, legal_basis=basis)
    return cases.open_case("attribute-dispute", [number], said, actor=actor, now=now)


def _said(**facts: Any) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value}
