"""The standing cast, an entry of the 自然资源局 that is shared on conditions, and an application of the 交通局 for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from tests.scenes import asked

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


def people(made: dict[str, Any]) -> Callable[[str], Any]:
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    make_cast(NOW - timedelta(days=1))
    return lambda login: actor_for_login(login, NOW)


def steps(module: str) -> dict[str, Callable[[dict[str, Any]], Any]]:
    """Return what leads to a grant, made by the `Stage` of this module; the gateway's delivers real rows."""

    def stage(made: dict[str, Any]) -> Any:
        return import_module(module).Stage(made["cast"])

    return {
        "cast": people,
        "entry": lambda made: stage(made).entry(),
        "grant": lambda made: stage(made).granted(made["entry"].number),
    }


STEPS = steps("gongshu.grants.tests.stage")


@pytest.fixture
def scene(request: pytest.FixtureRequest, db: None, node: Any, scenes: Any) -> dict[str, Any]:
    """As much of the people, the entry and the grant as the test asks for."""
    return scenes.show("grants", asked(request, STEPS), node.folder)


@pytest.fixture
def cast(scene: dict[str, Any]) -> Callable[[str], Any]:
    """The people of the rehearsal, by login."""
    return scene["cast"]


@pytest.fixture
def place(settings: Any) -> Callable[[str], None]:
    """Make the node one of another place."""

    def become(path: str) -> None:
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path)

    return become


@pytest.fixture
def stage(scene: dict[str, Any]) -> Any:
    from gongshu.grants.tests.stage import Stage

    return Stage(scene["cast"])


@pytest.fixture
def entry(scene: dict[str, Any]) -> Any:
    """A published entry, shared and opened on conditions, with a hooked table."""
    return scene["entry"]


@pytest.fixture
def grant(scene: dict[str, Any]) -> Any:
    """What the 交通局 was granted of it, without further terms."""
    return scene["grant"]
