"""Programs of others read a node as it is run: assistants by the SDK of their protocol, learners by Croissant's own library."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import replace
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters

from gongshu.audit import log, sealer
from gongshu.gateway.tests.conftest import STEPS, cast, client, stage, today
from gongshu.gateway.tests.stage import NOW, Stage, at
from gongshu.grants.uses import reading
from gongshu.ledger.verify import verify_receipt
from gongshu.site.mcp.tools import TOOLS
from tests.browser import served

__all__ = ["cast", "client", "stage", "today"]

OPENED = {"sharing": "unconditional", "opening": "unconditional", "opening_conditions": ""}
LICENCE = {"name": "CC BY 4.0", "address": "https://creativecommons.org/licenses/by/4.0/"}


@pytest.fixture
def scene(transactional_db: None, node: Any, scenes: Any) -> dict[str, Any]:
    """Six rows that anybody takes."""
    steps = {"cast": STEPS["cast"], "opened": lambda made: Stage(made["cast"]).entry(**OPENED)}
    return scenes.show("gateway", steps, node.folder)


@pytest.fixture
def opened(scene):
    return scene["opened"]


@pytest.fixture
def address(opened, client, settings):
    from gongshu.site.asgi import application

    with served(application) as found:
        settings.GONGSHU = replace(settings.GONGSHU, address=found, licence=LICENCE)
        yield found


def asked(place: Any, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """Call tools one after the other over one connection."""

    async def ask() -> list[Any]:
        async with Client(place) as assistant:
            return [await assistant.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(ask)


def process(address: str) -> StdioServerParameters:
    words = ["-m", "gongshu.cli.main", "mcp", "--address", address]
    return StdioServerParameters(command=sys.executable, args=words, env=dict(os.environ))


def text(result: Any) -> str:
    return result.content[0].text


def test_an_assistant_in_a_process_of_its_own_finds_describes_and_queries_a_data_set(address, opened, node):
    before = len(reading.uses(node.uses, entry=opened.number))
    found, said, page, row = asked(
        process(address),
        ("search", {"text": "不动产", "opening": "unconditional"}),
        ("describe", {"entry": opened.number}),
        ("query", {"entry": opened.number, "where": {"district": "城东"}, "limit": 2}),
        ("query", {"entry": opened.number, "key": ["U00003"]}),
    )
    assert [hit["entry"] for hit in found.structured_content["hits"]] == [opened.number]
    assert [item["code"] for item in said.structured_content["items"] if item["key"]] == ["unit_no"]
    rows = page.structured_content
    assert ([each["unit_no"] for each in rows["rows"]], rows["next"]) == (["U00001", "U00003"], 3)
    assert "*" in row.structured_content["rows"][0]["owner"]
    assert len(reading.uses(node.uses, entry=opened.number)) == before + 2


def test_what_is_cited_is_what_is_downloaded_and_its_receipt_is_proven(address, opened, node):
    sealer.seal(NOW)
    (cited,) = asked(f"{address}/mcp", ("cite", {"entry": opened.number}))
    said = cited.structured_content
    (file,) = said["files"]
    assert (said["licence"], f"{opened.number}-1.1" in said["citation"]["zh"]) == (LICENCE, True)
    content = httpx.get(file["address"]).content
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (file["sha256"], file["bytes"])
    receipt = httpx.get(file["proof"]).json()
    assert (receipt["index"], json.loads(receipt["body"])["facts"]["digest"]) == (file["record"], file["sha256"])
    assert verify_receipt(receipt, [log.public_key()]).ok


def test_rows_that_take_an_application_are_refused_with_what_to_do(address, stage):
    entry = stage.entry(
        items=[{"name": "事项", "code": "matter", "type": "text", "key": True}], title="权责清单", hooked=False
    )
    refused, unknown = asked(
        f"{address}/mcp", ("query", {"entry": entry.number}), ("describe", {"entry": "511700-9999"})
    )
    assert (refused.is_error, unknown.is_error) == (True, True)
    assert text(refused).startswith("403")
    assert text(unknown).startswith("404")


def test_every_wrong_argument_is_named_at_once_and_nothing_is_asked(address, opened, node):
    before = len(reading.uses(node.uses))
    wrong = [
        {"entry": "files", "limit": 5000},
        {"entry": f"{opened.number}/download"},
        {"entry": opened.number, "key": ["download"]},
        {"entry": opened.number, "key": ["files/x"]},
        {"entry": opened.number, "key": ["call", "x"]},
        {"entry": opened.number, "where": {"limit": "1"}},
    ]
    refused = asked(f"{address}/mcp", *(("query", each) for each in wrong), ("steal", {}))
    assert all(each.is_error for each in refused)
    assert "entry" in text(refused[0])
    assert "limit" in text(refused[0])
    assert ", ".join(TOOLS) in text(refused[-1])
    assert len(reading.uses(node.uses)) == before


def test_an_assistant_has_the_pace_of_its_network(address, opened, monkeypatch):
    from gongshu.gateway import app
    from gongshu.gateway.pace import Pace

    monkeypatch.setattr(app, "pace", Pace(2))
    asking = [("query", {"entry": opened.number, "limit": 1})] * 3
    *_, third = asked(f"{address}/mcp", *asking)
    assert (third.is_error, text(third).startswith("429")) == (True, True)
    assert httpx.get(f"{address}/data/{opened.number}").status_code == 429


def test_a_page_of_a_browser_is_told_that_assistants_post(address):
    answer = httpx.get(f"{address}/mcp")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_the_digest_of_a_download_follows_the_snapshot(stage, opened):
    from gongshu.catalogue.models import Download
    from gongshu.gateway.tests.stage import table
    from gongshu.jobs import worker

    first = Download.objects.get(snapshot__resource__entry=opened)
    stage.deliver(opened, table(9), now=at(0.1))
    worker.drain(at(0.1))
    second = Download.objects.get(snapshot__number=f"{opened.number}-1.2")
    assert first.digest != second.digest


@pytest.fixture
def learner(tmp_path, monkeypatch):
    """Croissant's library, keeping what it downloads in a folder of this test."""
    import mlcroissant
    from mlcroissant._src.core import constants

    monkeypatch.setattr(constants, "DOWNLOAD_PATH", constants.DOWNLOAD_PATH.__class__(tmp_path / "download"))
    return mlcroissant


def test_croissant_s_library_finds_no_fault_and_loads_the_rows_from_the_file_that_is_served(address, opened, learner):
    found = learner.Dataset(f"{address}/catalogue/{opened.number}.croissant.json")
    issues = found.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    rows = list(found.records("rows"))
    assert [row["rows/unit_no"] for row in rows] == [f"U{place:05d}".encode() for place in range(1, 7)]
    assert (rows[0]["rows/area"], rows[0]["rows/district"].decode()) == (61.5, "城东")
    assert b"*" in rows[0]["rows/owner"]


def test_what_takes_an_application_is_no_croissant(address, stage):
    entry = stage.entry(
        items=[{"name": "事项", "code": "matter", "type": "text", "key": True}], title="权责清单", hooked=False
    )
    assert httpx.get(f"{address}/catalogue/{entry.number}.croissant.json").status_code == 404


@pytest.mark.parametrize(("mapping", "path"), [("ckan", ""), ("dcat", "/catalog.ttl")])
def test_a_node_is_harvested_by_its_own_ckan_interface_and_its_own_dcat(
    address, opened, stage, settings, mapping, path
):
    from gongshu.catalogue import queries, services
    from gongshu.jobs import worker

    settings.GONGSHU = replace(settings.GONGSHU, source_networks=(address.removeprefix("http://"),))
    given = {"title": "另一节点", "address": f"{address}{path}", "mapping": mapping, "every": 1}
    source = services.register_harvest(given, actor=stage.cast("huang"), now=at(0.1))
    worker.drain(at(0.1))
    run = source.runs.get()
    assert (run.ok, run.read, run.created, run.left_out) == (True, 1, 1, 0), run.en
    held = queries.import_lines(stage.cast("huang"), run.batch).get().entry
    assert (held.shown.title, held.provider, held.state) == ("不动产登记信息", opened.provider, "draft")
