"""What a paper of this platform is: told to whoever holds it, or knows its number, without an account.

A number alone tells that there is such a paper and when it was made. Whoever has the paper itself, or its digest, which
only a holder can know, also learns what was decided, which term ran and whether it was kept.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeAlias

from gongshu.audit import Event, log, reading
from gongshu.audit.models import AuditEvent, SealedTree
from gongshu.audit.reading import NotSealedYet
from gongshu.cases.models import Clock, Letter
from gongshu.catalogue.lists import KINDS, digest_over, files, kind_of
from gongshu.catalogue.models import PublishedList, Snapshot
from gongshu.ledger.errors import NotCanonical, NoteRejected
from gongshu.ledger.note import parse_checkpoint, read_checkpoint
from gongshu.ledger.verify import verify_receipt
from gongshu.people import permission
from gongshu.people.actor import Actor

LARGEST: Final = 16 << 20  # bytes of a paper that is handed in
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PACKED = b"PK\x03\x04"  # what a workbook begins with
_Rows: TypeAlias = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found; `equal` is None where only a number was given and nothing could be compared."""

    kind: str  # letter | list | receipt | checkpoint | unknown
    equal: bool | None = None
    digest: str = ""  # SHA-256 of what was handed in, hexadecimal
    letter: Letter | None = None  # what it says is told only where `equal`
    clocks: Sequence[Clock] = ()
    published: PublishedList | None = None
    index: int | None = None  # of its record in the log; None: not sealed yet, or no record
    size: int | None = None  # records under the checkpoint that covers it
    root: str = ""  # base64
    sealed_at: datetime | None = None
    reason: str = ""  # why it does not hold


@permission.query
def check(actor: Actor, number: str, content: bytes) -> Checked:
    """Return what a paper is; `content` is the file or the text that was pasted, empty where only the number is known.

    Receipts and checkpoints are recognised by their form, letters and lists by their digest.
    """
    permission.require(actor, "people.public")
    text = _text(content)
    if (said := _receipt(text)) is not None:
        return _checked_receipt(said)
    if (note := _note(text)) is not None:
        return _checked_checkpoint(note)
    digest = _digest(content, text)
    if number:
        return _by_number(number.strip(), digest, _rows(content, text))
    return _by_digest(digest, _rows(content, text)) if digest else Checked(kind="unknown")


@permission.query
def receipt_of(actor: Actor, digest: str) -> Mapping[str, Any] | None:
    """Return the receipt of the record that names the digest of a letter or of a public download, with its content: for the offline verifier.

    Only a holder of the letter can know the digest, and the record says no more than the letter; a download is anybody's. None for an
    unknown one, or one that is not sealed yet.
    """
    permission.require(actor, "people.public")
    event = _named(actor, digest) if _DIGEST.fullmatch(digest) else None
    try:
        return reading.receipt(event).document if event else None
    except NotSealedYet:
        return None


def _named(actor: Actor, digest: str) -> AuditEvent | None:
    letter = Letter.objects.filter(digest=digest).first()
    if letter is not None:
        return _event(Event.CASE_LETTER, letter.number)
    seen = Snapshot.objects.visible_to(actor).filter(download__digest=digest).order_by("-download__event")
    return AuditEvent.objects.filter(pk__in=seen.values_list("download__event", flat=True)[:1]).first()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""


def _digest(content: bytes, text: str) -> str:
    """What is pasted may be the digest itself, as `sha256sum` prints it."""
    said = text.strip().lower().split(" ")[0]
    return said if _DIGEST.fullmatch(said) else sha256(content).hexdigest() if content else ""


def _json(text: str) -> Mapping[str, Any] | None:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, Mapping) else None


def _receipt(text: str) -> Mapping[str, Any] | None:
    said = _json(text)
    return said if said is not None and {"leaf", "proof", "checkpoint", "index"} <= said.keys() else None


def _note(text: str) -> str | None:
    """A browser sends what is pasted with the line ends of another time, and its last one may be lost."""
    note = "\n".join(text.strip().splitlines()) + "\n"
    try:
        parse_checkpoint(note)
    except NoteRejected:
        return None
    return note


def _checked_receipt(said: Mapping[str, Any]) -> Checked:
    verdict = verify_receipt(said, [log.public_key()])
    index = said["index"] if isinstance(said["index"], int) else None
    if not verdict.ok:
        return Checked(kind="receipt", equal=False, index=index, reason=verdict.reason or "")
    return _under(Checked(kind="receipt", equal=True, index=index), str(said["checkpoint"]))


def _checked_checkpoint(note: str) -> Checked:
    try:
        read_checkpoint(note, [log.public_key()])
    except NoteRejected as problem:
        return Checked(kind="checkpoint", equal=False, reason=str(problem))
    return _under(Checked(kind="checkpoint", equal=True), note)


def _under(found: Checked, note: str) -> Checked:
    """Add the checkpoint, and deny what was signed once and stands no longer in this log."""
    signed = parse_checkpoint(note)
    kept = SealedTree.objects.filter(size=signed.size).first()
    is_ours = kept is None or kept.root == signed.root.hex()
    return Checked(
        kind=found.kind, index=found.index, equal=is_ours, size=signed.size, root=base64.b64encode(signed.root).decode(),
        sealed_at=kept.at if kept else None, reason="" if is_ours else "this log has published another root for that size",
    )  # fmt: skip


def _by_number(number: str, digest: str, rows: _Rows) -> Checked:
    letter = Letter.objects.select_related("case").filter(number=number.upper()).first()
    if letter is not None:
        return _of_letter(letter, digest)
    published = _list(number)
    if published is None:
        return Checked(kind="unknown", digest=digest)
    return _of_list(published, _list_digest(rows) or digest)


def _by_digest(digest: str, rows: _Rows) -> Checked:
    letter = Letter.objects.select_related("case").filter(digest=digest).first()
    if letter is not None:
        return _of_letter(letter, digest)
    said = _list_digest(rows) or digest
    public = [kind.name for kind in KINDS.values() if kind.is_public]
    found = PublishedList.objects.select_related("region", "body").filter(digest=said, kind__in=public)
    published = found.order_by("-version").first()
    return _of_list(published, said) if published else Checked(kind="unknown", digest=digest)


def _of_letter(letter: Letter, digest: str) -> Checked:
    equal = digest == letter.digest if digest and letter.digest else None
    clocks = letter.case.clocks.select_related("owed_by").order_by("due") if equal else ()
    return _recorded(
        Checked(kind="letter", equal=equal, digest=digest, letter=letter, clocks=list(clocks)), Event.CASE_LETTER
    )


def _of_list(published: PublishedList, digest: str) -> Checked:
    equal = digest == published.digest if digest else None
    return _recorded(Checked(kind="list", equal=equal, digest=digest, published=published), Event.LIST_PUBLISH)


def _recorded(found: Checked, event: Event) -> Checked:
    paper = found.letter or found.published
    kept = _event(event, paper.number) if paper else None
    tree = (
        SealedTree.objects.filter(size__gt=kept.index).order_by("size").first()
        if kept is not None and kept.index is not None
        else None
    )
    return Checked(
        kind=found.kind, equal=found.equal, digest=found.digest, letter=found.letter, clocks=found.clocks, published=found.published,
        index=kept.index if kept and tree else None, size=tree.size if tree else None,
        root=base64.b64encode(bytes.fromhex(tree.root)).decode() if tree else "", sealed_at=tree.at if tree else None,
    )  # fmt: skip


def _event(event: Event, number: str) -> AuditEvent | None:
    return AuditEvent.objects.filter(event=event.value, subject_id=number).order_by("-id").first()


def _list(number: str) -> PublishedList | None:
    """A public list by its number, "opening_catalogue.511700.3"."""
    parts = number.split(".")
    if len(parts) != 3 or not parts[2].isdecimal() or parts[0] not in KINDS or not kind_of(parts[0]).is_public:
        return None
    kind = kind_of(parts[0])
    scope = {"body__code": parts[1]} if kind.is_of_body else {"region__code": parts[1], "body": None}
    found = PublishedList.objects.select_related("region", "body").filter(kind=kind.name, version=int(parts[2]))
    return found.filter(**scope).first()


def _rows(content: bytes, text: str) -> _Rows:
    """Return the rows of a list that was downloaded as a workbook, JSON or CSV; for anything else none, or some that are no list's."""
    if content.startswith(_PACKED):
        return files.workbook_rows(content)
    said = _json(text)
    if said is None:
        return files.csv_rows(text)
    rows = said.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return ()
    return [list(row.values()) for row in rows]


def _list_digest(rows: _Rows) -> str:
    try:
        return digest_over(rows) if rows else ""
    except NotCanonical:
        return ""
