"""Pictures of a data set: for whoever may take the rows without an application, of what would leave to them, and no other way."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from django.conf import settings

from gongshu.cases.errors import CaseError
from gongshu.gateway import lake
from gongshu.grants import access
from gongshu.grants.access import Permit
from gongshu.grants.entries import TableRef, table_of
from gongshu.grants.offers import OfferedItem
from gongshu.lake import drawing
from gongshu.lake.drawing import Groups, How, Points
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.permission import Refused
from gongshu.portal.previews.asking import DrawForm, Place, clear_items, place_of

_KEPT: Final = 256  # pictures in memory; a snapshot never changes, so they are never old
_AT_ONCE: Final = 2  # statements that run beside each other; more would slow down every page
_WAITS: Final = 5.0  # seconds for one of them to end
T = TypeVar("T")


class Busy(Exception):
    """All places for pictures are taken."""

    status = 503

    def __init__(self) -> None:
        super().__init__("too many pictures are being drawn at this moment")
        self.because = {"zh": "现在同时绘图的人较多", "en": str(self)}
        self.remedy = {"zh": "请稍后再试，或者下载数据", "en": "try again in a moment, or download the data"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What can be drawn of a data set for this person, and what was asked."""

    form: DrawForm
    groups: Groups | None  # None where the question does not fit
    by: OfferedItem | None
    place: Place | None
    points: Points | None
    snapshot: str
    masked: Sequence[OfferedItem]  # of which no picture is drawn


@permission.query
def pictures(actor: Actor, number: str, asked: Mapping[str, str], now: datetime) -> Pictures | None:
    """Return the pictures of an entry; None where this person may not take its rows directly, or there are none.

    Raises: TakesTooLong; Busy.
    """
    permission.require(actor, "people.public")
    found = _allowed(actor, number, now)
    if found is None:
        return None
    permit, table = found
    chosen = permit.selection
    held = {column.code for column in lake.engine().tables.columns(table.resource, int(table.lake))}
    items = [item for item in clear_items(permit.offer, chosen) if item.code in held]
    if not items:
        return None
    form, place = DrawForm(asked, items), place_of(items)
    return Pictures(
        form=form,
        groups=_groups(table, chosen.where, form.cleaned_data) if form.is_valid() else None,
        by=next((item for item in items if item.code == form["by"].value()), None),
        place=place,
        points=_points(table, chosen.where, place) if place else None,
        snapshot=table.snapshot,
        masked=[item for item in permit.offer.items if item.code in chosen.masks],
    )


def _allowed(actor: Actor, number: str, now: datetime) -> tuple[Permit, TableRef] | None:
    try:
        permit = access.direct(actor, number, now)
    except (CaseError, Refused):
        return None
    table = table_of(number)
    return (permit, table) if table else None


def _groups(table: TableRef, where: Mapping[str, Any], said: Mapping[str, str]) -> Groups:
    by, how, measure = said["by"], How(said["how"]), said["measure"]
    key = (settings.GONGSHU.folder, table.snapshot, repr(where), by, how, measure)
    return _kept(
        key, lambda: drawing.groups(lake.engine(), lake.ref_of(table), by=by, how=how, measure=measure, where=where)
    )


def _points(table: TableRef, where: Mapping[str, Any], place: Place) -> Points:
    lon, lat, name = place.lon.code, place.lat.code, place.name.code
    key = (settings.GONGSHU.folder, table.snapshot, repr(where), lon, lat, name)
    return _kept(
        key, lambda: drawing.points(lake.engine(), lake.ref_of(table), lon=lon, lat=lat, name=name, where=where)
    )


_drawn: OrderedDict[Hashable, Any] = OrderedDict()
_lock, _places = threading.Lock(), threading.BoundedSemaphore(_AT_ONCE)


def _kept(key: Hashable, make: Callable[[], T]) -> T:
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            known: T = _drawn[key]
            return known
    with _place():
        made = make()
    with _lock:
        _drawn[key] = made
        while len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return made


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=_WAITS):
        raise Busy
    try:
        yield
    finally:
        _places.release()
