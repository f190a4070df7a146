"""A grant as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.grants.models import Grant
from gongshu.grants.queries import Conditions, Sides
from gongshu.law.terms import Term
from gongshu.ui.moments import local_iso


def to_json(grant: Grant) -> dict[str, Any]:
    """Return a grant as the API and `--json` show it."""
    return {
        "grant": grant.number, "case": grant.case, "channel": grant.channel, "entry": grant.entry, "title": grant.title,
        "provider": grant.provider.code, "receiver": grant.body.code if grant.body else grant.receiver_name, "items": grant.items,
        "rows": grant.rows, "masking": grant.masking, "purpose": grant.purpose, "from": grant.starts_on.isoformat(),
        "until": grant.until.isoformat() if grant.until else None, "quota": grant.quota, "state": grant.state, "article": grant.label_of_law,
        "fingerprint": grant.fingerprint,
    }  # fmt: skip


def both(sides: Sides) -> dict[str, Any]:
    """Return the grants of both sides, each with when it was last used and whether that is so long ago that it is proposed for recall."""

    def told(grants: Sequence[Grant]) -> list[dict[str, Any]]:
        return [
            {**to_json(each), "last_used_at": local_iso(sides.used.get(each.number)), "proposed_for_recall": each.number in sides.unused}
            for each in grants
        ]  # fmt: skip

    return {
        "received": told(sides.received),
        "given": told(sides.given),
        "recall": told([each for each, _ in sides.recall]),
    }


def with_conditions(grant: Grant, said: Conditions) -> dict[str, Any]:
    """Return a grant with what its user is told, has to do, must not do and owes."""
    return {
        **to_json(grant), "told": dict(said.told), "duties": _listed(said.duties), "prohibited": _listed(said.bans),
        "report_demanded_by": str(said.report.article) if said.report else None,
        "reports": [{"case": case.number, "state": case.state, "ended": case.ended} for case in said.reports],
    }  # fmt: skip


def _listed(term: Term | None) -> dict[str, Any] | None:
    if term is None:
        return None
    return {"article": str(term.article), "values": [{"key": key, **(term.names.get(key) or {})} for key in term.value]}
