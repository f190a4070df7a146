"""Pages and API of the registers, as a browser without scripts and a program see them."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import clock
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.registers.models import ListedDuty, System
from gongshu.registers.tests.stage import BUREAU, ESTATE, listed, sheet, system


@pytest.fixture(autouse=True)
def _today(cast):
    clock.set_to(at(40))
    yield
    clock.set_to(None)


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def test_the_three_lists_of_ones_own_body_are_shown_and_handed_out(as_, huang, chen):
    listed(huang)
    entry = publish(catalogue.add(complete(), actor=huang, now=at(1)), huang, chen, at(1))
    held = system(huang, duties=["D01"], entries=[entry.number])
    client = as_("huang")
    page = text(client.get("/registers"))
    for words in (
        "不动产统一登记",
        "第四条",
        f"/systems/{held.number}",
        f"/catalogue/{entry.number}",
        "导入职责清单",
        "第十四条",
    ):
        assert words in page
    said = json.loads(text(client.get("/registers.json")))
    assert said == json.loads(text(client.get(f"/api/v1/registers/{BUREAU}")))
    assert said["duties"][0]["systems"] == [held.number]
    body = b"".join(client.get("/registers.csv").streaming_content).decode()
    assert "D01,不动产统一登记,不动产登记暂行条例,第四条,登记科,不动产登记系统" in body


def test_another_body_reads_them_and_is_not_offered_to_change_them(as_, huang):
    listed(huang)
    held = system(huang)
    page = text(as_("liu").get("/registers", {"body": BUREAU}))
    assert "不动产统一登记" in page
    assert "导入职责清单" not in page
    assert f"/systems/{held.number}/edit" not in text(as_("liu").get(f"/systems/{held.number}"))
    assert as_("liu").post(f"/systems/{held.number}/retire").status_code == 403


def test_a_stranger_is_asked_to_sign_in_and_the_public_is_refused(client, as_, huang):
    held = system(huang)
    for address in ("/registers", "/registers.json", "/registers.csv", "/systems", f"/systems/{held.number}"):
        assert client.get(address).status_code == 302
    assert client.get(f"/api/v1/systems/{held.number}").status_code == 404
    assert json.loads(text(client.get("/api/v1/systems")))["rows"] == []
    assert as_("lin").get("/registers", {"body": BUREAU}).status_code == 403


def test_a_file_is_imported_in_the_page_and_a_faulty_one_is_explained_there(as_):
    client = as_("huang")

    def send(content):
        return client.post("/registers/import", {"file": SimpleUploadedFile("职责.xlsx", content)})

    assert send(sheet(ESTATE)).status_code == 302
    assert ListedDuty.objects.get().code == "D01"
    assert "缺少“职责名称”" in text(send(sheet(("D05", "", "测绘法", "第一条", ""))), 422)
    assert "没有选择文件" in text(client.post("/registers/import"), 422)


def test_a_system_is_registered_changed_and_retired_in_pages(as_, huang):
    listed(huang)
    client = as_("huang")
    said = {
        "code": "estate",
        "name": "不动产登记系统",
        "kind": "system",
        "network": "extranet",
        "protection": "3",
        "duties": "D01\nD02",
    }
    assert "须写明系统名称" not in text(client.get("/systems/new"))
    assert client.post("/systems/new", said).status_code == 302
    held = System.objects.get()
    assert sorted(held.duties.values_list("code", flat=True)) == ["D01", "D02"]
    assert "已经登记" in text(client.post("/systems/new", said), 422)
    assert "D01\nD02" in text(client.get(f"/systems/{held.number}/edit"))
    assert "没有编号为 D77 的职责" in text(client.post(f"/systems/{held.number}/edit", {**said, "duties": "D77"}), 422)
    client.post(f"/systems/{held.number}/edit", {**said, "duties": ""})
    assert not held.duties.exists()
    assert client.post(f"/systems/{held.number}/retire").status_code == 302
    assert "已停用" in text(client.get("/systems"))
    assert "没有这样的系统" in text(client.get("/systems", {"q": "没有"}))


def test_a_program_registers_and_changes_a_system(as_):
    client = as_("huang")
    made = client.post(
        f"/api/v1/systems/{BUREAU}/estate", json.dumps({"name": "登记"}), content_type="application/json"
    )
    assert made.status_code == 201
    number = made.json()["system"]
    changed = client.patch(f"/api/v1/systems/{number}", json.dumps({"protection": 2}), content_type="application/json")
    assert (changed.json()["name"], changed.json()["protection"]) == ("登记", 2)
    assert client.get("/api/v1/systems/511700-zrzyj-none").status_code == 404


def test_a_page_of_many_links_asks_the_database_no_more_than_one_of_few(as_, huang, chen):
    client = as_("huang")

    def asked():
        with CaptureQueriesContext(connection) as found:
            text(client.get("/registers"))
            text(client.get("/systems"))
        return len(found)

    listed(huang)
    first = publish(catalogue.add(complete(), actor=huang, now=at(1)), huang, chen, at(1))
    system(huang, duties=["D01"], entries=[first.number])
    asked()
    few = asked()
    for place in range(4):
        said = complete(title=f"测绘成果{place}", duty="D02", items=[{"name": f"成果{place}", "code": "CG"}])
        entry = publish(catalogue.add(said, actor=huang, now=at(2)), huang, chen, at(2))
        system(huang, f"s{place}", duties=["D02"], entries=[entry.number])
    assert asked() == few


def test_a_check_of_an_entrusted_collection_is_recorded_in_its_page_and_by_a_program(as_, huang, chen):
    said = {"trustee": "数通科技", "entrusted_matters": "入户登记", "notice": "入户时出示"}
    entry = publish(
        catalogue.add(complete(collection_method="entrusted", entrusted=said), actor=huang, now=at(1)),
        huang,
        chen,
        at(1),
    )
    client, there = as_("huang"), f"/entrusted/{entry.number}"
    assert there in text(client.get("/registers"))
    assert "数通科技" in text(client.get(there))
    assert "这个字段是必填项" in text(client.post(there, {"checked_on": "2025-09-29"}), 422)
    assert "在今天之后" in text(client.post(there, {"checked_on": "2026-09-29", "found": "x"}), 422)
    assert client.post(there, {"checked_on": "2025-09-29", "found": "抽查十户"}).status_code == 302
    made = client.post(
        f"/api/v1{there}/checks",
        json.dumps({"checked_on": "2025-09-30", "found": "再查"}),
        content_type="application/json",
    )
    assert made.status_code == 201
    assert len(json.loads(text(client.get("/registers.json")))["entrusted"][entry.number]) == 2
    assert "记录一次检查" not in text(as_("liu").get(there))
