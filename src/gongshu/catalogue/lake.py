"""The lake, for capabilities that read whole tables: whoever keeps the keys of its files says how it is opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from gongshu.lake.engine import DuckEngine

Opens = Callable[[], AbstractContextManager[DuckEngine]]

_keeper: list[Opens] = []


def kept_by(opens: Opens) -> None:
    """Let everybody open the lake in this way; the last keeper counts."""
    _keeper[:] = [opens]


def engine() -> AbstractContextManager[DuckEngine]:
    """Return the engine over this node's lake, to be closed by its `with`."""
    return _keeper[0]()
