"""Base databases for programs."""

from __future__ import annotations

from typing import Any

from gongshu.bases.looking import Look, Told
from gongshu.bases.models import Build, Database
from gongshu.bases.queries import Conflicts, Row, Shown
from gongshu.ui.moments import local_iso


def base_json(base: Database) -> dict[str, Any]:
    return {
        "base": base.pk,
        "title": base.title,
        "kind": base.kind,
        "lead": base.lead.code,
        "entry": base.entry.number,
        "version": base.version,
    }


def row_json(row: Row) -> dict[str, Any]:
    built = row.build
    return {
        **base_json(row.base), "built_at": local_iso(built.at) if built else None, "records": built.records if built else None,
        "conflicts": row.conflicts if built else None,
    }  # fmt: skip


def build_json(build: Build) -> dict[str, Any]:
    """Return a build with its figures; a refused one with its reason."""
    members = [{key: each[key] for key in ("entry", "snapshot", "rows", "empty", "invalid")} for each in build.members]
    return {
        "at": local_iso(build.at), "version": build.version, "records": build.records, "delivery": build.delivery or None, "members": members,
        "conflicts": dict(build.conflicts), "problem": build.problem,
    }  # fmt: skip


def shown_json(found: Shown) -> dict[str, Any]:
    """Return one base with its definition and its newest build."""
    members = [
        {"entry": line.member.entry.number, "body": line.member.entry.provider.code, "key": line.member.key, "as_of": line.member.as_of or None, "rows": line.rows, "set_aside": line.aside}
        for line in found.members
    ]  # fmt: skip
    items = [
        {
            "code": line.code, "name": line.name, "prefer": line.prefer, "filled": line.filled, "conflicts": line.conflicts,
            "from": [{"entry": member.entry.number, "column": column} for member, column in line.sources],
        }
        for line in found.items
    ]  # fmt: skip
    return {
        **base_json(found.base), "key": dict(found.base.key), "members": members, "items": items,
        "build": build_json(found.build) if found.build else None, "refused": build_json(found.refused) if found.refused else None,
    }  # fmt: skip


def conflicts_json(found: Conflicts) -> dict[str, Any]:
    """Return one page of contradictions; a value that may not be read is null."""
    rows = [
        {
            "key": line.key, "item": line.code,
            "values": [{"entry": member.entry.number, "body": member.entry.provider.code, "value": value} for member, value in line.values],
        }
        for line in found.lines
    ]  # fmt: skip
    return {"base": found.base.pk, "rows": rows, "before": found.page.before, "after": found.page.after}


def look_json(found: Look) -> dict[str, Any]:
    """Return one record; `items` is null where no record has the key."""
    lines = found.lines
    items = None if lines is None else [
        {"code": line.code, "name": line.name, **_told(line.told), "others": [_told(each) for each in line.others]} for line in lines
    ]  # fmt: skip
    return {"base": found.base.pk, "key": found.key, "built_at": local_iso(found.build.at), "items": items}


def _told(told: Told | None) -> dict[str, Any]:
    if told is None:
        return {"value": None, "body": None, "entry": None, "day": None}
    entry = told.member.entry
    return {
        "value": told.value,
        "body": entry.provider.code,
        "entry": entry.number,
        "day": (told.as_of or told.delivered_on).isoformat(),
    }
