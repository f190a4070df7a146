"""What the portal adds to the page of a data set: pictures of opened data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Tab, register_tab
from gongshu.lake.drawing import POINTS, TakesTooLong
from gongshu.people.actor import Actor
from gongshu.portal import queries
from gongshu.portal.previews import figures


def pictures(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """Return the pictures that were asked for; None where the rows are not open to this person."""
    try:
        found = queries.pictures(actor, entry.number, request.GET.dict(), clock.now())
    except TakesTooLong as problem:
        return {"problem": problem.because}
    if found is None:
        return None
    return {
        "pictures": found,
        "chart": figures.of_groups(found),
        "kind": found.form["form"].value(),
        "map": figures.of_points(found),
        "listed": found.points.rows[: figures.LISTED] if found.points else (),
        "most": POINTS,
    }


register_tab(Tab(key="charts", title=_("图表"), template="portal/pictures.html", context=pictures, order=35))
