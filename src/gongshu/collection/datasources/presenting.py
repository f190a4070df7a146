"""Sources and fetches as JSON documents: the same for page, API and command line. A secret is in no answer."""

from __future__ import annotations

from typing import Any

from gongshu.collection.datasources.queries import Fetched
from gongshu.collection.models import DataSource, Fetch
from gongshu.outside.databases import DescribedTable
from gongshu.ui.moments import local_iso


def source(held: DataSource) -> dict[str, Any]:
    return {
        "source": held.resource.number, "entry": held.resource.entry.number, "title": held.resource.title, "kind": held.kind,
        **held.said, "has_secret": held.secret is not None, "rhythm": held.rhythm, "at": held.at.isoformat("minutes"),
        "paused": held.paused, "next_at": local_iso(held.next_at), "changed_at": local_iso(held.changed_at),
    }  # fmt: skip


def listed(held: Any) -> dict[str, Any]:
    """Return a source as a list has it, with its newest fetch."""
    newest = held.newest
    return {
        "source": held.resource.number, "entry": held.resource.entry.number, "title": held.resource.title, "kind": held.kind,
        "rhythm": held.rhythm, "paused": held.paused, "next_at": local_iso(held.next_at), "state": newest.state if newest else None,
        "fetched_at": local_iso(newest.finished_at or newest.asked_at) if newest else None, "error": newest.error or None if newest else None,
    }  # fmt: skip


def fetch(held: Fetch) -> dict[str, Any]:
    return {
        "fetch": held.pk, "state": held.state, "asked_at": local_iso(held.asked_at), "asked_by": held.asked_by, "whole": held.whole,
        "tries": held.tries, "again_at": local_iso(held.again_at), "finished_at": local_iso(held.finished_at), "error": held.error or None,
    }  # fmt: skip


def fetched(found: Fetched) -> dict[str, Any]:
    """Return a fetch with what it took."""
    taken = [
        {
            "name": each.name, "bytes": each.bytes, "same": each.same, "refused": each.refused or None,
            "delivery": delivery.number if delivery else None, "state": delivery.state if delivery else None,
            "rows_accepted": delivery.rows_accepted if delivery else None, "rows_rejected": delivery.rows_rejected if delivery else None,
        } for each, delivery in found.taken
    ]  # fmt: skip
    return {**fetch(found.fetch), "taken": taken}


def table(found: DescribedTable) -> dict[str, Any]:
    columns = [
        {"column": each.name, "type": each.said, "item_type": each.type or None, "length": each.length, "required": each.required, "key": each.key, "comment": each.comment}
        for each in found.columns
    ]  # fmt: skip
    codes = [
        {"column": each.column, "table": each.table, "comment": each.comment, "codes": None if each.codes is None else dict(each.codes)}
        for each in found.codes
    ]  # fmt: skip
    return {"table": found.name, "comment": found.comment, "columns": columns, "code_tables": codes}
