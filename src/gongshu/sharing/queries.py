"""What the pages of sharing show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongshu.cases.models import Case
from gongshu.grants import access, copies
from gongshu.grants.access import Permit
from gongshu.grants.entries import FileRef, files_of, has_interface, table_of
from gongshu.people.actor import Actor
from gongshu.people.permission import query
from gongshu.sharing.models import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """An entry that this person may take directly, and how."""

    permit: Permit
    rows: int | None  # of the serving copy; None while it is being built
    keys: tuple[str, ...]
    table: bool
    files: tuple[FileRef, ...]
    interfaces: bool  # whether the source's own interface may be called
    open: bool  # a program takes it without a token


@query
def taking(actor: Actor, entry: str, now: datetime) -> Taking:
    """Return what somebody may take of an entry without an application. Raises: UnknownGrant; Refused."""
    permit = access.direct(actor, entry, now)
    copy = copies.current(entry)
    return Taking(
        permit=permit, rows=copy.rows if copy else None, keys=copy.keys if copy else permit.offer.keys, table=table_of(entry) is not None,
        files=files_of(entry) if permit.selection.whole else (), interfaces=has_interface(entry),
        open=access.is_open_to_anyone(permit.offer, now),
    )  # fmt: skip


@query
def verification(actor: Actor, number: str) -> Verification | None:
    """Return what is known of a verification: all to the source, the answer alone to whoever asked."""
    found: Verification | None = Verification.objects.visible_to(actor).filter(case=number).first()
    if found is None or found.by:
        return found
    decides = Case.objects.visible_to(actor).filter(number=number, decider__code=actor.body).exists()
    return found if decides and actor.body else None
