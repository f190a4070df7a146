"""Figures of pictures in the shape that the component `chart` draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from gongshu.portal.queries.preview import Pictures

LISTED: Final = 20  # points that stand as a table below the map


def of_groups(found: Pictures) -> dict[str, Any] | None:
    """Return the groups; numbers are whole where all of them are."""
    held = found.groups
    if held is None:
        return None
    values = [int(value) if value == int(value) else round(value, 4) for value in held.values]
    name = dict(found.form.fields["how"].choices)[found.form.cleaned_data["how"]]  # type: ignore[attr-defined]
    measure = dict(found.form.fields["measure"].choices).get(found.form.cleaned_data["measure"], "")  # type: ignore[attr-defined]
    title = f"{name} · {measure}" if found.form.cleaned_data["measure"] else str(name)
    labels = [_("（空）") if label in (None, "") else label for label in held.labels]
    return {"labels": labels, "series": [{"name": title, "values": values}]}


def of_points(found: Pictures) -> dict[str, Any] | None:
    """Return the points as the script draws them: longitude, latitude, name."""
    if found.points is None or found.place is None:
        return None
    return {
        "kind": "points",
        "axes": [found.place.lon.name, found.place.lat.name],
        "series": [{"name": found.place.name.name, "values": [list(row) for row in found.points.rows]}],
    }
