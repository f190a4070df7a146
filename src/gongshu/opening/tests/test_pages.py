"""Pages of opening: they work without JavaScript and leak nothing; interface and commands say the same."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.opened import BASIS, ODD, PAPER

from gongshu.audit import Event, clock
from gongshu.audit.models import AuditEvent
from gongshu.catalogue.tests.stage import NOW
from gongshu.people.models import Account


@pytest.fixture(autouse=True)
def _today():
    clock._set_to = NOW
    yield
    clock.set_to(None)


def sign_in(login):
    client = Client()
    if login:
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[-2600:-600]
    return answer.content.decode()


def test_a_provider_records_checks_and_notes_consent_on_one_page(dazhou):
    entry = dazhou.published()
    client, page = sign_in("huang"), f"/catalogue/{entry.number}/opening"
    assert "没有与现行数据项相符的脱敏脱密记录" in text(client.get(page))
    said = {
        "method.owner": "dropped",
        "how.owner": "",
        "method.age": "generalised",
        "how.age": "按十岁一段",
        "basis": BASIS,
    }
    assert client.post(f"{page}/record", said).status_code == 302
    assert client.post(f"{page}/check", {"quasi": ["district", "age"], "sensitive": ["illness"]}).status_code == 302
    consent = {"holder": "就诊人", "scope": "统计", "evidence": "同意书 3", "given_on": "2025-09-01"}
    assert "未附凭据文件" in text(client.post(f"{page}/consent", consent), 422)
    consent["paper"] = SimpleUploadedFile("同意书.pdf", PAPER.content)
    assert client.post(f"{page}/consent", consent).status_code == 302
    shown = text(client.get(page))
    assert ("2025-TM-00001" in shown, "2025-TY-00001" in shown, "尚缺" in shown) == (True, True, False)
    assert "这两个数是本节点的设置，不是法规规定" in shown
    assert dazhou.hook(entry).state == "approved"


def test_what_is_wrong_is_told_on_the_page_with_what_was_written(dazhou):
    entry = dazhou.published()
    answer = sign_in("huang").post(
        f"/catalogue/{entry.number}/opening/record", {"method.age": "masked", "how.age": "只留十位", "basis": BASIS}
    )
    shown = text(answer, 422)
    assert ("个人信息项未说明处理方式：姓名" in shown, 'value="只留十位"' in shown, BASIS in shown) == (
        True,
        True,
        True,
    )


def test_the_reviewer_reads_the_counts_and_lets_it_pass_with_a_reason(dazhou):
    entry = dazhou.published(ODD)
    dazhou.ready(entry)
    client, page = sign_in("chen"), f"/catalogue/{entry.number}/opening"
    shown = text(client.get(page))
    assert ("未通过" in shown, "城南" in shown, "登记脱敏脱密记录" in shown) == (True, False, False)
    check = entry.masking_records.get().checks.get()
    assert client.post(f"{page}/override", {"check": check.pk, "reason": "机构数据"}).status_code == 302
    assert "机构数据" in text(client.get(page))


def test_the_case_of_hooking_leads_its_reviewer_to_the_record(dazhou):
    entry = dazhou.published()
    dazhou.ready(entry)
    dazhou.hook(entry)
    case = dazhou.hooking[entry.resources.get().number]
    assert "/opening/records/2025-TM-00001" in text(sign_in("chen").get(f"/cases/{case.number}"))


@pytest.mark.parametrize("login", ["liu", "lin"])
def test_others_find_neither_the_page_nor_the_record(dazhou, login):
    entry = dazhou.published()
    record = dazhou.treated(entry)
    client = sign_in(login)
    text(client.get(f"/catalogue/{entry.number}/opening"), 404)
    text(client.get(f"/opening/records/{record.number}"), 404)
    assert "开放准备" not in text(client.get(f"/catalogue/{entry.number}"))


def test_a_record_is_cited_on_a_page_of_its_own(dazhou):
    record = dazhou.treated(dazhou.published())
    shown = text(sign_in("huang").get(f"/opening/records/{record.number}"))
    assert all(words in shown for words in (record.number, BASIS, "按十岁一段", "达州办法 第二十五条第一款"))


def test_anybody_reads_how_far_the_priority_fields_are(dazhou):
    dazhou.entry(domain="transport")
    shown = text(Client().get("/opening/priorities"))
    assert ("气象" in shown, "达州办法 第二十四条第二款" in shown, "尚无" in shown, "开放率" in shown) == (
        True,
        True,
        True,
        False,
    )
    told = Client().get("/opening/priorities.json").json()
    assert told["fields"][2] | {"newest": None} == {
        "key": "transport", "zh": "交通运输", "en": "Transport", "domains": ["transport"], "entries": 1, "opened": 1, "unconditional": 0, "live": 0,
        "share": 1.0, "newest": None,
    }  # fmt: skip
    assert "开放率" in text(sign_in("liu").get("/opening/priorities"))
    assert Client().get("/api/v1/opening/priorities").json() == told


def test_the_authority_keeps_and_publishes_its_plan(dazhou):
    entry = dazhou.entry()
    client, page = sign_in("chen"), "/opening/plan/511700/2025"
    assert client.get("/opening/plan")["Location"] == page
    client.post(f"{page}/line", {"entry": entry.number, "planned_on": "2025-09-01", "opening": "conditional"})
    assert "计划有尚未发布的变化" in text(client.get(page))
    assert entry.number not in text(Client().get(page))
    client.post(f"{page}/publish")
    shown = text(Client().get(page))
    assert (entry.number in shown, "过期未开放" in shown, "列入计划" in shown) == (True, True, False)
    assert Client().get(f"{page}.json").json()["overdue"] == 1
    assert entry.number in text(Client().get(f"{page}/1"))
    client.post(f"{page}/line", {"entry": entry.number, "remove": "1"})
    assert "计划有尚未发布的变化" in text(client.get(page))


def test_a_form_sent_by_somebody_who_may_not_changes_nothing(dazhou):
    entry = dazhou.entry()
    answer = sign_in("huang").post(
        "/opening/plan/511700/2025/line", {"entry": entry.number, "planned_on": "2025-10-01", "opening": "conditional"}
    )
    assert answer.status_code == 403
    assert not entry.plan_lines.exists()


def test_programs_do_the_same_through_the_interface(dazhou):
    entry = dazhou.published()
    client = sign_in("huang")

    def post(path, said):
        answer = client.post(f"/api/v1/entries/{entry.number}/opening{path}", said, content_type="application/json")
        assert answer.status_code == 201, answer.content
        return answer.json()

    treatments = [{"item": "owner", "method": "dropped"}, {"item": "age", "method": "generalised", "how": "按十岁一段"}]
    assert post("/records", {"treatments": treatments, "basis": BASIS})["articles"] == ["达州办法 第二十五条第一款"]
    assert post("/checks", {})["k_from"] == "node setting small_cell_k"
    consent = {"holder": "就诊人", "scope": "统计", "evidence": "同意书 3", "given_on": "2025-09-01"}
    sent = client.post(
        f"/api/v1/entries/{entry.number}/opening/consents",
        {**consent, "paper": SimpleUploadedFile("a.pdf", PAPER.content)},
    )
    assert (sent.status_code, sent.json()["paper"]) == (201, sha256(PAPER.content).hexdigest())
    told = client.get(f"/api/v1/entries/{entry.number}/opening").json()
    assert (told["ready"], told["lacks"], len(told["records"])) == (True, [], 1)


def test_the_reviewer_and_the_auditor_read_the_paper_of_a_consent_and_nobody_else(dazhou):
    entry = dazhou.published()
    dazhou.ready(entry)
    address, page = "/opening/consents/2025-TY-00001/paper", f"/catalogue/{entry.number}/opening"
    for login in ("chen", "shen"):
        assert sign_in(login).get(address).content == PAPER.content
        assert address in text(sign_in(login).get(page))
    assert "扫描件已加密留存" in text(sign_in("huang").get(page))
    assert [sign_in(login).get(address).status_code for login in ("huang", "liu", "lin")] == [403, 404, 404]
    assert list(
        AuditEvent.objects.filter(event=Event.CONSENT_READ).order_by("pk").values_list("actor_login", flat=True)
    ) == [
        "chen",
        "shen",
    ]


def test_the_page_asks_the_same_queries_for_one_record_and_for_five(dazhou, django_assert_max_num_queries):
    entry = dazhou.published()
    dazhou.ready(entry)
    for _ in range(4):
        dazhou.treated(entry)
        dazhou.checked(entry)
    from gongshu.opening import queries

    with django_assert_max_num_queries(25):
        queries.preparation(dazhou.cast("huang"), entry.number, NOW)


def test_an_english_reader_is_told_what_is_missing_in_english(dazhou):
    entry = dazhou.published()
    client = sign_in("huang")
    client.cookies["django_language"] = "en"
    shown = text(client.get(f"/catalogue/{entry.number}/opening"))
    assert ("Demanded before opening" in shown, "no masking record fits the items" in shown) == (True, True)
