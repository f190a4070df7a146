"""Which duties are proven: by tests that passed on both databases and fail when what carries the duty is taken away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongshu.law.obligations import Obligation

DATABASES = ("sqlite", "postgresql")
COUNTED = ("enforce", "track")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    by_jurisdiction: Mapping[str, Mapping[str, Mapping[str, int]]]  # dazhou → enforce → proven, total
    rows: Mapping[str, Sequence[str]]  # proven row → full test ids
    claimed: Mapping[str, str]  # claimed but not proven → why not
    stale: bool  # the proofs were made for another state of the source


def source_digest(root: Path) -> str:
    """Return the digest of everything under src and tests that is source, in a fixed order.

    Counted: Python, YAML, CSV, HTML, PO, CSS and JavaScript files; what is built or fetched is not.
    """
    kinds = {".py", ".yaml", ".csv", ".html", ".txt", ".po", ".css", ".js", ".typ", ".toml"}
    digest = hashlib.sha256()
    files = [
        path
        for part in ("src", "tests")
        for path in (root / part).rglob("*")
        if path.suffix in kinds and path.is_file()
    ]
    for path in sorted(files):
        name = path.relative_to(root).as_posix()
        if "/vendor/" in name or "/__pycache__/" in name:
            continue
        digest.update(name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_proofs(path: Path) -> dict[str, Any]:
    """Return what the last test run wrote, or an empty record where none has been made."""
    if not path.is_file():
        return {"digest": None, "tests": {}, "withdrawals": {}}
    proofs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return proofs


def coverage(obligations: Sequence[Obligation], proofs: Mapping[str, Any], digest: str | None) -> Coverage:
    """Return the measure of the mission, per jurisdiction and kind, with the tests that prove each row."""
    rows: dict[str, list[str]] = {}
    claimed: dict[str, str] = {}
    totals: dict[str, dict[str, dict[str, int]]] = {}
    for obligation in obligations:
        held = totals.setdefault(obligation.jurisdiction, {kind: {"proven": 0, "total": 0} for kind in COUNTED})
        if obligation.enforce not in COUNTED:
            continue
        held[obligation.enforce]["total"] += 1
        tests, doubt = _proven_by(obligation, proofs)
        if tests and not doubt:
            rows[obligation.id] = tests
            held[obligation.enforce]["proven"] += 1
        elif doubt:
            claimed[obligation.id] = doubt
    stale = digest is not None and proofs.get("digest") != digest
    return Coverage(by_jurisdiction=totals, rows=rows, claimed=claimed, stale=stale)


def _proven_by(obligation: Obligation, proofs: Mapping[str, Any]) -> tuple[list[str], str | None]:
    tests: Mapping[str, Sequence[str]] = proofs.get("tests", {}).get(obligation.id, {})
    if not tests:
        return [], None
    both = sorted(test for test, databases in tests.items() if set(DATABASES) <= set(databases))
    if not both:
        return [], "passed on one database only"
    if not obligation.carried_by:
        return [], "nothing in the law folder carries it"
    withdrawn: Mapping[str, Sequence[str]] = proofs.get("withdrawals", {}).get(obligation.id, {})
    # A test counts if it fails when at least one thing that carries the row is taken away.
    failing = {test for carrier in obligation.carried_by for test in withdrawn.get(carrier, ())}
    accepted = [test for test in both if test in failing]
    return (
        (accepted, None)
        if accepted
        else ([], "its tests do not fail when what carries it is taken away, or that was not tried yet")
    )
