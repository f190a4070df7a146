"""Official letters handed in with a case."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from gongshu import audit
from gongshu.audit import Event
from gongshu.cases import writing
from gongshu.cases.errors import BadAttachment
from gongshu.cases.models import Attachment
from gongshu.cases.services.moving import locked
from gongshu.cases.spool import keep
from gongshu.people import permission
from gongshu.people.actor import Actor

LARGEST = 50 * 1024 * 1024  # bytes; a scanned letter of a hundred pages is smaller


@permission.service
def attach(
    number: str, name: str, content: bytes, *, actor: Actor, now: datetime, letter_number: str = "", seal: str = ""
) -> Attachment:
    """Attach a paper to a case and return it; the same paper again is the same attachment.

    Raises: UnknownCase; Refused; BadAttachment for an empty or too large file.
    """
    if not content or len(content) > LARGEST:
        raise BadAttachment(
            f"附件“{name}”大小为 {len(content)} 字节", f"attachment {name!r} has {len(content)} bytes", shown=name,
            remedy_zh=f"附件不能为空，也不能超过 {LARGEST // 1024 // 1024} MB", remedy_en=f"give a file of 1 to {LARGEST} bytes",
        )  # fmt: skip
    digest = sha256(content).hexdigest()
    keep(content, digest)
    with transaction.atomic():
        case = locked(number, actor)
        permission.require(actor, "cases.see", about=case)
        row, new = Attachment.objects.get_or_create(
            case=case,
            digest=digest,
            defaults={
                "name": Path(name).name[:200],
                "letter_number": letter_number,
                "seal": seal,
                "size": len(content),
                "by_login": actor.login,
                "by_body": actor.body,
                "at": now,
            },
        )
        if new:
            facts = {"digest": digest, "name": row.name, "letter_number": letter_number, "seal": seal, "size": row.size}
            audit.record(Event.CASE_ATTACH, writing.subject_of(case), by=actor, at=now, facts=facts)
        return row
