"""The lists of exempt errors and of reduced liability (容错免责清单、减责清单) as numbered versions. Source: 成都条例 第十条."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.lists import ListKind, Row, kept, register
from gongshu.oversight.models import Matter, Relief
from gongshu.people.models import Region


def _matters(relief: Relief) -> Callable[[Region, Mapping[str, int], date], list[Row]]:
    def rows(scope: Region, held: Mapping[str, int], day: date) -> list[Row]:
        found = Matter.objects.filter(region=scope, relief=relief, ended_at__isnull=True).order_by("number")
        return [
            {
                "number": each.number, "matter": each.matter, "conditions": each.conditions, "basis": f"《{each.law}》{each.article}",
                "since": each.since.isoformat(),
            }
            for each in found
        ]  # fmt: skip

    return rows


for relief_, title, about in (
    (Relief.EXEMPT, _("容错免责清单"), _("按所列条件免除责任的事项及其依据")),
    (Relief.MITIGATED, _("容错减责清单"), _("按所列条件减轻责任的事项及其依据")),
):
    register(
        ListKind(
            name=relief_.value,
            title=title,
            about=about,
            demanded_by=(("supervision.lists", relief_.value),),
            is_public=True,
            own=(
                kept("number", _("编号")),
                kept("matter", _("事项")),
                kept("conditions", _("条件")),
                kept("basis", _("依据")),
                kept("since", _("起始日期")),
            ),
            compute=_matters(relief_),
            counted=_("事项数"),
            address=lambda number: "",
            seen=lambda actor, numbers: set(numbers),
            keeping="oversight:matters",
        )
    )
