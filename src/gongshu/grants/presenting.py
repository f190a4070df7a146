"""A grant as JSON."""

from __future__ import annotations

from typing import Any

from gongshu.grants.models import Grant


def to_json(grant: Grant) -> dict[str, Any]:
    """Return a grant as the API and `--json` show it."""
    return {
        "grant": grant.number, "case": grant.case, "channel": grant.channel, "entry": grant.entry, "title": grant.title,
        "provider": grant.provider.code, "receiver": grant.body.code if grant.body else grant.receiver_name, "items": grant.items,
        "rows": grant.rows, "masking": grant.masking, "purpose": grant.purpose, "from": grant.starts_on.isoformat(),
        "until": grant.until.isoformat() if grant.until else None, "quota": grant.quota, "state": grant.state, "article": grant.label_of_law,
        "fingerprint": grant.fingerprint,
    }  # fmt: skip
