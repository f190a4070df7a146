"""Nothing that is not somebody's to read leaves by any address there is: planted values are looked for in every answer.

The addresses are read from the address tables themselves, so that a page that is added tomorrow is tried as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anyio
import pytest

from gongshu.catalogue.models import Entry
from gongshu.gateway.app import control
from gongshu.gateway.tests.conftest import STEPS, cast, client, scene, stage, today
from gongshu.interfaces.models import Interface
from gongshu.interfaces.tests.running import Running, running
from tests.leaks.addresses import GUESS, routes
from tests.leaks.closing import close
from tests.leaks.crawling import Answer, Crawler, leaks
from tests.leaks.planting import LISTS, Plant

__all__ = ["cast", "client", "scene", "stage", "today"]

# Who is not concerned: login, language, and whose values they may not see.
OUTSIDERS = [("", "zh-hans", "BP"), ("lin", "en", "BP"), ("feng", "zh-hans", "P")]
ROWS = ("row of", "content of", "rejected row of", "bad number of", "delivery that")


@pytest.fixture(scope="module")
def source() -> Iterator[Running]:
    """The source of the interfaces, a process of its own."""
    with running() as found:
        yield found


@pytest.fixture
def planted(stage: Any, node: Any, scenes: Any, source: Running, settings: Any) -> Plant:
    """A node that is full of values; who acts belongs to this test."""
    steps = {"cast": STEPS["cast"], "planted": lambda made: Plant(stage).everything()}
    plant: Plant = scenes.show("gateway", steps, node.folder)["planted"]
    plant.stage = stage
    settings.GONGSHU = replace(settings.GONGSHU, interface_networks=(source.network,))
    for held in Interface.objects.all():
        held.address = source.address("/kept/" + held.address.rpartition("/")[2])
        held.save(update_fields=["address"])
    source.keep(plant.answered)
    return plant


@pytest.mark.parametrize(("login", "language", "hidden"), OUTSIDERS, ids=["visitor", "citizen", "officer elsewhere"])
def test_whoever_is_not_concerned_reads_nothing_that_is_not_theirs_nor_what_was_open_once_it_is_closed(
    planted, client, login, language, hidden
):
    crawler = Crawler(planted, client, login, language)
    before = [*crawler.read()]
    seen = {mark for answer in before for mark in answer.marks()}
    for where in ("row of open", "row of open, at its source"):
        assert seen & planted.held(where), "what is open is found, so the search for leaks really looks"
    rows = close(planted)
    control.forget()
    # Public bodies go on reading the description of what is withheld; its rows and files they take no more than others.
    after = [*crawler.again(before), *crawler.write()]
    told = leaks(before, planted.marks, hidden) + leaks(
        after, planted.marks, hidden + ("" if login == "feng" else "O"), rows
    )
    assert not told, "\n".join(told)
    assert not crawler.faults, "\n".join(crawler.faults)


def test_an_assistant_is_told_nothing_but_what_is_everybody_s_and_no_more_once_it_is_closed(planted, client):
    before = assistant(planted)
    assert {mark for answer in before for mark in answer.marks()} & planted.held("row of open")
    rows = close(planted)
    control.forget()
    told = leaks(before, planted.marks, "BP") + leaks(assistant(planted), planted.marks, "BPO", rows)
    assert not told, "\n".join(told)


def assistant(planted: Plant) -> list[Answer]:
    """Call every tool about every entry there is, whoever may see it, and search for what is planted."""
    from mcp import Client

    from gongshu.site.asgi import application
    from gongshu.site.mcp import asking
    from gongshu.site.mcp.server import server

    def opened(_context: Any) -> Any:
        return asking.within(application, host="localhost", caller="127.0.0.1")

    calls: list[tuple[str, dict[str, Any]]] = [("search", {"text": text, "size": 50}) for text in (GUESS, "", "编号")]
    for entry in Entry.objects.values_list("number", flat=True):
        calls += [(name, {"entry": entry}) for name in ("describe", "cite", "query")]
        calls += [("query", {"entry": entry, "key": ["K1"]}), ("query", {"entry": entry, "where": {"no": "K1"}})]

    async def ask() -> list[Answer]:
        async with Client(server(opened)) as client:
            came = [(call, await client.call_tool(*call)) for call in calls]
        return [Answer(str(call), 200, result.model_dump_json().encode(), {}) for call, result in came]

    return anyio.run(ask)


def test_every_page_operation_and_gateway_address_is_among_what_is_asked_for():
    paths = {route.path for route in routes()}
    assert len(paths) > 200
    assert {
        "catalogue/<slug:number>",
        "api/v1/catalogue/{number}",
        "data/{entry}/files/{number}",
        "data/{entry}/call/{interface}",
        "sitemap.xml",
        "questions.atom",
    } <= paths


def test_every_kind_of_list_is_published_before_it_is_asked_for():
    from gongshu.catalogue.lists import KINDS

    assert {kind for kind, _ in LISTS} == set(KINDS)


def test_refusals_tell_no_value(stage, planted, client):
    """Whoever guesses by sending values learns nothing from the error's text."""
    for name in ("conditional", "withheld", "for bodies"):
        entry = planted.entries[name]
        column = entry.shown.items.get(place=2).code
        for headers in ({}, {"Authorization": f"Bearer {stage.api_token('feng')}"}, {"Authorization": "Bearer x"}):
            rows = {"rows": [{"no": "K1", column: "QX"}]}
            answer = client.post(f"/data/{entry.number}/verify", json=rows, headers=headers)
            assert name == "for bodies" or answer.status_code in (401, 403, 404)
            assert not any(mark in answer.text for mark in planted.held(*ROWS))


def test_planted_rows_lie_in_clear_in_no_file_of_the_node(planted, node):
    for path in node.folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not any(mark.encode() in content for mark in planted.held(*ROWS)), path
