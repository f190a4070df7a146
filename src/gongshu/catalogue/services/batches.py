"""The review of an import: entries are left out of it with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.catalogue.errors import NoSuchEntry, NotYet
from gongshu.catalogue.models import ImportBatch, ImportedEntry
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.rights import reviewed_by
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service


@service
def leave_out(number: str, entry: str, reason: str, *, actor: Actor, now: datetime) -> ImportedEntry:
    """Take one entry out of the review of an import, with the reason; it goes back to its provider as a draft.

    Raises: NoSuchEntry; NotYet without a reason, or where no review decides about the entry; Refused.
    """
    batch = ImportBatch.objects.visible_to(actor).select_related("body").filter(number=number).first()
    if batch is None:
        raise NoSuchEntry(number, "导入批次", "import")
    require(actor, "catalogue.batch", reviewed_by(batch.body, timezone.localdate(now)))
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
