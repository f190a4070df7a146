"""The lake, for capabilities that read whole tables: whoever keeps the keys of its files says how it is opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from gongshu.lake.engine import DuckEngine

Opens = Callable[[], AbstractContextManager[DuckEngine]]

Numbers = Callable[[int], int]  # from the number of a record in the snapshot to that in the delivered file
Records = Callable[[str], Numbers]

_keeper: list[Opens] = []
_records: list[Records] = []


def kept_by(opens: Opens) -> None:
    """Let everybody open the lake in this way; the last keeper counts."""
    _keeper[:] = [opens]


def engine() -> AbstractContextManager[DuckEngine]:
    """Return the engine over this node's lake, to be closed by its `with`."""
    return _keeper[0]()


def counted_by(records: Records) -> None:
    """Let everybody learn by it which record of a delivered file a record of its snapshot was; the last one counts."""
    _records[:] = [records]


def records_of(delivery: str) -> Numbers:
    """Return how records of the snapshot that a delivery made are numbered in the delivered file, both from 1."""
    return _records[0](delivery)
