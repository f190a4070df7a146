"""The review of an import: entries left out with a reason, and what its decision does to the others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import publishing
from gongshu.catalogue.errors import NoSuchEntry, NotYet
from gongshu.catalogue.models import BatchState, ImportBatch, ImportedEntry
from gongshu.catalogue.models.entries import IMPORT
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.rights import reviewed_by
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service

JOB = "catalogue.publish-import"


@service
def leave_out(number: str, entry: str, reason: str, *, actor: Actor, now: datetime) -> ImportedEntry:
    """Take one entry out of the review of an import, with the reason; it goes back to its provider as a draft.

    Raises: NoSuchEntry; NotYet without a reason, or where no review decides about the entry; Refused.
    """
    batch = ImportBatch.objects.visible_to(actor).select_related("body").filter(number=number).first()
    if batch is None:
        raise NoSuchEntry(number, "导入批次", "import")
    require(actor, "catalogue.batch", reviewed_by(batch.body, now.date()))
    with transaction.atomic():
        link = ImportedEntry.objects.select_for_update(of=("self",)).filter(batch=batch, entry__number=entry).first()
        if link is None or link.waits_in != number:
            raise NotYet(f"{entry} 不在 {number} 的审核中", f"{entry} is not under review in {number}", where=entry)
        if not reason.strip():
            raise NotYet(
                f"须写明不通过 {entry} 的理由", f"say why {entry} is left out", where=entry,
                remedy_zh="填写理由", remedy_en="give the reason",
            )  # fmt: skip
        link.waits_in, link.left_out = "", reason.strip()
        link.save(update_fields=["waits_in", "left_out"])
        facts = {"case": batch.case, "batch": number, "reason": link.left_out}
        record(Event.ENTRY_RETURN, subject_of(link.entry), by=actor, at=now, facts=facts)
    return link


def approve(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Let a job publish what was imported. Refuses where nothing of it meets what the texts demand."""
    for batch in _batches(case):
        waiting = ImportedEntry.objects.filter(waits_in=batch.number)
        if not waiting.filter(lacks=0).exists():
            raise EffectRefused(
                f"{batch.number} 中没有一项达到法规对目录的要求，不能发布", f"nothing in {batch.number} meets what the texts demand of an entry",
                shown=batch.number, remedy_zh="退回，由提供单位补正后分别送审", remedy_en="send it back; providers complete the drafts and send them for review",
            )  # fmt: skip
        batch.state = BatchState.PUBLISHING
        batch.save(update_fields=["state"])
        jobs.enqueue(JOB, {"batch": batch.number, "case": case.pk}, key=batch.number, at=now)


def give_back(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Return all entries of an import to their providers with the reason; each can be changed and sent for review alone."""
    for batch in _batches(case):
        ImportedEntry.objects.filter(waits_in=batch.number).update(waits_in="", left_out=said.reason)
        batch.state = BatchState.RETURNED
        batch.save(update_fields=["state"])
        facts = {"case": case.number, "reason": said.reason}
        about = Subject(IMPORT, batch.number, batch.source)
        record(Event.ENTRY_RETURN, about, by=actor, at=now, law=publishing.cited(case), facts=facts)


def _batches(case: Case) -> list[ImportBatch]:
    numbers = case.subjects.filter(kind=IMPORT).values_list("subject", flat=True)
    return list(ImportBatch.objects.select_for_update(of=("self",)).filter(number__in=list(numbers)).order_by("pk"))
