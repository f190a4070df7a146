"""Work orders: what a check found goes to the provider as a case, and closes when a check finds it no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.words import State
from gongshu.lake.checks.kinds import KINDS
from gongshu.law.errors import NotProvidedFor
from gongshu.people.actor import SYSTEM
from gongshu.quality.models import QualityCheck, WorkOrder

PROCEDURE = "quality-work-order"
NAMED = 10  # records named for a rule
Standing = Callable[[Case], list[str]]
_others: list[Standing] = []


def also(standing: Standing) -> None:
    """Have work orders that a layer above opens looked at before they close: it returns what of a case still stands."""
    _others.append(standing)


def open_order(check: QualityCheck, entry: Entry, *, now: datetime) -> Case | None:
    """Open the provider's duty to put right what a check found, in the caller's transaction; return the case.

    None where nothing was found, where one is open already, before publication, and where no text of the place sets the duty.
    """
    violated = [each for each in check.outcomes if each["violations"]]
    open_already = Case.objects.filter(
        procedure=PROCEDURE, ended=False, subjects__kind=ENTRY, subjects__subject=entry.number
    )
    if not violated or entry.state != State.PUBLISHED or open_already.exists():
        return None
    said = {"found_on": timezone.localdate(now).isoformat(), "problems": _problems(check, entry)}
    try:
        case = cases.open_case(PROCEDURE, [entry.number], said, actor=SYSTEM, now=now)
    except NotProvidedFor:
        return None
    WorkOrder.objects.create(case=case.number, check_found=check, rules=[each["rule"] for each in violated])
    return case


def _problems(check: QualityCheck, entry: Entry) -> str:
    """Name table, snapshot, column and records of every violation; never a value."""
    names = {item.code: item.name for item in entry.shown.items.all()}
    rows: dict[str, list[int]] = {}
    for each in check.findings:
        rows.setdefault(each["rule"], []).append(each["row"])
    source = check.snapshot.resource
    lines = [f"{source.title}（{source.number}），快照 {check.snapshot.number}："]
    for each in check.outcomes:
        if not each["violations"]:
            continue
        kind, named = KINDS[each["kind"]].title["zh"], rows.get(each["rule"], [])
        columns = "、".join(f"{names.get(code, code)}（{code}）" for code in each["column"].split(",") if code)
        records = "、".join(map(str, named[:NAMED])) + ("等" if each["violations"] > NAMED else "")
        where = f"，第 {records} 条" if named else ""
        lines.append(f"{columns or '库表'}：{kind}，规则 {each['rule']}，违规 {each['violations']} 条{where}。")
    return "\n".join(lines)


def unmended(case: Case) -> list[str]:
    """Return the rules of a work order that still stand: none if a later check of the published snapshot finds them no more."""
    order = WorkOrder.objects.filter(case=case.number).select_related("check_found__snapshot__resource").first()
    if order is None:
        return [each for standing in _others for each in standing(case)]
    published = order.check_found.snapshot.resource.snapshot
    newest = QualityCheck.objects.filter(snapshot=published).first() if published else None
    if newest is None or newest.pk == order.check_found_id:
        return list(order.rules)
    return [each["rule"] for each in newest.outcomes if each["violations"] and each["rule"] in order.rules]
