"""The lists of demands (需求清单) as numbered versions: where every need stood on the day of publishing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.lists import Column, ListKind, Row, kept, register
from gongshu.demand.models import Demand, State, Use
from gongshu.people.actor import Actor
from gongshu.people.models import Region


def _listed(use: Use) -> Callable[[Region, Mapping[str, int], date], list[Row]]:
    def rows(scope: Region, held: Mapping[str, int], day: date) -> list[Row]:
        # One that was merged has no provider of its own: it stands where the demand stands into which it was merged.
        whose = Q(source__region=scope) | Q(lead__source__region=scope)
        found = Demand.objects.filter(whose, use=use, hidden_at__isnull=True)
        found = found.select_related("needer", "source", "lead__source", "entry").order_by("pk")
        return [_row(each, day) for each in found.iterator(chunk_size=500)]

    return rows


def _row(held: Demand, day: date) -> Row:
    source = held.source or (held.lead.source if held.lead else None)
    said = {
        "number": str(held.pk), "title": held.title, "need": held.need, "asked_on": held.asked_on.isoformat(),
        "source": source.zh if source else "", "state": held.state_on(day).value, "lead": str(held.lead_id or ""),
        "due": held.due.isoformat() if held.due else "", "entry": held.entry.number if held.entry else "", "reason": held.reason,
    }  # fmt: skip
    # Who of the public has a need stays in its case; a public body says openly to the others what it needs.
    return said | ({"needer": held.needer.zh if held.needer else ""} if held.use == Use.SHARING else {})


def _address(number: str) -> str:
    return reverse("demand:demand", args=[number])


def _seen(actor: Actor, numbers: Sequence[str]) -> set[str]:
    shown = Demand.objects.all().visible_to(actor).filter(pk__in=[int(number) for number in numbers])
    return {str(number) for number in shown.values_list("pk", flat=True)}


def _columns(use: Use) -> tuple[Column, ...]:
    return (
        kept("number", _("编号")),
        kept("title", _("标题")),
        kept("need", _("所需数据")),
        *((kept("needer", _("需求单位")),) if use == Use.SHARING else ()),
        kept("asked_on", _("提出日期")),
        kept("source", _("数源单位")),
        kept("state", _("状态"), State),
        kept("lead", _("并入")),
        kept("due", _("承诺期限")),
        kept("entry", _("目录编号")),
        kept("reason", _("理由")),
    )


for use_, name, title, about in (
    (Use.SHARING, "sharing_demand_list", _("共享需求清单"), _("单位之间的数据需求、数源单位、承诺和办理状态")),
    (Use.OPENING, "opening_demand_list", _("开放需求清单"), _("公众提出的数据需求、数源单位、承诺和办理状态")),
):
    register(
        ListKind(
            name=name, title=title, about=about, own=_columns(use_), compute=_listed(use_), is_public=use_ == Use.OPENING,
            demanded_by=(("sharing.lists", "demand_list"),) if use_ == Use.SHARING else (),
            counted=_("需求数"), address=_address, seen=_seen, keeping="demand:demands",
        )
    )  # fmt: skip
