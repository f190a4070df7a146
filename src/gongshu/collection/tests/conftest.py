"""The standing cast, an entry of the 自然资源局 that may be delivered to, and files as they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.scenes import asked

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction would keep the heartbeat's connection waiting; the tests of the heartbeat set it themselves."""
    from gongshu.collection import lease

    monkeypatch.setattr(lease, "BEAT", 3600.0)


def people(made: dict[str, Any]) -> Callable[[str], Any]:
    from gongshu.collection.tests.stage import places
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    places()
    make_cast(NOW - timedelta(days=1))
    return lambda login: actor_for_login(login, NOW)


def describe(made: dict[str, Any]) -> Any:
    from gongshu.collection.tests.stage import describe

    return describe(made["cast"]("huang"))


STEPS = {"cast": people, "entry": describe}


@pytest.fixture
def scene(request: pytest.FixtureRequest, db: None, node: Any, scenes: Any) -> dict[str, Any]:
    """As much of the people and the entry as the test asks for."""
    return scenes.show("collection", asked(request, STEPS), node.folder)


@pytest.fixture
def cast(scene: dict[str, Any]) -> Callable[[str], Any]:
    """The people of the rehearsal, by login."""
    return scene["cast"]


@pytest.fixture
def huang(cast: Callable[[str], Any]) -> Any:
    """黄丽, data steward of the 自然资源局, which provides."""
    return cast("huang")


@pytest.fixture
def entry(scene: dict[str, Any]) -> Any:
    """A draft of the 自然资源局 with a key, a number and a day."""
    return scene["entry"]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file into a folder outside the node."""

    def write(text: str | bytes, name: str = "登记.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def deliver(entry: Any, huang: Any, file: Callable[..., Path]) -> Callable[..., Any]:
    """Deliver text to the entry as 黄丽 would."""
    from gongshu.collection import services

    def run(text: str | bytes, *, name: str = "登记.csv", hours: float = 0, **more: Any) -> Any:
        to = more.pop("to", entry.number)
        return services.deliver(
            to, file(text, name), actor=more.pop("actor", huang), now=NOW + timedelta(hours=hours), **more
        )

    return run
