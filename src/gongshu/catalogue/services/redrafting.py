"""What an import changes in an entry that an earlier import made."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongshu.catalogue import checking, reading, storing
from gongshu.catalogue.completing import completed
from gongshu.catalogue.importing.planning import Change
from gongshu.catalogue.importing.proposals import Fault
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Entry, ImportBatch
from gongshu.catalogue.services.drafting import next_version, review_of, write
from gongshu.catalogue.words import State
from gongshu.people.actor import Actor


def redraft(batch: ImportBatch, change: Change, actor: Actor, now: datetime) -> Fault | None:
    """Write what the source says now into an entry's draft, in the caller's transaction; return why it cannot be, or None.

    What the steward wrote stays where the source is silent. A published entry gets a draft of its next version, which its
    provider sends for review: what is published changes only by a review of its own.
    """
    entry = locked(change.link.entry)
    if entry.state == State.WITHDRAWN:
        return _refused(
            change, entry, "已下架，没有更新", "is withdrawn and was not changed", "另行编制", "describe it anew"
        )
    if case := review_of(entry):
        return _refused(
            change, entry, f"正在审核（{case}），没有更新", f"is under review in {case} and was not changed",
            "审核结束后再导入一次", "import again when the review has ended",
        )  # fmt: skip
    before = storing.plain(storing.description_of(entry.draft or entry.shown))
    description, faults = reading.read({**before, **change.proposal.given, "provider": entry.provider.code})
    if faults:
        return _refused(change, entry, faults[0].zh, faults[0].en, faults[0].remedy_zh, faults[0].remedy_en)
    day = timezone.localdate(now)
    description = completed(description, entry.provider, description.region or entry.provider.territory.code, day)
    version = entry.draft or next_version(entry, actor, now)
    version.region_id = description.region
    write(version, description, actor, now)
    entry.draft, entry.changed_at = version, now
    entry.save(update_fields=["draft", "changed_at"])
    link = change.link
    link.batch, link.line, link.digest, link.raw, link.left_out = (
        batch,
        change.proposal.line,
        change.digest,
        dict(change.proposal.raw),
        "",
    )
    link.waits_in = batch.number if entry.state == State.DRAFT else ""
    link.lacks = len(checking.hindering(checking.check(description, description.region, day)))
    link.save()
    return None


def _refused(change: Change, entry: Entry, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Fault:
    return Fault(
        line=change.proposal.line, field="identifier", value=entry.number, zh=f"{entry.number} {zh}", en=f"{entry.number} {en}",
        remedy_zh=remedy_zh, remedy_en=remedy_en, stops=True,
    )  # fmt: skip
