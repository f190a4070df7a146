"""Pages and API of base databases, as a browser without scripts and a program see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import clock
from gongshu.bases.tests.stage import NOW, A, definition
from gongshu.registers.tests.conftest import as_

__all__ = ["as_"]


@pytest.fixture(autouse=True)
def _today(stage):
    clock.set_to(NOW)
    yield
    clock.set_to(None)


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def test_the_list_tells_records_contradictions_and_what_can_be_built(base, as_):
    page = text(as_("liu").get("/bases"))
    for words in ("法人基础库", "市自然资源局", "可以建立的类别", "电子证照"):
        assert words in page
    assert as_("liu").get("/api/v1/bases").json()["rows"][0]["records"] == 3


def test_a_base_shows_members_sources_and_what_was_set_aside_in_a_bounded_number_of_queries(base, as_):
    client = as_("liu")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = text(client.get(f"/bases/{base.pk}"))
    for words in ("道路运输企业登记", "主键为空", "33.3%", "查看冲突", "查看一条记录"):
        assert words in page
    assert "立即归集" not in page
    assert len(asked) < 60
    told = client.get(f"/bases/{base.pk}.json").json()
    assert told["members"][1]["set_aside"] == 1


def test_the_lead_body_builds_and_sends_from_the_page(base, as_):
    client = as_("huang")
    assert client.post(f"/bases/{base.pk}/build").status_code == 302
    page = text(client.get(f"/bases/{base.pk}/conflicts"))
    assert A in page
    assert "达州壹号公司" in page
    sent = client.post(f"/bases/{base.pk}/send", follow=True)
    assert "已送出 1 件整改" in text(sent)


def test_one_record_is_looked_at_for_a_purpose_and_stands_in_no_address(base, as_):
    client = as_("liu")
    address = f"/bases/{base.pk}/record"
    assert "必填" in text(client.post(address, {"key": A}), 422)
    page = text(client.post(address, {"key": A, "purpose": "办理运输许可"}))
    for words in ("达州一号公司", "达州壹号公司", "2025-09-01", "市自然资源局"):
        assert words in page
    assert "没有这个主键的记录" in text(client.post(address, {"key": "x", "purpose": "核对"}))
    told = client.post(f"/api/v1{address}", {"key": A, "purpose": "核对"}, content_type="application/json").json()
    assert [each["body"] for each in told["items"]] == ["511700-zrzyj", "511700-zrzyj", "511700-jtysj"]


def test_whoever_may_use_no_item_looks_at_no_record(base, registers, as_, cast):
    from gongshu.catalogue.models import EntryVersion

    EntryVersion.objects.filter(entry__in=[*registers, base.entry]).update(sharing="conditional")
    said = as_("chen").post(f"/bases/{base.pk}/record", {"key": A, "purpose": "核对"})
    assert "没有可以使用" in text(said, 403)
    assert "查看一条记录</a>" not in text(as_("chen").get(f"/bases/{base.pk}"))


def test_the_public_finds_no_base(base, as_, client):
    assert client.get("/bases").status_code == 302
    assert as_("lin").get(f"/bases/{base.pk}").status_code == 404
    assert as_("lin").get("/api/v1/bases").json()["rows"] == []


def test_a_program_defines_and_changes_a_base_and_is_told_what_is_wrong(registers, as_):
    client, said = as_("huang"), definition(*registers)
    made = client.post("/api/v1/bases", said, content_type="application/json")
    assert made.status_code == 201, made.content
    number = made.json()["base"]
    said["title"] = "法人库"
    changed = client.put(f"/api/v1/bases/{number}", said, content_type="application/json").json()
    assert (changed["title"], changed["version"]) == ("法人库", 2)
    built = client.post(f"/api/v1/bases/{number}/build").json()
    assert (built["records"], built["conflicts"]) == (3, {"firm_name": 1})
    assert client.get(f"/api/v1/bases/{number}/conflicts").json()["rows"][0]["key"] == A
    assert client.post(f"/api/v1/bases/{number}/conflicts").json()["cases"]
    wrong = client.post("/api/v1/bases", {**said, "kind": "x"}, content_type="application/json")
    assert wrong.status_code == 422
