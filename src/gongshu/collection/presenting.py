"""Deliveries and snapshots as JSON documents: the same for API and command line."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue import files
from gongshu.catalogue.models import Snapshot
from gongshu.collection import pieces
from gongshu.collection.models import Delivery, Upload
from gongshu.collection.models.deliveries import State
from gongshu.collection.rejects import Rejected, title
from gongshu.people.actor import Actor
from gongshu.ui.moments import local_iso


def delivered(delivery: Delivery) -> dict[str, Any]:
    """Return what `deliver --json` prints."""
    snapshot = delivery.snapshot
    return {
        "entry": delivery.resource.entry.number,
        "snapshot": snapshot.number if snapshot else None,
        "published": is_published(delivery),
        "duplicate": delivery.is_duplicate,
        "rows_read": delivery.rows_read,
        "rows_accepted": delivery.rows_accepted,
        "rows_rejected": delivery.rows_rejected,
        "seconds": delivery.seconds,
        **_more(delivery),
    }


def is_published(delivery: Delivery) -> bool:
    """Say whether its snapshot is the published one now."""
    delivery.resource.refresh_from_db(fields=["snapshot"])
    return delivery.snapshot_id is not None and delivery.resource.snapshot_id == delivery.snapshot_id


def _more(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": delivery.number,
        "resource": delivery.resource.number,
        "state": delivery.state,
        "mode": delivery.mode,
        "file": delivery.file_name,
        "kind": delivery.resource.kind,
        "bytes": delivery.size,
        "digest": delivery.digest,
        "at": local_iso(delivery.started_at),
        "findings": [
            {**each, "title": {"zh": title(each["code"], "zh"), "en": title(each["code"], "en")}}
            for each in delivery.findings
        ],
        "missing": delivery.missing,
        "unknown": delivery.unknown,
        "reasons": delivery.reasons,
        "error": delivery.error or None,
    }


def snapshot(held: Snapshot, actor: Actor) -> dict[str, Any]:
    """Return one member of `snapshots --json`; names of files are told to those from whom the data is not withheld."""
    named = held.files and files.are_named_to(actor, held.resource.entry)
    return {
        "snapshot": held.number,
        "at": local_iso(held.at),
        "rows": held.rows,
        "published": held.is_published,
        "resource": held.resource.number,
        "digest": held.digest,
        "delivery": held.delivery,
        "bytes": held.bytes,
        **({"files": [each.as_json() for each in files.of_snapshot(held)]} if named else {}),
    }


def rejected(row: Rejected) -> dict[str, Any]:
    return {
        "record": row.record,
        "raw": row.raw,
        "reasons": list(row.reasons),
        "said": {"zh": row.sentences("zh"), "en": row.sentences("en")},
    }


def progress(delivery: Delivery) -> dict[str, Any]:
    """Return how far a delivery is: bytes read of all, and whether it has ended."""
    return {
        "delivery": delivery.number,
        "state": delivery.state,
        "done": delivery.done,
        "size": delivery.size,
        "ended": delivery.state != State.WRITING,
    }


def uploading(upload: Upload) -> dict[str, Any]:
    """Return what of a file has come, where to go on, and how long its pieces are."""
    return {
        "upload": upload.number,
        "file": upload.file_name,
        "received": upload.received,
        "size": upload.size,
        "piece": pieces.PIECE,
    }
