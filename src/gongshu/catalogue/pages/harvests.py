"""What pages, API and command line say of sources of catalogues."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.models import HarvestRun, HarvestSource
from gongshu.ui.moments import local_iso


def harvest_json(source: HarvestSource) -> dict[str, Any]:
    """Return a source as scripts read it."""
    return {
        "source": source.number, "title": source.title, "address": source.address, "mapping": source.mapping, "provider": source.provider or None,
        "body": source.body.code, "every": source.every, "active": source.active, "due_at": local_iso(source.due_at) if source.active else None,
    }  # fmt: skip


def run_json(run: HarvestRun) -> dict[str, Any]:
    """Return one time that a source was read."""
    return {
        "at": local_iso(run.at), "ok": run.ok, "problem": run.en or None, "problem_zh": run.zh or None, "read": run.read, "created": run.created,
        "changed": run.changed, "unchanged": run.unchanged, "left_out": run.left_out, "vanished": run.vanished, "gone": run.gone,
        "batch": run.batch or None, "case": run.case or None, "digest": run.digest or None,
    }  # fmt: skip
