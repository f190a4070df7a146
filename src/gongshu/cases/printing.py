"""Makes the PDF of a letter after the commit, keeps it in the spool by its digest, and records that digest."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from gongshu import audit
from gongshu.audit import Event
from gongshu.audit.models import SealedTree
from gongshu.cases.models import Letter
from gongshu.cases.spool import keep
from gongshu.people.actor import SYSTEM
from gongshu.ui import letters as papers


def make(letter_id: int, now: datetime) -> Letter:
    """Make a letter's PDF unless it is made; killed in between, the next try makes it again and only then names it."""
    letter = Letter.objects.select_related("case").get(pk=letter_id)
    if letter.made_at is not None:
        return letter
    content = papers.letter(_paper(letter))
    digest = sha256(content).hexdigest()
    path = keep(content, digest, "letters", ".pdf")
    with transaction.atomic():
        found = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        if found.made_at is None:
            found.made_at, found.digest, found.path = now, digest, path.relative_to(settings.GONGSHU.spool).as_posix()
            found.save(update_fields=["made_at", "digest", "path"])
            subject = audit.Subject("letter", found.number, str(found.facts["title"]))
            audit.record(
                Event.CASE_LETTER, subject, by=SYSTEM, at=now, facts={"case": letter.case.number, "digest": digest}
            )
    return found


def content_of(letter: Letter) -> bytes:
    """Return the PDF as it was made. Raises: ValueError if the file is not what the record says."""
    path: Path = settings.GONGSHU.spool / letter.path
    content = path.read_bytes()
    if sha256(content).hexdigest() != letter.digest:
        raise ValueError(f"{path} was altered after it was made: its digest is not that of letter {letter.number}")
    return content


def _paper(letter: Letter) -> papers.Letter:
    said = letter.facts
    return papers.Letter(
        issuer=said["signature"] or settings.GONGSHU.name,
        number=said["number"],
        title=said["title"],
        to=said["receiver"],
        paragraphs=said["paragraphs"],
        articles=said["articles"],
        remedy=said["remedy"],
        on=date.fromisoformat(said["date"]),
        proof=_proof(letter),
        rehearsal=settings.GONGSHU.rehearsal,
    )


def _proof(letter: Letter) -> papers.Proof | None:
    """The newest checkpoint: whoever holds the letter is a witness of it. None on a node that has sealed nothing yet."""
    tree = SealedTree.objects.order_by("-size").first()
    address = f"{settings.GONGSHU.address}/receipt?number={letter.case.number}"
    return (
        papers.Proof(address=address, size=tree.size, root=b64encode(bytes.fromhex(tree.root)).decode())
        if tree
        else None
    )
