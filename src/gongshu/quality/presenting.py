"""Checks and rules as programs get them."""

from __future__ import annotations

from typing import Any

from gongshu.quality.models import QualityCheck, RuleSet
from gongshu.quality.queries import Division, Quality


def checked(found: QualityCheck, *, sees: bool) -> dict[str, Any]:
    """Return what a check found; rules, columns and records only for whoever may see them."""
    about = {
        "snapshot": found.snapshot.number, "at": found.at, "rows": found.rows, "score": found.score,
        "dimensions": found.dimensions, "violations": found.violations, "rules_version": found.rules.number,
    }  # fmt: skip
    if not sees:
        return about
    named = sum(each["violations"] for each in found.outcomes if each["kind"] not in ("rows",))
    return {
        **about,
        "rules": found.outcomes,
        "findings": found.findings,
        "findings_named": len(found.findings),
        "findings_all": named,
    }


def standing(found: Quality) -> dict[str, Any]:
    """Return where the quality of an entry stands."""
    return {
        "entry": found.entry.number,
        "newest": checked(found.newest, sees=found.sees) if found.newest else None,
        "history": [{"snapshot": each.snapshot.number, "at": each.at, "score": each.score} for each in found.history],
    }


def ruled(number: str, found: RuleSet | None) -> dict[str, Any]:
    if found is None:
        return {"entry": number, "version": 0, "rules": []}
    return {"entry": number, "version": found.number, "at": found.at, "by": found.by, "rules": found.rules}


def division(found: Division) -> dict[str, Any]:
    """Return the scores in one administrative division."""
    entries = [
        {
            "entry": each.snapshot.resource.entry.number,
            "snapshot": each.snapshot.number,
            "score": each.score,
            "at": each.at,
        }
        for each in found.checks
    ]
    return {"division": found.code, "name": found.name, "score": found.score, "entries": entries}
