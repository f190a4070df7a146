"""Recording the consent of right holders, and its withdrawal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases.numbering import next_number
from gongshu.catalogue.models import Entry
from gongshu.catalogue.rules.opening import CONSENT, preconditions
from gongshu.catalogue.storing import description_of
from gongshu.opening import papers
from gongshu.opening.errors import NoSuchRecord, RecordUnfit
from gongshu.opening.finding import entry_for
from gongshu.opening.models import Consent
from gongshu.opening.papers import Paper
from gongshu.opening.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import require, service

CODE = "TY"  # 同意


@service
def record_consent(
    entry: str, *, holder: str, scope: str, evidence: str, paper: Paper | None, given_on: date, until: date | None = None, actor: Actor,
    now: datetime,
) -> Consent:  # fmt: skip
    """Record whose consent to what was given, until when, and keep the paper that shows it, encrypted.

    Source: 达州办法 第二十五条第一款. Raises: NoSuchEntry; Refused; RecordUnfit with every fault.
    """
    found, day = entry_for(actor, entry), timezone.localdate(now)
    require(actor, "opening.record", (found, day))
    said = {"holder": holder.strip(), "scope": scope.strip(), "evidence": evidence.strip()}
    faults = [*_faults(said, given_on, until, day), *papers.faults(paper)]
    if faults or paper is None:
        raise RecordUnfit(entry, faults)
    version = found.draft or found.shown
    law = [
        str(each.term.article)
        for each in preconditions(description_of(version), terms(day))
        if each.condition == CONSENT
    ]
    kept = papers.keep(paper)
    try:
        return _write(found, {**said, "given_on": given_on, "until": until, **kept}, law, actor=actor, now=now)
    except BaseException:
        papers.drop(str(kept["paper_path"]))
        raise


def _write(entry: Entry, said: dict[str, Any], law: list[str], *, actor: Actor, now: datetime) -> Consent:
    with transaction.atomic():
        made = Consent.objects.create(
            number=next_number(CODE, timezone.localdate(now)),
            entry=entry,
            **said,
            recorded_at=now,
            recorded_by=actor.login,
        )
        # Whose consent it is stays with the row: a ledger cannot forget a name.
        facts = {
            "entry": entry.number, "scope": made.scope, "given_on": made.given_on.isoformat(), "until": made.until.isoformat() if made.until else None,
            "paper": made.paper_digest,
        }  # fmt: skip
        record(Event.CONSENT_RECORD, subject_of(made), by=actor, at=now, law="、".join(law), facts=facts)
    return made


def _faults(said: dict[str, str], given_on: date, until: date | None, day: date) -> Iterator[tuple[str, str]]:
    names = {"holder": "谁的同意", "scope": "同意什么", "evidence": "凭据"}
    for key, value in said.items():
        if not value:
            yield f"未写明{names[key]}", f"{key}: nothing was said"
    if given_on > day:
        yield f"同意日期 {given_on} 在今天之后", f"given_on: {given_on} is still to come"
    if until is not None and until < given_on:
        yield f"截止日期 {until} 早于同意日期 {given_on}", f"until: {until} is before {given_on}"


@service
def withdraw_consent(number: str, reason: str, *, actor: Actor, now: datetime) -> Consent:
    """Note that a consent was withdrawn: from now on it carries no opening. Raises: NoSuchRecord; Refused; RecordUnfit."""
    seen = Consent.objects.visible_to(actor).select_related("entry__provider").filter(number=number).first()
    if seen is None:
        raise NoSuchRecord(number)
    require(actor, "opening.record", (seen.entry, timezone.localdate(now)))
    if not reason.strip() or seen.withdrawn_at is not None:
        raise RecordUnfit(number, [("须写明撤回的理由，且同意尚未撤回", "say why, and withdraw a consent only once")])
    with transaction.atomic():
        held = Consent.objects.select_for_update(of=("self",)).select_related("entry").get(pk=seen.pk)
        held.withdrawn_at, held.withdrawn_reason = now, reason.strip()
        held.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        record(Event.CONSENT_WITHDRAW, subject_of(held), by=actor, at=now, facts={"entry": held.entry.number})
    return held


@service
def read_paper(number: str, *, actor: Actor, now: datetime) -> tuple[Consent, bytes]:
    """Return a consent and the paper that shows it; who looked is kept.

    For the body that reviews and for auditors alone: the provider has the original. Raises: NoSuchRecord, also where no paper was kept; Refused.
    """
    seen = Consent.objects.visible_to(actor).select_related("entry__provider__region").filter(number=number).first()
    if seen is None or not seen.paper_path:
        raise NoSuchRecord(number)
    require(actor, "opening.read_consent", (seen.entry, timezone.localdate(now)))
    content = papers.content_of(seen)
    with transaction.atomic():
        facts = {"entry": seen.entry.number, "paper": seen.paper_digest}
        record(Event.CONSENT_READ, subject_of(seen), by=actor, at=now, facts=facts)
    return seen, content
