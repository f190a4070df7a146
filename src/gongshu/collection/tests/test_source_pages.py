"""The pages and the interface of sources, and an entry drafted from what a database says."""

from __future__ import annotations

import json

import pytest
import yaml
from tests.servers import SECRET

from gongshu.catalogue import services as catalogue
from gongshu.catalogue.drafting import lines_of
from gongshu.catalogue.template import template
from gongshu.collection.datasources import presenting
from gongshu.collection.models import DataSource
from gongshu.collection.tests.stage import NOW
from gongshu.outside.databases.describing import CodeTable, DescribedColumn, DescribedTable
from gongshu.people.models import Account

DATABASE = {
    "dialect": "postgresql", "host": "db.example.gov.cn", "database": "reg", "user": "reader", "secret": SECRET, "table": "unit",
    "columns": "dyh = unit_no\nmj = area", "rhythm": "daily", "at": "03:30",
}  # fmt: skip
FORMS = {
    "database": DATABASE,
    "web": {"address": "https://data.example.gov.cn/units", "credential": "bearer", "secret": SECRET, "paging": "none", "rhythm": "hourly"},
    "storage": {"address": "https://oss.example.gov.cn", "bucket": "daily", "pattern": "*.csv", "region": "x", "user": "k", "secret": SECRET, "rhythm": "weekly"},
    "folder": {"path": "/srv/in", "pattern": "*", "rhythm": "manual"},
}  # fmt: skip


@pytest.fixture
def page(client, entry):
    client.force_login(Account.objects.get(login="huang"))
    return f"/resources/{entry.number}-1/source"


@pytest.mark.parametrize("kind", FORMS)
def test_a_source_is_registered_by_its_form_and_its_secret_is_shown_on_no_page(client, page, kind):
    answered = client.post(f"{page}/edit?kind={kind}", FORMS[kind])
    assert (answered.status_code, answered.headers.get("Location")) == (302, page)
    held = DataSource.objects.get()
    assert (held.kind, held.secret is not None) == (kind, kind != "folder")
    for address in (page, f"{page}/edit", "/sources", f"{page}.json", "/sources.json"):
        shown = client.get(address)
        assert (shown.status_code, SECRET in shown.content.decode()) == (200, False)
    again = {name: value for name, value in FORMS[kind].items() if name != "secret"}
    assert client.post(f"{page}/edit?kind={kind}", again).status_code == 302  # the secret stays


def test_what_does_not_fit_stands_beside_its_field_in_the_language_of_the_page(client, page):
    answered = client.post(
        f"{page}/edit?kind=database", {**DATABASE, "overlap": "5"}, headers={"Accept-Language": "en"}
    )
    assert (answered.status_code, "nothing can overlap" in answered.content.decode()) == (422, True)
    assert not DataSource.objects.exists()


def test_a_source_is_fetched_and_removed_by_its_page_and_by_the_interface(client, page, entry):
    number = f"{entry.number}-1"
    said = {**FORMS["folder"], "kind": "folder", "rhythm": "daily"}
    put = client.put(f"/api/v1/sources/{number}", json.dumps(said), content_type="application/json")
    assert (put.status_code, put.json()["next_at"][-14:]) == (200, "03:00:00+08:00")
    assert client.post(f"{page}/fetch").status_code == 302
    busy = client.post(f"/api/v1/sources/{number}/fetches")
    assert (busy.status_code, busy.json()["error"]["where"]) == (409, number)
    assert [each["state"] for each in client.get(f"/api/v1/sources/{number}").json()["fetches"]] == ["waiting"]
    assert client.get("/api/v1/sources").json()["sources"][0]["state"] == "waiting"
    assert client.post(f"{page}/remove").status_code == 409
    DataSource.objects.get().fetches.update(state="failed", error={"zh": "连接不上", "en": "not reached", "remedy_zh": "再试", "remedy_en": "try"})  # fmt: skip
    assert "连接不上" in client.get(page).content.decode()
    assert client.delete(f"/api/v1/sources/{number}").status_code == 204
    assert client.get(page).status_code == 404


def test_an_entry_is_drafted_from_a_tables_comments_and_taken_as_a_draft(huang):
    def column(name, type_, comment="", **more):
        return DescribedColumn(**{"name": name, "said": type_, "type": type_, "length": None, "required": False, "comment": comment, "key": None, **more})  # fmt: skip

    table = DescribedTable(
        name="reg.unit", comment='不动产"单元"\n登记', columns=(
            column("dyh", "text", "不动产单元号", length=28, key=1), column("mj", "decimal"), column("photo", ""), column("djrq", "date", "登记日期", required=True),
        ), codes=(
            CodeTable(column="mj", table="reg.band", comment="面积档次", codes=None), CodeTable(column="djrq", table="reg.day", comment="", codes=(("1", "工作日\n"), ("2", ""))),
        ),
    )  # fmt: skip
    text = template(NOW, lines_of(presenting.table(table), {"djrq": ["A", "B"], "dyh": ["GB/T 1"]}))
    said = yaml.safe_load(text)
    assert (said["title"], said["delivery_mode"]) == ('不动产"单元" 登记', "upsert")
    assert said["items"] == [
        {"name": "不动产单元号", "code": "dyh", "type": "text", "length": 28, "key": True, "required": True, "standard": "GB/T 1"},
        {"name": "mj", "code": "mj", "type": "decimal"},
        {"name": "登记日期", "code": "djrq", "type": "date", "required": True},
    ]  # fmt: skip
    assert [line for line in text.splitlines() if "mj" in line and "to add" in line]
    assert "# mj: 引用 / refers to reg.band 面积档次" in text
    assert "# djrq: 代码表 / code table reg.day: 1 工作日, 2; 核对 / look: A, B" in text
    filled = {
        name: value for name, value in said.items() if value not in ("", [], {}, None) and not isinstance(value, dict)
    }
    made = catalogue.add({**filled, "provider": "511700-zrzyj"}, actor=huang, now=NOW)
    assert [item.code for item in made.draft.items.order_by("place")] == ["dyh", "mj", "djrq"]
