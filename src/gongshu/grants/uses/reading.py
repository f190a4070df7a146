"""Reading uses for pages and reports, newest first."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """One use as a page shows it."""

    id: int
    event: str
    grant: str
    entry: str
    login: str
    body: str
    at: datetime
    rows: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DayCount:
    day: str  # 2025-09-29
    requests: int


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Give a connection that only reads; None where nothing was used yet."""
    if not path.exists():
        yield None
        return
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def uses(path: Path, *, grant: str = "", entry: str = "", before: int | None = None, most: int = 50) -> list[UseLine]:
    """Return uses of a grant or of an entry, newest first; `before` is the id of the last one that was shown."""
    column, value = ("granted", grant) if grant else ("entry", entry)
    text = f"SELECT id, event, granted, entry, login, body_code, at, rows, body FROM use WHERE {column} = ? AND id < ? ORDER BY id DESC LIMIT ?"
    with opened(path) as connection:
        found = connection.execute(text, (value, before or 2**62, most)).fetchall() if connection else []
    return [_line(*row) for row in found]


def _line(
    id_: int, event: str, grant: str, entry: str, login: str, body: str, at: str, rows: int, said: str
) -> UseLine:
    facts = json.loads(said)["facts"]
    moment = datetime.fromisoformat(at)
    return UseLine(
        id=id_, event=event, grant=grant, entry=entry, login=login, body=body, at=moment, rows=rows, facts=facts
    )


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who took data of an entry."""

    grant: str  # empty: taken directly
    login: str
    body: str  # code of the body, empty for the public
    uses: int


def users(path: Path, entry: str, since: datetime, *, nothing: Sequence[str]) -> list[User]:
    """Return who took data of an entry since a moment, with how many uses; by events of these kinds `nothing` was taken."""
    marks = ", ".join("?" * len(nothing))
    text = (
        f"SELECT granted, login, body_code, count(*) FROM use WHERE entry = ? AND julianday(at) >= julianday(?) AND event NOT IN ({marks}) "
        "GROUP BY granted, login, body_code ORDER BY granted, login"
    )
    with opened(path) as connection:
        found = connection.execute(text, (entry, since.isoformat(), *nothing)).fetchall() if connection else []
    return [User(*row) for row in found]


def days(path: Path, counter: str, *, most: int = 30) -> list[DayCount]:
    """Return the requests of the newest days that had any."""
    with opened(path) as connection:
        text = "SELECT day, requests FROM day WHERE counter = ? ORDER BY day DESC LIMIT ?"
        found = connection.execute(text, (counter, most)).fetchall() if connection else []
    return [DayCount(*row) for row in found]


def on_day(path: Path, counters: Sequence[str], day: str) -> dict[str, int]:
    """Return the requests of one day (2025-09-29) by counter; those without any are missing."""
    marks = ", ".join("?" * len(counters))
    text = f"SELECT counter, requests FROM day WHERE counter IN ({marks}) AND day = ?"
    with opened(path) as connection:
        return dict(connection.execute(text, (*counters, day)).fetchall()) if connection else {}


def months(path: Path, since: datetime) -> list[tuple[str, str, int]]:
    """Return month (2025-09), event and number of uses since a moment, in the order of months."""
    text = "SELECT substr(at, 1, 7), event, count(*) FROM use WHERE at >= ? GROUP BY 1, 2 ORDER BY 1"
    with opened(path) as connection:
        return connection.execute(text, (since.isoformat(),)).fetchall() if connection else []


def between(path: Path, first: date, last: date) -> list[tuple[str, int]]:
    """Return the requests of each counter on the days from `first` to `last`; one pass over the days, which are far fewer than the uses."""
    text = "SELECT counter, sum(requests) FROM day WHERE day BETWEEN ? AND ? GROUP BY counter"
    with opened(path) as connection:
        return connection.execute(text, (first.isoformat(), last.isoformat())).fetchall() if connection else []
