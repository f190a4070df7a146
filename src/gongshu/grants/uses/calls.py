"""Calls to interfaces of sources as the uses tell them, newest first: what figures are made of."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gongshu.audit import Event
from gongshu.grants.uses.reading import opened
from gongshu.grants.uses.records import CALLS

MOST = 20_000  # calls that figures are made of at most; more would only make a page wait


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call with what became of it."""

    resource: str
    grant: str  # empty: called directly
    body: str  # code of the body, empty for the public
    purpose: str
    at: datetime
    outcome: str  # interfaces.wire.failures.Outcome
    code: str  # HTTP status or error code of the source
    ms: int  # milliseconds until the answer was whole


def calls(path: Path, since: datetime, *, entry: str = "", most: int = MOST) -> list[CallLine]:
    """Return the newest calls since a moment, of one entry or of all. A long answer that nobody read to its end is no call that became something."""
    # The condition on events is that of the partial indexes, word by word: otherwise every use there is would be read.
    about = " AND entry = ?" if entry else ""
    text = (
        "SELECT granted, body_code, at, json_extract(body, '$.facts.resource'), json_extract(body, '$.facts.purpose'), "
        "json_extract(body, '$.facts.outcome') AS outcome, json_extract(body, '$.facts.status'), json_extract(body, '$.facts.ms') "
        f"FROM use WHERE event IN ({CALLS}) AND at >= ?{about} AND outcome IS NOT NULL ORDER BY at DESC LIMIT ?"
    )
    said = (since.astimezone(UTC).isoformat(), *((entry,) if entry else ()), most)
    with opened(path) as connection:
        found = connection.execute(text, said).fetchall() if connection else []
    return [
        CallLine(
            resource=resource, grant=grant, body=body, purpose=purpose or "", at=datetime.fromisoformat(at), outcome=outcome,
            code=code or "", ms=ms or 0,
        )
        for grant, body, at, resource, purpose, outcome, code, ms in found
    ]  # fmt: skip


def last_used(path: Path, grants: Collection[str]) -> Mapping[str, datetime]:
    """Return when each grant was last used; those that never were are missing."""
    if not grants:
        return {}
    # A search for each in the index: to group would read every use there is of them.
    newest = "SELECT at FROM use WHERE granted = value AND event <> ? ORDER BY id DESC LIMIT 1"
    with opened(path) as connection:
        said = (Event.USE_REFUSED.value, json.dumps(list(grants)))
        found = connection.execute(f"SELECT value, ({newest}) FROM json_each(?)", said).fetchall() if connection else []
    return {grant: datetime.fromisoformat(at) for grant, at in found if at}
