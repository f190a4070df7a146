"""The store: one writer thread commits groups of uses; whoever waits is told after the commit, never before."""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from gongshu.grants.uses.records import CALLS, Use

GROUP = 256  # uses in one commit; more would keep the first of them waiting

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS store (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS use (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event TEXT NOT NULL, granted TEXT NOT NULL, entry TEXT NOT NULL, login TEXT NOT NULL, body_code TEXT NOT NULL,
  at TEXT NOT NULL, rows INTEGER NOT NULL, written_at REAL NOT NULL,
  body TEXT NOT NULL, salt BLOB NOT NULL, leaf BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS use_by_grant ON use (granted, id);
CREATE INDEX IF NOT EXISTS use_by_entry ON use (entry, id);
CREATE INDEX IF NOT EXISTS use_calls ON use (at) WHERE event IN ({CALLS});
CREATE INDEX IF NOT EXISTS use_calls_by_entry ON use (entry, at) WHERE event IN ({CALLS});
CREATE TABLE IF NOT EXISTS day (counter TEXT NOT NULL, day TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (counter, day)) WITHOUT ROWID;
"""
_COUNT = (
    "INSERT INTO day (counter, day, requests) VALUES (?, ?, ?) "
    "ON CONFLICT (counter, day) DO UPDATE SET requests = requests + excluded.requests RETURNING requests"
)
_INSERT = (
    "INSERT INTO use (event, granted, entry, login, body_code, at, rows, written_at, body, salt, leaf) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Share:
    """A day's quota that several grants draw on together."""

    counter: str
    quota: int | None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a use: whether the day's quota had room, and how many requests the day has seen."""

    within_quota: bool
    requests: int
    within_share: bool = True  # whether the quota that is shared had room


@dataclass(frozen=True, slots=True)
class _Waiting:
    use: Use
    day: str
    quota: int | None
    refusal: Use | None  # recorded instead when the quota is used up, once a day
    also: Share | None  # a second counter, which is asked only where the first has room
    kept: bool  # whether the use is recorded; a reservation only counts
    told: Callable[[Accepted | BaseException], None]


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to the file, which is made at first use."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a use that was answered must not be gone after a power cut.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.executescript(_SCHEMA)
    connection.execute("INSERT INTO store SELECT ? WHERE NOT EXISTS (SELECT 1 FROM store)", [secrets.token_hex(8)])
    return connection


class Store:
    """The uses of one node. Any number of threads may submit; any number of processes may have the file open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._connection = connect(path)
        self._thread = threading.Thread(target=self._run, name=f"uses {path.name}", daemon=True)
        self._thread.start()

    def submit(
        self,
        use: Use,
        day: str,
        told: Callable[[Accepted | BaseException], None],
        *,
        quota: int | None = None,
        refusal: Use | None = None,
        also: Share | None = None,
        kept: bool = True,
    ) -> None:
        """Queue a use; `told` is called in the writer's thread after the commit, or with the error that prevented it."""
        self._queue.put(_Waiting(use, day, quota, refusal, also, kept, told))

    def write(self, use: Use, day: str, *, quota: int | None = None, refusal: Use | None = None) -> Accepted:
        """Write one use and return after its commit. Raises: sqlite3.Error of a full or damaged disk."""
        done: Future[Accepted] = Future()

        def told(answer: Accepted | BaseException) -> None:
            if isinstance(answer, BaseException):
                done.set_exception(answer)
            else:
                done.set_result(answer)

        self.submit(use, day, told, quota=quota, refusal=refusal)
        return done.result()

    def close(self) -> None:
        """Write what is queued and stop."""
        self._queue.put(None)
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while True:
            group, last = self._next_group()
            if group:
                self._commit(group)
            if last:
                return

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        group: list[_Waiting] = []
        waiting = self._queue.get()
        while waiting is not None:
            group.append(waiting)
            if len(group) >= GROUP or self._queue.empty():
                return group, False
            waiting = self._queue.get()
        return group, True

    def _commit(self, group: list[_Waiting]) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            answers, kept = self._count(group)
            self._connection.executemany(_INSERT, map(_columns, kept))
            self._connection.execute("COMMIT")
        except BaseException as problem:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            for waiting in group:
                waiting.told(problem)
            return
        for waiting, answer in zip(group, answers, strict=True):
            waiting.told(answer)

    def _count(self, group: list[_Waiting]) -> tuple[list[Accepted], list[Use]]:
        """Count a group into its days, one statement for each counter, and return what became of each use and which are kept."""
        counted = Counter[tuple[str, str]]()
        for waiting in group:
            counted[waiting.use.counter, waiting.day] += waiting.use.counted
        seen = {key: self._connection.execute(_COUNT, (*key, n)).fetchone()[0] - n for key, n in counted.items()}
        answers, kept = [], []
        for waiting in group:
            use, key, quota = waiting.use, (waiting.use.counter, waiting.day), waiting.quota
            before = seen[key]
            seen[key] = requests = before + use.counted
            within = quota is None or requests <= quota
            shared = self._share(waiting) if within and waiting.also else True
            answers.append(Accepted(within, requests, shared))
            if within and shared and waiting.kept:
                kept.append(use)
            elif within:
                continue
            elif waiting.refusal is not None and quota is not None and before <= quota:
                # One record tells that the quota was used up; one for each further try would let a caller fill the disk.
                kept.append(waiting.refusal)
        return answers, kept

    def _share(self, waiting: _Waiting) -> bool:
        assert waiting.also is not None  # _count asks for no other
        said = (waiting.also.counter, waiting.day, waiting.use.counted)
        counted = self._connection.execute(_COUNT, said).fetchone()[0]
        return waiting.also.quota is None or counted <= waiting.also.quota


def _columns(use: Use) -> tuple[object, ...]:
    body, salt, leaf = use.sealed()
    return (
        use.event,
        use.grant,
        use.entry,
        use.login,
        use.body,
        use.at.isoformat(),
        use.rows,
        time.time(),
        body,
        salt,
        leaf,
    )


_stores: dict[Path, Store] = {}
_opening = threading.Lock()


def store_at(path: Path) -> Store:
    """Return the one store of this process for a file."""
    with _opening:
        if path not in _stores:
            _stores[path] = Store(path)
        return _stores[path]


def close_all() -> None:
    """Close the stores of this process, when its server stops."""
    with _opening:
        for store in _stores.values():
            store.close()
        _stores.clear()
