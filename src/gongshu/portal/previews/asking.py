"""What a visitor may ask a picture of: items that leave as they are, of the forms that their types allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.grants.offers import Offer, OfferedItem
from gongshu.grants.selection import Selection
from gongshu.lake.drawing import How

_NUMBERS: Final = ("integer", "decimal")
_HOWS: Final[tuple[tuple[str, str | Promise], ...]] = (
    (How.COUNT, _("行数")),
    (How.SUM, _("合计")),
    (How.MEAN, _("平均")),
    (How.LEAST, _("最小值")),
    (How.MOST, _("最大值")),
)
_FORMS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("bars", _("条形图")),
    ("line", _("折线图")),
    ("pie", _("饼图")),
)
# Names and codes under which positions are kept: whole words, so that 经度 is meant and not 经营度.
_LONGITUDE: Final = ("经度", "lon", "lng", "longitude", "jd", "x坐标经度")
_LATITUDE: Final = ("纬度", "lat", "latitude", "wd", "y坐标纬度")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The two items that say where a row lies, and the one that names it."""

    lon: OfferedItem
    lat: OfferedItem
    name: OfferedItem


def clear_items(offer: Offer, selection: Selection) -> list[OfferedItem]:
    """Return the items that leave unmasked; of others no picture is drawn, for it could tell what the mask hides."""
    return [item for item in offer.items if item.code in selection.clear]


def place_of(items: Sequence[OfferedItem]) -> Place | None:
    """Return where the rows lie, None where no two items say it."""
    lon, lat = (_named(items, words) for words in (_LONGITUDE, _LATITUDE))
    if lon is None or lat is None:
        return None
    others = [item for item in items if item.type == "text" and item not in (lon, lat)]
    named = next((item for item in others if "名" in item.name or "name" in item.code), None)
    return Place(lon=lon, lat=lat, name=named or (others[0] if others else lon))


def _named(items: Sequence[OfferedItem], words: Sequence[str]) -> OfferedItem | None:
    return next(
        (
            item
            for item in items
            if item.name.lower() in words or {*item.code.lower().split("_"), item.code.lower()} & set(words)
        ),
        None,
    )


class DrawForm(forms.Form):
    """By which item, of which measure, in which form."""

    by = forms.ChoiceField(label=_("按数据项"))
    how = forms.ChoiceField(label=_("计算"), choices=_HOWS)
    measure = forms.ChoiceField(label=_("数值"), required=False)
    form = forms.ChoiceField(label=_("图形"), choices=_FORMS)

    def __init__(self, data: Any, items: Sequence[OfferedItem]) -> None:
        first = _first(items)
        start = {"by": first.code, "how": str(How.COUNT), "measure": "", "form": "bars"}
        super().__init__({name: data.get(name) or value for name, value in start.items()})
        numbers = [item for item in items if item.type in _NUMBERS]
        self.fields["by"].choices = [(item.code, item.name) for item in items]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [("", "—"), *((item.code, item.name) for item in numbers)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("how") not in (None, How.COUNT) and not said.get("measure"):
            self.add_error("measure", _("合计、平均、最小值和最大值要选择一个数值项"))
        return said


def _first(items: Sequence[OfferedItem]) -> OfferedItem:
    """What divides rows into few groups is more telling than a key or a number."""
    texts = [item for item in items if not item.key and item.type not in _NUMBERS]
    return next((item for item in texts if item.type == "text" and not _is_long(item)), (texts or list(items))[0])


def _is_long(item: OfferedItem) -> bool:
    return any(word in item.name for word in ("名称", "地址", "坐落", "编号", "号", "说明", "备注"))
