"""What looks at data that lies open before its next snapshot is published: whoever guards an opening registers here.

Every way to the published snapshot asks `hindrances`: a delivery, its release, going back to an earlier one, and a decision that
names a mended one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongshu.catalogue.models import Resource, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """One thing that keeps a snapshot from being published."""

    code: str
    zh: str
    en: str
    article: Any = None

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "zh": self.zh, "en": self.en}


Keep = Callable[[Snapshot], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspector:
    """How one capability guards what lies open.

    `look` reads what a delivery left in the lake, outside a transaction, and returns what then keeps the finding with the
    snapshot; None where there is nothing to look for. `hindrances` and `tell` are SQL only.
    """

    look: Callable[[Resource, str, datetime], Keep | None]
    hindrances: Callable[[Resource, Snapshot, date], Sequence[Hindrance]]
    tell: Callable[[Resource, Snapshot, Sequence[Hindrance], datetime], None]


_inspectors: list[Inspector] = []


def register(inspector: Inspector) -> None:
    """Let an inspector be asked before a snapshot is published."""
    _inspectors.append(inspector)


def look(resource: Resource, lake: str, now: datetime) -> list[Keep]:
    """Let every inspector look at what a delivery left in the lake and return what keeps the findings."""
    found = (each.look(resource, lake, now) for each in _inspectors)
    return [keep for keep in found if keep is not None]


def hindrances(resource: Resource, snapshot: Snapshot, day: date) -> list[Hindrance]:
    """Return all that keeps a snapshot from being published on this day; empty: nothing does."""
    return [each for inspector in _inspectors for each in inspector.hindrances(resource, snapshot, day)]


def tell(resource: Resource, snapshot: Snapshot, found: Sequence[Hindrance], now: datetime) -> None:
    """Tell whom it concerns that a snapshot waits, in the caller's transaction."""
    for each in _inspectors:
        each.tell(resource, snapshot, found, now)
