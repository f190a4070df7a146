"""The standing cast of the rehearsal as fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None, node: object) -> Callable[[str], Any]:
    """The people of the rehearsal, by login."""
    # Django is set up after this file has been read.
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    make_cast(NOW - timedelta(days=1))
    return lambda login: actor_for_login(login, NOW)


@pytest.fixture
def huang(cast: Callable[[str], Any]) -> Any:
    """黄丽, data steward of the 自然资源局, which provides."""
    return cast("huang")


@pytest.fixture
def liu(cast: Callable[[str], Any]) -> Any:
    """刘洋, data steward of the 交通局."""
    return cast("liu")


@pytest.fixture
def chen(cast: Callable[[str], Any]) -> Any:
    """陈静, officer of the data authority."""
    return cast("chen")


@pytest.fixture
def place(settings: Any) -> Iterator[Callable[[str], None]]:
    """Make the node one of another place."""

    def become(path: str) -> None:
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path)

    return become
