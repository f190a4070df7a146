"""The census for programs, and as rows of files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongshu.census.models import Answer, Round
from gongshu.census.queries import Coverage, Sheet
from gongshu.ui.moments import local_iso


def round_json(held: Round) -> dict[str, Any]:
    return {
        "census": held.pk, "title": held.title, "region": held.region_id, "opened_on": held.opened_on.isoformat(), "due": held.due.isoformat(),
        "closed_at": local_iso(held.closed_at), "list": held.result.number if held.result else None,
    }  # fmt: skip


def coverage_json(found: Coverage) -> dict[str, Any]:
    """Return a census with the figures of each body."""
    rows = [
        {
            "body": row.held.body.code if row.held.body else None, "enterprise": row.held.account.login if row.held.account else None,
            "case": row.held.case or None, "asked": row.asked, "answered": row.answered, "answers": dict(row.answers),
            "submitted_at": local_iso(row.held.submitted_at),
        }
        for row in found.rows
    ]  # fmt: skip
    return {**round_json(found.round), "returned": found.returned, "totals": dict(found.totals), "rows": rows}


def sheet_json(found: Sheet) -> dict[str, Any]:
    """Return what one is asked and has answered."""
    lines = [
        {
            "kind": line.kind, "subject": line.subject, "name": line.name, "verdict": line.answer.verdict if line.answer else None,
            "said": line.answer.said if line.answer else None,
        }
        for line in found.lines
    ]  # fmt: skip
    added = [{"subject": each.subject, "said": each.said} for each in found.added]
    return {
        **round_json(found.held.round),
        "case": found.held.case or None,
        "left": found.left,
        "lines": lines,
        "added": added,
    }


def titles() -> list[str]:
    """Return the heads of the findings as a file."""
    return [_("单位"), _("类别"), _("编号或者名称"), _("答复"), _("说明")]


def cells(each: Answer) -> list[str]:
    """Return a finding as a row under these heads."""
    return [each.held.who, str(each.get_kind_display()), each.subject, str(each.get_verdict_display()), each.said]
