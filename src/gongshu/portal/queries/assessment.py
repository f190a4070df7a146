"""The checklist of this node, computed when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gongshu.catalogue.checklist import Check, Finding, checks
from gongshu.catalogue.searching import index
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.ui.moments import local_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    check: Check
    found: Finding

    @property
    def share(self) -> int | None:
        """Per cent, rounded down: 100 means that not one is missing."""
        return self.found.count * 100 // self.found.of if self.found.of and self.found.count is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that was looked at, and when."""

    at: datetime
    lines: Sequence[Line]

    @property
    def met(self) -> int:
        return sum(line.found.met is True for line in self.lines)

    @property
    def judged(self) -> int:
        return sum(line.found.met is not None for line in self.lines)

    def of_layer(self, layer: str) -> list[Line]:
        return [line for line in self.lines if line.check.layer == layer]

    @property
    def platform(self) -> list[Line]:
        return self.of_layer("platform")

    @property
    def data(self) -> list[Line]:
        return self.of_layer("data")

    def as_json(self) -> dict[str, Any]:
        lines = [
            {
                "check": line.check.key, "layer": line.check.layer, "title": str(line.check.title), "counted": str(line.check.counted),
                "met": line.found.met, "count": line.found.count, "of": line.found.of, "address": line.found.mend,
            }
            for line in self.lines
        ]  # fmt: skip
        return {"at": local_iso(self.at), "met": self.met, "judged": self.judged, "checks": lines}


@permission.query
def assessment(actor: Actor, now: datetime) -> Assessment:
    """Return what somebody without an account finds here now; the same for everybody who asks."""
    permission.require(actor, "people.public")
    return _found(settings.GONGSHU.folder, index.revision(), now.replace(second=0, microsecond=0))


@lru_cache(maxsize=4)
def _found(node: Path, revision: str, minute: datetime) -> Assessment:
    """Kept for the minute: whoever asks again and again makes no work."""
    return Assessment(at=minute, lines=[Line(check=check, found=check.find(minute)) for check in checks()])
