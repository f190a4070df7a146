"""The gateway as it runs: threads, a control database that others write to, and a clock set to the day of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


@pytest.fixture
def cast(transactional_db: None, node: object) -> Callable[[str], Any]:
    """The people of the rehearsal, by login. The gateway's thread reads what was committed, so tests really commit."""
    from gongshu.people import actor_for_login
    from gongshu.people.services import make_cast

    make_cast(NOW - timedelta(days=1))
    return lambda login: actor_for_login(login, NOW)


@pytest.fixture
def today(cast: Any) -> Iterator[Callable[[datetime], None]]:
    """Set the node's clock; it begins at the day of the tests."""
    from gongshu.audit import clock
    from gongshu.gateway.app import control

    def become(now: datetime) -> None:
        clock._set_to = now
        control.forget()

    become(NOW + timedelta(minutes=1))
    yield become
    clock.set_to(None)


@pytest.fixture
def stage(cast: Callable[[str], Any], today: Any) -> Any:
    from gongshu.gateway.tests.stage import Stage

    return Stage(cast)


@pytest.fixture
def client(stage: Any) -> Iterator[Any]:
    """Requests to the gateway; what it knows is forgotten before and after."""
    from starlette.testclient import TestClient

    from gongshu.gateway.app import app, control
    from gongshu.grants.uses import store

    control.forget()
    yield TestClient(app, raise_server_exceptions=False)
    control.forget()
    store.close_all()


@pytest.fixture
def entry(stage: Any) -> Any:
    """Six rows, shared on conditions."""
    return stage.entry()


@pytest.fixture
def grant(stage: Any, entry: Any) -> Any:
    return stage.granted(entry.number)


@pytest.fixture
def get(client: Any) -> Callable[..., Any]:
    """Ask for a path below /data/ with a token."""

    def ask(path: str, token: str = "", **headers: str) -> Any:
        sent = {
            **({"Authorization": f"Bearer {token}"} if token else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return client.get(f"/data/{path}", headers=sent)

    return ask
