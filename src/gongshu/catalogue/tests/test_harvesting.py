"""Catalogues of others are read on a schedule from a real server, and every time says what came of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gongshu.audit import clock
from gongshu.audit.models import AuditEvent
from gongshu.catalogue import queries, services
from gongshu.catalogue.errors import HarvestUnfit, NoSuchEntry, NotYet
from gongshu.catalogue.harvesting import fetching
from gongshu.catalogue.models import HarvestRun, HarvestSource, ImportBatch
from gongshu.catalogue.tests.stage import NOW
from gongshu.jobs import worker
from gongshu.people import Refused

STOPS = "达州市交通运输局"
TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
<http://there.example/1> a dcat:Dataset ; dct:title "公交站点"@zh ; dct:publisher [ foaf:name "达州市交通运输局" ] ."""


def at(days: float) -> datetime:
    return NOW + timedelta(days=days)


@dataclass
class Portal:
    """A portal of somebody else: what it holds may change between two times."""

    address: str = ""
    packages: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def network(self) -> str:
        return self.address.removeprefix("http://")

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        parts = urlsplit(path)
        if parts.path == "/api/3/action/package_search":
            said = {name: int(value[0]) for name, value in parse_qs(parts.query).items() if name != "sort"}
            page = self.packages[said["start"] : said["start"] + said["rows"]]
            return 200, json.dumps({"success": True, "result": {"count": len(self.packages), "results": page}}).encode()
        return self.documents.get(parts.path, (404, b""))


@pytest.fixture(scope="module")
def serving() -> Iterator[Portal]:
    held = Portal()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = held.answer(self.path)
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", content.decode())
                content = b""
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    held.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def portal(serving, settings):
    serving.packages, serving.documents, serving.asked = [], {}, []
    settings.GONGSHU = replace(settings.GONGSHU, source_networks=(serving.network,))
    return serving


def package(name: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "title": title, "organization": {"title": STOPS}, **more}


@pytest.fixture
def register(liu, portal):
    """Register the portal, or a document of it, and read it."""

    def make(path: str = "", mapping: str = "ckan", **more: Any) -> HarvestSource:
        given = {"title": "市交通门户", "address": f"{portal.address}{path}", "mapping": mapping, "every": 7, **more}
        made = services.register_harvest(given, actor=liu, now=NOW)
        worker.drain(NOW)
        made.refresh_from_db()
        return made

    return make


def last(source: HarvestSource) -> HarvestRun:
    return source.runs.first()


def test_a_ckan_portal_is_read_page_by_page_into_drafts_under_one_review(register, portal, liu, monkeypatch):
    monkeypatch.setattr(fetching, "PAGE", 2)
    portal.packages = [package(f"p{place}", f"线路{place}") for place in range(5)]
    source = register()
    run = last(source)
    assert (run.ok, run.read, run.created, run.vanished) == (True, 5, 5, 0)
    assert len(portal.asked) == 3
    assert (run.case[:8], queries.import_batch(liu, run.batch).created) == ("2025-DR-", 5)
    assert source.due_at == NOW + timedelta(days=7)
    assert AuditEvent.objects.filter(event="catalogue:harvest:run", subject_id=source.number).count() == 1


def test_what_changed_and_what_vanished_is_told_and_nothing_is_withdrawn(register, portal, liu):
    portal.packages = [package("a", "站点"), package("b", "线路")]
    source = register()
    portal.packages = [package("b", "线路", notes="一条线路的走向"), package("c", "班次")]
    services.change_harvest(source.number, every=1, actor=liu, now=at(1))
    services.order_harvest(source.number, actor=liu, now=at(1))
    worker.drain(at(1))
    run = last(source)
    assert (run.read, run.created, run.vanished) == (2, 1, 1)
    assert [each.shown.title for each in queries.vanished(liu, run)] == ["站点"]
    assert [each.state for each in queries.entries(liu)] == ["draft", "draft", "draft"]


def test_a_source_is_read_again_when_its_time_has_come_and_not_before(register, portal):
    portal.packages = [package("a", "站点")]
    source = register()
    for day, runs in ((6, 1), (7, 2), (7, 2)):
        services.order_due(now=at(day))
        worker.drain(at(day))
        assert source.runs.count() == runs
    assert last(source).unchanged == 1
    assert ImportBatch.objects.count() == 1


def test_a_paused_source_is_left_alone_until_it_is_taken_up_again(register, portal, liu):
    source = register()
    services.change_harvest(source.number, active=False, actor=liu, now=NOW)
    with pytest.raises(NotYet):
        services.order_harvest(source.number, actor=liu, now=NOW)
    assert services.order_due(now=at(30)) == 0
    services.change_harvest(source.number, active=True, actor=liu, now=at(30))
    assert services.order_due(now=at(30)) == 1


def test_catalogues_in_dcat_and_data_json_are_read_from_their_document(register, portal):
    portal.documents["/catalog.ttl"] = (200, TURTLE.encode())
    portal.documents["/data.json"] = (302, b"/moved/data.json")
    portal.documents["/moved/data.json"] = (
        200,
        json.dumps({"dataset": [{"identifier": "x", "title": "班次", "publisher": {"name": STOPS}}]}).encode(),
    )
    assert last(register("/catalog.ttl", "dcat")).created == 1
    assert last(register("/data.json", "data-json")).created == 1


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ((404, b""), "HTTP 404"), ((302, b"http://elsewhere.example/"), "another host"), ((302, b"/catalog.ttl"), "more than 3"),
        ((200, b"no turtle"), "read as turtle"),
    ],
)  # fmt: skip
def test_a_source_that_cannot_be_read_says_why_and_is_tried_the_next_day(register, portal, document, word):
    portal.documents["/catalog.ttl"] = document
    source = register("/catalog.ttl", "dcat")
    run = last(source)
    assert (run.ok, word in run.en, bool(run.zh)) == (False, True, True)
    assert source.due_at == NOW + timedelta(days=1)


def test_a_source_that_holds_more_than_is_taken_is_stopped(register, portal, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 100)
    portal.packages = [package("a", "站点" * 50)]
    assert "larger than" in last(register()).en


def test_an_address_in_the_nodes_own_networks_is_called_only_where_the_operator_named_it(register, portal, settings):
    settings.GONGSHU = replace(settings.GONGSHU, source_networks=())
    run = last(register())
    assert (run.ok, "source_networks" in run.en, portal.asked) == (False, True, [])


def test_a_source_is_read_in_the_name_of_somebody_who_may_still_import(register, portal, liu):
    from gongshu.people.models import Account

    portal.packages = [package("a", "站点")]
    source = register()
    Account.objects.filter(login="liu").update(is_active=False, closed_at=NOW)
    services.order_due(now=at(7))
    worker.drain(at(7))
    run = last(source)
    assert (run.ok, "liu" in run.en) == (False, True)


def test_everything_that_is_wrong_with_a_source_is_told_at_once(liu, portal):
    given = {"title": "", "address": "ftp://there/x", "mapping": "none", "every": 3, "provider": "nobody"}
    with pytest.raises(HarvestUnfit) as refused:
        services.register_harvest(given, actor=liu, now=NOW)
    assert [each.path for each in refused.value.problems] == ["title", "address", "mapping", "every", "provider"]


@pytest.mark.parametrize("address", ["http://u:p@there/", "http:///x", "http://there/#a", "http://there:0/", "http://there:x/", "http://站点/", "file:///etc/passwd"])  # fmt: skip
def test_what_is_no_plain_address_of_the_web_is_not_registered(address):
    assert not fetching.is_address(address)


def test_an_address_is_registered_once_for_a_body(register, liu):
    register()
    with pytest.raises(HarvestUnfit, match="already"):
        register()


def test_others_neither_see_nor_change_a_source(register, huang, chen):
    source = register()
    for other in (huang, chen):
        assert queries.harvest_sources(other) == []
        with pytest.raises(NoSuchEntry):
            services.order_harvest(source.number, actor=other, now=NOW)


def test_whoever_belongs_to_no_body_registers_nothing(cast, portal):
    given = {"title": "门户", "address": portal.address, "mapping": "ckan", "every": 7}
    with pytest.raises(Refused):
        services.register_harvest(given, actor=cast("lin"), now=NOW)


def test_page_api_and_command_say_the_same_of_a_source(register, portal, liu, client):
    from gongshu.people.models import Account

    portal.packages = [package("a", "站点"), {"id": "b", "title": "无主"}]
    client.force_login(Account.objects.get(login="liu"))
    page = client.post(
        "/catalogue/harvests",
        {"title": "门户", "address": portal.address, "mapping": "ckan", "every": "30"},
        follow=True,
    )
    number = page.redirect_chain[0][0].rpartition("/")[2]
    worker.drain(clock.now())
    page = client.get(f"/catalogue/harvests/{number}").content.decode()
    assert "读到 2，新建 1，更新 0" in page
    assert "不能导入 1" in page
    said = client.get(f"/api/v1/harvests/{number}").json()
    assert (said["every"], said["runs"][0]["left_out"], said["runs"][0]["ok"]) == (30, 1, True)
    for body in ({"pause": "1"}, {"resume": "1"}, {"every": "7"}, {"run": "1"}):
        assert client.post(f"/catalogue/harvests/{number}/change", body).status_code == 302
    assert client.get("/api/v1/harvests").json()["sources"][0]["every"] == 7


def test_sources_are_listed_with_the_same_number_of_queries(register, portal, liu, django_assert_num_queries):
    portal.documents["/catalog.ttl"] = (200, TURTLE.encode())
    register()
    register("/catalog.ttl", "dcat")
    with django_assert_num_queries(2):
        assert [each.last is not None for each in queries.harvest_sources(liu)] == [True, True]
