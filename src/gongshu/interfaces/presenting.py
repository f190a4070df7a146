"""An interface as JSON. Its credential is in no answer."""

from __future__ import annotations

from typing import Any

from gongshu.grants.entries import offer_of
from gongshu.interfaces import queries, sampling
from gongshu.interfaces.models import Interface, PlannedStop
from gongshu.interfaces.reading import as_mapping
from gongshu.interfaces.watching import DAYS, Watched
from gongshu.people.actor import Actor
from gongshu.ui.moments import local_iso

_INSIDE = ("address", "operation", "namespace", "action", "credential", "credential_name", "rows_at", "status_at", "fine", "fields")  # fmt: skip


def sample(held: Interface) -> str:
    """Return the sample as the gateway would answer it; empty where the entry is not published."""
    entry = held.resource.entry
    return sampling.shown(held.description, held.resource.number, offer_of(entry)) if entry.current else ""


def to_json(held: Interface, actor: Actor) -> dict[str, Any]:
    """Return an interface; where it stands and how it is asked goes only to whom that is told."""
    said, resource = as_mapping(held.description), held.resource
    if not queries.sees_address(actor, resource):
        said = {name: value for name, value in said.items() if name not in _INSIDE} | {"sample": sample(held)}
    return {
        "interface": resource.number, "entry": resource.entry.number, "title": resource.title, "state": resource.state,
        "call": f"/data/{resource.entry.number}/call/{resource.number}", **said,
        "has_credential": held.secret is not None, "changed_at": local_iso(held.changed_at),
    }  # fmt: skip


def stop_json(stop: PlannedStop) -> dict[str, Any]:
    return {
        "stop": stop.pk, "since": local_iso(stop.since), "until": local_iso(stop.until), "reason": stop.reason,
        "cancelled_at": local_iso(stop.cancelled_at),
    }  # fmt: skip


def watched(found: Watched) -> dict[str, Any]:
    """Return how an interface does: figures of the last days in per cent and milliseconds."""
    held, figures = found.held, found.figures
    return {
        "interface": held.resource.number, "entry": held.resource.entry.number, "title": held.resource.title, "reachable": held.reachable,
        "reachable_since": local_iso(held.reachable_since), "probed_at": local_iso(held.probed_at), "probes": found.probes, "reached_percent": found.probed,
        "days": DAYS, "calls": figures.calls, "availability_percent": figures.availability, "p50_ms": figures.p50, "p95_ms": figures.p95,
        "today": found.today, "quota": held.quota, "left": found.left,
        "codes": [{"outcome": outcome, "code": code, "calls": count} for outcome, code, count in figures.codes],
        "consumers": [
            {"grant": each.grant, "body": each.body, "name": name, "purpose": purpose, "calls": each.calls, "failed": each.failed, "last": local_iso(each.last)}
            for each, name, purpose in found.consumers
        ],
    }  # fmt: skip
