"""The gateway as it runs: threads, a control database that others write to, and a clock set to the day of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.scenes import asked

from gongshu.grants.tests.conftest import steps

NOW = datetime(2025, 9, 29, 2, 0, tzinfo=UTC)


STEPS = steps("gongshu.gateway.tests.stage")


@pytest.fixture
def scene(request: pytest.FixtureRequest, transactional_db: None, node: Any, scenes: Any) -> dict[str, Any]:
    """As much of the people, the entry and the grant as the test asks for.

    The gateway's thread reads what was committed, so these tests really commit.
    """
    return scenes.show("gateway", asked(request, STEPS), node.folder)


@pytest.fixture
def cast(scene: dict[str, Any]) -> Callable[[str], Any]:
    """The people of the rehearsal, by login."""
    return scene["cast"]


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
def stage(scene: dict[str, Any], today: Any) -> Any:
    from gongshu.gateway.tests.stage import Stage

    return Stage(scene["cast"])


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
def entry(scene: dict[str, Any]) -> Any:
    """Six rows, shared on conditions."""
    return scene["entry"]


@pytest.fixture
def grant(scene: dict[str, Any]) -> Any:
    return scene["grant"]


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


@pytest.fixture(scope="module")
def source() -> Iterator[Any]:
    """The service of a source, a process of its own."""
    from gongshu.interfaces.tests.running import running

    with running() as found:
        yield found


@pytest.fixture
def interface(stage: Any, source: Any, settings: Any) -> Callable[..., Any]:
    """Register the service at a path, hook it, and return the entry."""
    from gongshu.interfaces import services, serving

    settings.GONGSHU = replace(settings.GONGSHU, interface_networks=(source.network,))
    serving.circuits.forget()

    def make(path: str = "/people", secret: str = "", *, entry: Any = None, **described: Any) -> Any:
        made = stage.entry(hooked=False, resources=[{"kind": "interface", "title": "登记查询"}], **(entry or {}))
        number = f"{made.number}-1"
        services.register(number, source.described(path, **described), secret, actor=stage.cast("huang"), now=NOW)
        stage.hook_resource(number)
        return made

    return make
