"""The standing cast, an entry of the 自然资源局 that is shared on conditions, and an application of the 交通局 for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None, node: object) -> Callable[[str], Any]:
    """The people of the rehearsal, by login."""
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    make_cast(NOW - timedelta(days=1))
    return lambda login: actor_for_login(login, NOW)


@pytest.fixture
def place(settings: Any) -> Callable[[str], None]:
    """Make the node one of another place."""

    def become(path: str) -> None:
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path)

    return become


@pytest.fixture
def stage(cast: Callable[[str], Any]) -> Any:
    from gongshu.grants.tests.stage import Stage

    return Stage(cast)


@pytest.fixture
def entry(stage: Any) -> Any:
    """A published entry, shared and opened on conditions, with a hooked table."""
    return stage.entry()


@pytest.fixture
def grant(stage: Any, entry: Any) -> Any:
    """What the 交通局 was granted of it, without further terms."""
    return stage.granted(entry.number)
