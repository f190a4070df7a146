"""Taking the ledger away and erasing a record's content: audit acts that need a right."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gongshu.audit import services as audit
from gongshu.audit.models import AuditEvent
from gongshu.ledger.note import Checkpoint
from gongshu.ledger.verify import Verdict
from gongshu.people.actor import Actor
from gongshu.people.permission import repair, require, service


@repair
def verify_ledger(*, actor: Actor, now: datetime) -> Verdict:
    """Return what re-hashing every event finds; anybody may check that the record holds."""
    require(actor, "people.public")
    return audit.verify()


@repair
def export_ledger(folder: Path, *, actor: Actor, now: datetime) -> Checkpoint:
    """Write the ledger into a new folder that verifies offline. Raises: OutOfRange; FileExistsError."""
    require(actor, "audit.export")
    return audit.export(folder, by=actor, at=now)


@service
def erase_record(event: AuditEvent, *, law: str, actor: Actor, now: datetime) -> None:
    """Delete a record's content by law; its digest stays. `law` is the article that demands it."""
    require(actor, "audit.erase", event)
    audit.erase(event, law=law, by=actor, at=now)
