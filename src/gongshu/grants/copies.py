"""Reading serving copies: which one is current, and connections to it that threads keep."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gongshu.grants.errors import NothingToServe
from gongshu.grants.models import ServingCopy
from gongshu.grants.vaulting import unwrap
from gongshu.lake import serve

PURPOSE = "serving copies"  # of the key that wraps the copies' keys
KEPT = 16  # open copies of a thread; each holds a file and a few pages


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRef:
    """Where the rows of an entry are read."""

    entry: str
    snapshot: str
    place: str  # path of its file; text, because every request looks it up
    key: bytes
    keys: tuple[str, ...]  # codes of the key items
    rows: int

    def __repr__(self) -> str:
        return f"CopyRef({self.entry}, {self.snapshot})"  # never the key


def current(entry: str) -> CopyRef | None:
    """Return the copy that is read now, None where none is built yet."""
    row = ServingCopy.objects.filter(entry=entry, current=True).first()
    if row is None:
        return None
    key = unwrap(bytes(row.wrapped), settings.GONGSHU.derived(PURPOSE), row.path)
    place = str(settings.GONGSHU.serving / row.path)
    return CopyRef(entry=entry, snapshot=row.snapshot, place=place, key=key, keys=tuple(row.keys), rows=row.rows)


def required(entry: str) -> CopyRef:
    """Return the copy that is read now. Raises: NothingToServe."""
    found = current(entry)
    if found is None:
        raise NothingToServe(
            f"目录 {entry} 的取数副本尚未生成", f"there is no serving copy of {entry} yet", shown=entry,
            remedy_zh="数据发布后一般一分钟内生成，请稍后再试", remedy_en="it is built within about a minute after data was published; try again",
        )  # fmt: skip
    return found


_open = threading.local()


def opened(ref: CopyRef) -> serve.ServingCopy:
    """Return this thread's connection to a copy. Raises: ServingCopyUnfit."""
    held: OrderedDict[str, serve.ServingCopy] | None = getattr(_open, "held", None)
    if held is None:
        held = _open.held = OrderedDict()
    found = held.get(ref.place)
    if found is None:
        found = held[ref.place] = serve.ServingCopy.open(Path(ref.place), ref.key)
        if len(held) > KEPT:
            held.popitem(last=False)[1].close()
    held.move_to_end(ref.place)
    return found
