"""One application answers: data by the gateway, static files from memory, all else by Django."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from gongshu.site.asgi import Dispatcher, application
from gongshu.site.static import Static

pytestmark = pytest.mark.pure


def parts(gateway: bool = True) -> Dispatcher:
    return Dispatcher(PlainTextResponse("pages"), Static(), PlainTextResponse("data") if gateway else None)


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("/", "pages"),
        ("/data/v1/x", "data"),
        ("/database", "pages"),
        ("/datasets", "pages"),
        ("/data", "pages"),
        ("/accounts/login/", "pages"),
    ],
)
def test_the_first_piece_of_the_address_chooses_the_part(address: str, part: str) -> None:
    assert TestClient(parts()).get(address).text == part


def test_what_changes_something_does_not_take_the_threads_of_the_readers() -> None:
    parted = Dispatcher(PlainTextResponse("pages"), Static(), None, changes=PlainTextResponse("changes"))
    client = TestClient(parted)
    assert [client.get("/x").text, client.head("/x").status_code, client.post("/x").text, client.delete("/x").text] == [
        "pages", 200, "changes", "changes",
    ]  # fmt: skip


def test_without_a_gateway_data_is_an_unknown_page() -> None:
    assert TestClient(parts(gateway=False)).get("/data/v1/x").text == "pages"


def test_static_files_do_not_reach_django() -> None:
    assert TestClient(parts()).get("/static/gongshu.css").text.startswith("/* Gongshu")


def lived(dispatcher: Dispatcher) -> list[str]:
    said: list[str] = []
    heard = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, str]:
        return {"type": next(heard)}

    async def send(message: Any) -> None:
        said.append(message["type"])

    run(dispatcher({"type": "lifespan"}, receive, send))
    return said


def run(coroutine: Any) -> None:
    """In a thread of its own: a browser of another test may have left a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


def test_the_server_may_start_and_stop_without_a_gateway() -> None:
    assert lived(parts(gateway=False)) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_the_gateway_hears_when_the_server_starts_and_stops() -> None:
    async def gateway(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": f"gateway heard {(await receive())['type']}"})

    assert lived(Dispatcher(PlainTextResponse(""), Static(), gateway)) == ["gateway heard lifespan.startup"]


def test_other_protocols_are_refused_by_name() -> None:
    with pytest.raises(NotImplementedError, match="websocket"):
        run(parts()({"type": "websocket", "path": "/"}, None, None))


def test_a_page_comes_through_the_real_application() -> None:
    answer = TestClient(application).get("/no-such-page")
    assert answer.status_code == 404
    assert "没有找到" in answer.text
