"""The catalogue for programs: whole as one file, a search as JSON and as a feed, a data set for search engines."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import NOW, at, complete, deliver, hook, publish

BASIS = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LICENCE = {"name": "CC BY 4.0", "address": "https://creativecommons.org/licenses/by/4.0/"}


@pytest.fixture
def opened(huang, chen):
    held = publish(
        services.add(complete(opening="unconditional", opening_conditions=""), actor=huang, now=NOW), huang, chen
    )
    deliver(held, huang)
    hook(held, huang, chen)
    return held


@pytest.fixture
def hidden(huang, chen):
    said = complete(title="控制点", opening="withheld", opening_basis=BASIS, items=complete()["items"][:1])
    said["items"][0] |= {"code": "point", "name": "点号"}
    return publish(services.add(said, actor=huang, now=NOW), huang, chen)


def content(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_whole_catalogue_is_one_file_without_an_account_and_without_what_is_withheld(client, opened, hidden):
    answer = client.get("/catalogue.csv")
    rows = list(csv.DictReader(io.StringIO(content(answer).decode("utf-8-sig"))))
    assert [row["目录编号"] for row in rows] == [opened.number]
    assert (rows[0]["领域"], rows[0]["行数"], rows[0]["有数据"]) == ("城建住房", "3", "是")
    assert "坐落 (location)" in rows[0]["数据项"]


def test_json_lines_hold_the_codes_that_programs_compare(client, opened):
    line = json.loads(content(client.get("/catalogue.jsonl")))
    assert (line["entry"], line["domain"], line["rows"]) == (opened.number, "construction", 3)
    assert {"name": "坐落", "code": "location", "type": "text"} in line["items"]


def test_the_workbook_of_the_catalogue_is_one_that_can_be_opened(client, opened):
    book = zipfile.ZipFile(io.BytesIO(content(client.get("/catalogue.xlsx"))))
    assert book.testzip() is None
    assert opened.number in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_file_is_read_in_batches_of_the_same_number_of_queries(
    client, opened, huang, chen, django_assert_num_queries
):
    from gongshu.catalogue.queries import whole_catalogue
    from gongshu.people.actor import ANYONE

    items = [{"name": "事项", "code": "matter", "type": "text", "key": True}]
    for place in range(3):
        said = complete(title=f"事项{place}", items=[{**items[0], "code": f"matter_{place}"}])
        publish(services.add(said, actor=huang, now=NOW), huang, chen)
    with django_assert_num_queries(5):  # providers; entries, versions and items; then that nothing follows
        assert len(list(whole_catalogue(ANYONE, NOW))) == 4


def test_an_unknown_form_of_the_catalogue_is_not_there(client, opened):
    assert client.get("/catalogue.pdf").status_code == 404


def test_a_search_is_a_feed_of_what_is_new_and_changed(client, opened, hidden):
    feed = ElementTree.fromstring(client.get("/catalogue.atom", {"q": "不动产"}).content)
    entries = feed.findall("a:entry", ATOM)
    assert [each.findtext("a:id", namespaces=ATOM).rpartition("/")[2] for each in entries] == [opened.number]
    assert entries[0].findtext("a:updated", namespaces=ATOM).startswith("2025-09-29")
    assert client.get("/catalogue.atom", {"q": "没有"}).content.count(b"<entry>") == 0
    assert hidden.number not in client.get("/catalogue.atom").content.decode()


def test_a_changed_data_set_comes_first_in_the_feed(client, opened, huang, chen):
    items = [{"name": "事项", "code": "matter", "type": "text", "key": True}]
    publish(services.add(complete(title="权责清单", items=items), actor=huang, now=at(1)), huang, chen, at(1))
    services.edit(opened.number, {"abstract": "改过的摘要"}, actor=huang, now=at(2))
    publish(opened, huang, chen, at(3))
    feed = ElementTree.fromstring(client.get("/catalogue.atom").content)
    assert [each.text for each in feed.findall("a:entry/a:title", ATOM)] == ["不动产登记信息", "权责清单"]


def test_the_search_page_names_its_json_and_its_feed(client, opened):
    page = client.get("/catalogue", {"q": "不动产", "domain": "construction", "after": ""}).content.decode()
    query = "q=%E4%B8%8D%E5%8A%A8%E4%BA%A7&amp;domain=construction"
    assert f'type="application/atom+xml" href="/catalogue.atom?{query}"' in page
    assert f'href="/catalogue.json?{query}"' in page
    assert "CSV · JSONL · XLSX · PARQUET" in page


def linked(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1]) if found else None


def test_search_engines_are_told_of_an_opened_data_set_with_its_files(client, opened, settings):
    settings.GONGSHU = replace(settings.GONGSHU, licence=LICENCE)
    page = client.get(f"/catalogue/{opened.number}").content.decode()
    said = linked(page)
    assert (said["@type"], said["name"], said["license"]) == ("Dataset", "不动产登记信息", LICENCE["address"])
    assert said["spatialCoverage"]["name"] == "达州市"
    assert {each["encodingFormat"] for each in said["distribution"]} >= {"text/csv", "application/vnd.apache.parquet"}
    assert "CC BY 4.0" in page


def test_nothing_in_a_title_ends_the_block_for_search_engines(client, huang, chen):
    said = complete(title="</script><script>alert(1)</script>")
    held = publish(services.add(said, actor=huang, now=NOW), huang, chen)
    page = client.get(f"/catalogue/{held.number}").content.decode()
    assert linked(page)["name"] == said["title"]
    assert "<script>alert" not in page


def test_a_conditional_data_set_names_its_conditions_and_no_file(client, huang, chen):
    held = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(held, huang)
    hook(held, huang, chen)
    said = linked(client.get(f"/catalogue/{held.number}").content.decode())
    assert said["conditionsOfAccess"] == "仅限核验"
    assert "distribution" not in said
    assert "license" not in said


def test_a_node_without_a_licence_says_so_and_claims_none(client, opened):
    page = client.get(f"/catalogue/{opened.number}").content.decode()
    assert "本平台没有设定许可" in page
    assert "license" not in linked(page)
