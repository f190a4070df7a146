"""Demands for programs, and as rows of a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from gongshu.demand.models import Demand
from gongshu.ui.moments import local_iso
from gongshu.ui.paging import Page


def demand_json(held: Demand, today: date) -> dict[str, Any]:
    """Return a demand; `due` is the last day that the provider promised, never law."""
    return {
        "number": held.pk, "use": held.use, "title": held.title, "need": held.need, "asked_on": held.asked_on.isoformat(),
        "needer": held.needer.code if held.needer else None, "source": held.source.code if held.source else None,
        "state": held.state_on(today).value, "merged_into": held.lead_id, "merged": getattr(held, "joined", 0),
        "met_on": held.met_on.isoformat() if held.met_on else None, "due": held.due.isoformat() if held.due else None,
        "entry": held.entry.number if held.entry else None, "delivered_at": local_iso(held.delivered_at),
        "confirmed_at": local_iso(held.confirmed_at), "reason": held.reason or None,
    }  # fmt: skip


def page_json(page: Page[Demand], today: date) -> dict[str, Any]:
    return {"rows": [demand_json(row, today) for row in page.rows], "before": page.before, "after": page.after}


def titles() -> list[str]:
    """Return the heads of the list as a file."""
    return [_("编号"), _("类别"), _("标题"), _("所需数据"), _("提出日期"), _("需求单位"), _("数源单位"), _("状态"), _("承诺期限"), _("目录编号"), _("理由")]  # fmt: skip


def cells(held: Demand, today: date) -> list[str]:
    """Return a demand as a row under these heads."""
    return [
        str(held.pk), str(held.get_use_display()), held.title, held.need, held.asked_on.isoformat(),
        held.needer.zh if held.needer else "", held.source.zh if held.source else "", str(held.state_on(today).label),
        held.due.isoformat() if held.due else "", held.entry.number if held.entry else "", held.reason,
    ]  # fmt: skip
