"""A census as the authority opens it and bodies answer it, by the same services as a page."""

from __future__ import annotations

from typing import Any

from gongshu.catalogue.tests.stage import at
from gongshu.census import services
from gongshu.census.models import Round
from gongshu.census.services import Said
from gongshu.jobs import worker
from gongshu.people import Actor

CITY, BUREAU = "511700", "511700-zrzyj"


def opened(who: Actor, region: str = CITY, hours: float = 1, **said: Any) -> Round:
    """Open a census and let the worker ask every body."""
    given = {"title": "2025 年度普查", "days": 10, **said}
    made = services.open_round(
        region, given["title"], given["days"], given.get("enterprises", ()), actor=who, now=at(hours)
    )
    worker.drain(at(hours))
    return made


def answered(made: Round, who: Actor, *rows: tuple[str, ...], hours: float = 2) -> int:
    return services.answer(made.pk, [_said(*row) for row in rows], actor=who, now=at(hours))


def _said(kind: str, subject: str, verdict: str, said: str = "") -> Said:
    return Said(kind=kind, subject=subject, verdict=verdict, said=said)
