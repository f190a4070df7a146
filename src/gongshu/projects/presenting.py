"""The register of projects and purchases for programs, and as rows of a file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongshu.projects.queries import Line
from gongshu.ui.words import chosen


def line_json(each: Line) -> dict[str, Any]:
    case = each.case
    return {
        "case": case.number, "procedure": case.procedure, "title": each.title, "body": case.applicant_body.code if case.applicant_body else None,
        "state": case.state, "ended": case.ended, "received_on": case.received_on.isoformat(), "funding": case.facts.get("funding"),
        "lacks": [fact for lack in each.lacks for fact in lack.facts], "articles": list(dict.fromkeys(str(lack.article) for lack in each.lacks)),
        "entries": _entries(each),
    }  # fmt: skip


def titles() -> list[str]:
    """Return the heads of the register as a file."""
    return [_("编号"), _("类别"), _("标题"), _("单位"), _("受理日期"), _("状态"), _("尚缺"), _("目录编号")]


def cells(each: Line) -> list[str]:
    """Return a line as a row under these heads."""
    case = each.case
    english = get_language() == "en"
    lacks = [lack.words("en" if english else "zh") for lack in each.lacks]
    return [
        case.number, chosen(each.kind), each.title, case.applicant_body.zh if case.applicant_body else "", case.received_on.isoformat(),
        chosen(each.state), (", " if english else "、").join(lacks), "、".join(_entries(each)),
    ]  # fmt: skip


def _entries(each: Line) -> list[str]:
    facts = each.case.facts
    return [*facts.get("data_catalogue", []), *([facts["purchased_entry"]] if facts.get("purchased_entry") else [])]
