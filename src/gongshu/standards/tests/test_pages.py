"""Pages and API of the standards desk, as a browser without scripts and a program see them."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongshu.audit import clock
from gongshu.catalogue.tests.stage import at
from gongshu.standards import services, shipped
from gongshu.standards.models import Norm, Opinion
from gongshu.standards.tests.stage import CODES, ELEMENTS, consult, drafted, issued, opened, opine


@pytest.fixture(autouse=True)
def _today(cast):
    clock.set_to(at(40))
    yield
    clock.set_to(None)


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def file(said: str, name: str = "x.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, said.encode())


def test_a_steward_drafts_tries_a_file_loads_it_and_finds_what_is_missing(as_):
    client = as_("liu")
    assert "须会同" not in text(client.get("/standards"))
    assert "必填" in text(client.post("/standards/new", {"zh": "车辆"}), 422)
    said = {"code": "DB-CL-1", "zh": "车辆数据元", "kind": "standard", "level": "platform", "text": "第一条 车牌号。"}
    assert client.post("/standards/new", said).status_code == 302
    number = Norm.objects.get().pk
    assert "已有" in text(client.post("/standards/new", said), 422)
    tried = text(client.post(f"/standards/{number}/load", {"file": file(ELEMENTS), "try": "1"}))
    assert "还没有保存" in tried
    assert "DZ00002" in tried
    assert Norm.objects.get().draft.elements == []
    assert "第 2 行" in text(
        client.post(f"/standards/{number}/load", {"file": file(ELEMENTS.replace("字符型", "乱"))}), 422
    )
    assert "没有选择文件" in text(client.post(f"/standards/{number}/load"), 422)
    page = text(client.post(f"/standards/{number}/load", {"file": file(ELEMENTS)}, follow=True))
    for words in ("已载入 2 行", "发布前还缺", "须会同有关部门", "第三十八条", "送交制定"):
        assert words in page
    assert client.post(f"/standards/{number}/edit", {"text": "第一条 改。"}).status_code == 302
    assert "第一条 改。" in text(client.get(f"/standards/{number}"))


def test_opinions_are_read_and_answered_on_the_page_and_the_public_says_its_own(as_, liu, chen, huang):
    norm = drafted(liu)
    case = consult(opened(norm, liu), chen, huang.body, public_until="2025-12-01")
    opine(case, huang, "disagree", reason="车牌号应为九位")
    page = text(as_("lin").get(f"/standards/{norm.pk}"))
    assert "提出意见" in page
    assert "车牌号应为九位" not in page
    client = as_("lin")
    assert "须写明" in text(client.post(f"/standards/{norm.pk}/say", {"text": " "}), 422)
    assert "请含新能源" in text(client.post(f"/standards/{norm.pk}/say", {"text": "请含新能源"}, follow=True))
    client = as_("liu")
    page = text(client.get(f"/standards/{norm.pk}"))
    assert "车牌号应为九位" in page
    held = Opinion.objects.get(body__isnull=False)
    said = {"standard": norm.pk, "adopted": "no", "answer": ""}
    assert "须说明理由" in text(client.post(f"/standards/opinions/{held.pk}", said), 422)
    page = text(client.post(f"/standards/opinions/{held.pk}", {**said, "answer": "照国标"}, follow=True))
    assert "<strong>不采纳</strong><br>照国标" in page


def test_everybody_reads_what_is_in_force_and_nobody_else_a_draft(client, liu, chen, huang):
    norm = issued(drafted(liu), liu, chen, huang)
    other = drafted(huang, code="DB-X", loads=())
    page = text(client.get("/standards"))
    assert "DB-CL-1" in page
    assert "DB-X" not in page
    assert client.get(f"/standards/{other.pk}").status_code == 404
    assert "拖拉机" in text(client.get(f"/standards/{norm.pk}"))
    assert "车牌号" in text(client.get("/standards/elements?q=DZ"))
    assert "车辆类型代码" in text(client.get("/standards/element?code=DZ00002"))
    assert "2024-12-31" in text(client.get("/standards/codes?code=DZ-CLLX"))
    body = b"".join(client.get(f"/standards/{norm.pk}/1/codes.csv").streaming_content).decode()
    assert body.splitlines()[1:] == CODES.splitlines()[1:]
    assert client.get(f"/standards/{norm.pk}/1/words.csv").status_code == 404
    assert client.get("/standards/conformance").status_code == 302


def test_the_issuer_takes_over_national_standards_and_sees_the_rate(as_):
    client = as_("chen")
    assert "引入随软件提供的国家标准" in text(client.get("/standards"))
    assert "引入或者更新了 5 项标准" in text(client.post("/standards/adopt", follow=True))
    assert "引入或者更新了 0 项标准" in text(client.post("/standards/adopt", follow=True))
    assert "没有不符合的数据项" in text(client.get("/standards/conformance"))
    assert as_("liu").post("/standards/adopt").status_code == 403


def test_a_list_costs_the_same_however_many_standards_there_are(as_, chen, django_assert_max_num_queries):
    for document in shipped.shipped():
        services.adopt(document, actor=chen, now=at(0))
    client = as_("liu")
    client.get("/standards")
    with django_assert_max_num_queries(25):
        client.get("/standards")


def test_a_program_drafts_loads_and_reads(as_):
    client = as_("liu")

    def send(method: str, path: str, said: object):
        return getattr(client, method)(f"/api/v1{path}", json.dumps(said), content_type="application/json")

    made = send("post", "/standards", {"code": "DB-1", "zh": "车辆", "text": "一"})
    assert made.status_code == 201, made.content
    number = made.json()["standard"]
    rows = [{"code": "A1", "zh": "车牌号", "type": "text", "length": "8"}]
    tried = send("put", f"/standards/{number}/rows", {"rows": rows, "dry_run": True}).json()
    assert (tried["kept"], tried["changes"][0]["code"]) == (False, "A1")
    assert send("put", f"/standards/{number}/rows", {"rows": [{"code": ""}]}).status_code == 422
    assert send("put", f"/standards/{number}/rows", {"rows": rows}).json()["kept"]
    found = send("patch", f"/standards/{number}", {"text": "二"}).json()
    assert (found["shown"]["text"], found["shown"]["elements"][0]["length"]) == ("二", 8)
    assert client.get("/api/v1/standards").json()["rows"][0]["code"] == "DB-1"
    assert client.get(f"/standards/{number}.json").json()["code"] == "DB-1"
    assert client.get("/standards.json").json()["rows"][0]["state"] == "draft"
    assert client.get("/api/v1/conformance").json()["rate"] is None
    assert client.get("/api/v1/code-sets?code=x").status_code == 404
