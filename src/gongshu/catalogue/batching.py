"""What the decision on an import does to its entries; called by effects, inside the move's transaction."""

from __future__ import annotations

from datetime import datetime

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import publishing
from gongshu.catalogue.models import BatchState, ImportBatch, ImportedEntry
from gongshu.catalogue.models.entries import IMPORT
from gongshu.people.actor import Actor

JOB = "catalogue.publish-import"


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
