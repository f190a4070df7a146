"""The basic quality check of every delivery, and the feedback of what was found: 达州办法 第十六条第一款.

What is recorded, measured and fed back is what the law of the place names; where it is silent, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import DAYS_BETWEEN, Frequency
from gongshu.collection import telling
from gongshu.collection.models import Check, Delivery, Feedback
from gongshu.collection.models.deliveries import State
from gongshu.collection.recording import carrier, subject_of
from gongshu.law.terms import Term, Terms
from gongshu.people.actor import Actor
from gongshu.people.holding import holder
from gongshu.people.law import terms
from gongshu.people.models import Body

CHECKER = "quality.checker"
PROVIDER = "provider"


def note(delivery: Delivery, entry: Entry, *, now: datetime) -> None:
    """Record the check and feed back what was found, in the transaction of step 4."""
    held = terms(timezone.localdate(now))
    checker = holder(CHECKER, party_region=entry.provider.territory, day=held.day)
    _check(delivery, entry, held, checker, now)
    _feed_back(delivery, entry, held, checker, now)
    if delivery.state == State.PUBLISHED and not delivery.rows_rejected and delivery.mode == "replace":
        rectified(delivery, Feedback.objects.filter(delivery__resource=delivery.resource), now=now)


def _check(delivery: Delivery, entry: Entry, held: Terms, checker: Body | None, now: datetime) -> None:
    demanded = held.get("quality.basic_check")
    measures = _measures(delivery, entry, held, now)
    if demanded is None and not measures:
        return
    Check.objects.create(
        delivery=delivery,
        at=now,
        checker=checker,
        article=cited(demanded),
        rows=delivery.rows_read,
        rejected=delivery.rows_rejected,
        measures=measures,
    )


def _measures(delivery: Delivery, entry: Entry, held: Terms, now: datetime) -> list[dict[str, Any]]:
    """Return the dimensions that the law names, each with its share; None where a machine cannot tell it."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("collection.dimensions", "quality.dimensions"):
        term = held.get(name)
        for dimension in term.value if term else ():
            found.setdefault(
                dimension,
                {
                    "dimension": dimension,
                    **term.names[dimension],
                    "share": _share(dimension, delivery, entry, now),
                    "article": cited(term),
                },
            )
    return list(found.values())


def _share(dimension: str, delivery: Delivery, entry: Entry, now: datetime) -> float | None:
    read = delivery.rows_read
    if dimension == "accuracy":  # records that fit their items
        return delivery.rows_accepted / read if read else None
    if dimension == "completeness":  # records in which nothing required is missing
        empty = sum(
            group["rows"]
            for group in delivery.findings
            if group["code"] in ("missing-required", "ragged-row", "empty-row")
        )
        return max(0.0, 1 - empty / read) if read else None
    if dimension == "timeliness":  # whether it came within the entry's update frequency
        days, before = DAYS_BETWEEN.get(Frequency(entry.shown.update_frequency or "irregular")), delivery.base
        return None if days is None or before is None else float((now - before.at).days <= days)
    return None  # Whether data is true is not told by the data.


def _feed_back(delivery: Delivery, entry: Entry, held: Terms, checker: Body | None, now: datetime) -> None:
    demanded, to = held.get("quality.feedback"), held.get("quality.feedback_to")
    if demanded is None or to is None or to.value != PROVIDER:
        return
    for kind, text in (("problem_data", telling.problems(delivery)), ("abnormal_data", telling.oddities(delivery))):
        if kind not in demanded.value or not text["zh"]:
            continue
        Feedback.objects.create(
            delivery=delivery, kind=kind, receiver=entry.provider, sender=checker, at=now, text=text, article=cited(demanded),
            time=_time(held.get("quality.feedback_time")), rectify=cited(held.get("quality.rectification")),
        )  # fmt: skip
        facts = {"kind": kind, "receiver": entry.provider.code, "rows": delivery.rows_rejected}
        record(
            Event.QUALITY_FEEDBACK,
            subject_of(delivery),
            by=carrier(delivery),
            at=now,
            law=demanded.article.label,
            facts=facts,
        )


def rectified(by: Delivery, feedback: Any, *, now: datetime) -> None:
    """Note that what was fed back has been put right by a later delivery, in the caller's transaction."""
    for each in feedback.filter(rectified_at__isnull=True).exclude(delivery=by).select_related("delivery__resource"):
        each.rectified_at = now
        each.save(update_fields=["rectified_at"])
        law = (each.rectify or {}).get("label", "")
        facts = {"kind": each.kind, "delivery": each.delivery_id}
        record(Event.QUALITY_RECTIFY, subject_of(each.delivery), by=carrier(by), at=now, law=law, facts=facts)


def confirmed(delivery: Delivery, reason: str, *, actor: Actor, now: datetime) -> None:
    """Note that a steward has found what looked abnormal to be as it should, in the caller's transaction."""
    for each in delivery.feedback.filter(kind="abnormal_data", rectified_at__isnull=True):
        each.rectified_at = now
        each.save(update_fields=["rectified_at"])
        law = (each.rectify or {}).get("label", "")
        record(
            Event.QUALITY_RECTIFY,
            subject_of(delivery),
            by=actor,
            at=now,
            law=law,
            facts={"kind": each.kind, "confirmed": reason},
        )


def cited(term: Term | None) -> dict[str, str] | None:
    return {"label": term.article.label, "address": term.article.address} if term is not None and term.article else None


def _time(term: Term | None) -> dict[str, str] | None:
    if term is None:
        return None
    names: Mapping[str, str] = term.names.get(term.value, {})
    return {"zh": names.get("zh", ""), "en": names.get("en", ""), **(cited(term) or {})}
