"""The pages of cases, by Django's test client: what an officer, a provider and an applicant see and do."""

from __future__ import annotations

import pytest
from django.utils.datastructures import MultiValueDict

from gongshu.audit import clock
from gongshu.cases.forms import FactForm
from gongshu.cases.models import Attachment, Case, Notice
from gongshu.cases.offering import Field
from gongshu.cases.tests.cast import at, chain
from gongshu.people.models import Account


@pytest.fixture
def today(monkeypatch):
    """Set the node's clock, which never runs back behind the last event."""

    def set_day(day: str) -> None:
        clock.set_to(at(day))

    yield set_day
    clock.set_to(None)


@pytest.fixture
def sign_in(client):
    def enter(actor):
        client.force_login(Account.objects.get(login=actor.login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def text(answer) -> str:
    return answer.content.decode()


def test_the_inbox_lists_what_waits_by_days_left_with_its_article(apply, cast, sign_in, today):
    late = apply("2025-09-29")
    soon = apply("2025-10-09")
    today("2025-10-14")
    page = text(sign_in(cast.chen).get("/inbox"))
    assert page.index(late.number) < page.index(soon.number)
    assert "已逾期 1 个工作日" in page
    assert '/law/cn/sichuan/dazhou/达州办法/20"' in page


def test_an_empty_inbox_says_what_will_come(cast, sign_in, today):
    today("2025-10-14")
    assert "没有待办事项" in text(sign_in(cast.wang).get("/inbox"))


def test_signed_out_visitors_are_sent_to_sign_in(client, db):
    assert client.get("/inbox")["Location"].startswith("/accounts/login/")


def test_the_case_page_proposes_with_article_and_offers_each_move_with_its_form(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    page = text(sign_in(cast.chen).get(f"/cases/{case.number}"))
    assert "依法规提出的建议" in page
    assert "用途在目录载明的共享条件之内" in page
    for outcome in ("grant", "refuse", "ask_provider", "transfer", "request_completion"):
        assert f'id="move-{outcome}"' in page
    assert 'name="refuse-legal_basis"' in page
    assert "达州市交通运输局" in page


def test_the_applicant_sees_the_case_and_only_their_own_moves(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    page = text(sign_in(cast.li).get(f"/cases/{case.number}"))
    assert 'id="move-withdraw"' in page
    assert 'id="move-grant"' not in page


def test_a_case_of_others_is_not_found(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    answer = sign_in(cast.sun).get(f"/cases/{case.number}")
    assert answer.status_code == 404
    assert "没有您可以查看的办件" in text(answer)


def test_a_decision_is_made_on_the_page(apply, cast, sign_in, today, registry):
    case = apply()
    today("2025-09-30")
    data = {
        "seen": case.version,
        "grant-items": "XZQH\nMC",
        "grant-until": "2026-12-31",
        "grant-rows": "XZQH = 511702,511703",
    }
    answer = sign_in(cast.chen).post(f"/cases/{case.number}/move/grant", data, follow=True)
    assert "已办理" in text(answer)
    said = registry.carried_out[0][1]
    assert said.terms["items"] == "XZQH\nMC"
    assert said.terms["rows"] == {"XZQH": ["511702", "511703"]}
    assert Case.objects.get().state == "granted"


def test_a_refusal_without_basis_shows_the_form_again_with_what_was_written(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    answer = sign_in(cast.chen).post(
        f"/cases/{case.number}/move/refuse", {"seen": case.version, "refuse-reason": "含涉密坐标"}
    )
    assert answer.status_code == 422
    assert "含涉密坐标" in text(answer)
    assert 'aria-invalid="true"' in text(answer)
    assert Case.objects.get().state == "submitted"


def test_the_second_officer_reads_what_the_first_has_done(apply, cast, sign_in, today, move):
    case = apply()
    move(case, "grant", cast.he, "2025-09-30")
    today("2025-09-30")
    answer = sign_in(cast.chen).post(
        f"/cases/{case.number}/move/refuse", {"seen": 1, "refuse-reason": "x", "refuse-legal_basis": "y"}
    )
    assert answer.status_code == 409
    assert "何某已于 2025-09-30 10:00 作出“同意”" in text(answer)


def test_an_effect_that_refuses_is_told_on_the_page(apply, cast, sign_in, today, registry):
    case, registry.refuse = apply(), "no live resource"
    today("2025-09-30")
    answer = sign_in(cast.chen).post(f"/cases/{case.number}/move/grant", {"seen": case.version})
    assert answer.status_code == 409
    assert "条目没有可用资源 · 先挂接资源" in text(answer)


def test_rows_that_are_no_condition_are_sent_back(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    answer = sign_in(cast.chen).post(f"/cases/{case.number}/move/grant", {"seen": case.version, "grant-rows": "XZQH"})
    assert answer.status_code == 422
    assert "每行写成“数据项 = 取值”" in text(answer)


def test_an_application_is_handed_in_on_the_page(cast, registry, sign_in, today):
    today("2025-09-29")
    page = text(sign_in(cast.li).get("/cases/open/sharing-application?about=511700-0001"))
    assert "目录511700-0001" in page
    assert "5 个工作日" in page
    data = {"about": "511700-0001", "purpose": "公交线路优化", "reason": "规划", "legal_basis": "条例第十条"}
    answer = sign_in(cast.li).post("/cases/open/sharing-application", data, follow=True)
    assert "已提交，编号 2025-GX-00001" in text(answer)


def test_an_application_for_unconditional_data_is_told_where_the_data_is(cast, registry, sign_in, today):
    registry.add("511700-0002", "511700-zrj", sharing="unconditional")
    today("2025-09-29")
    data = {"about": "511700-0002", "purpose": "公交线路优化", "reason": "规划", "legal_basis": "条例第十条"}
    answer = sign_in(cast.li).post("/cases/open/sharing-application", data)
    assert answer.status_code == 422
    assert "该数据无需申请" in text(answer)


def test_the_list_of_procedures_names_time_and_article(cast, sign_in, today):
    today("2025-09-29")
    page = text(sign_in(cast.li).get("/cases/open"))
    assert "共享申请" in page
    assert "达州办法 第二十条第二款" in page
    assert "核实比对" not in page  # no text in Dazhou provides for it


def test_the_public_is_not_offered_what_only_public_bodies_may_apply_for(cast, sign_in, today):
    today("2025-09-29")
    page = text(sign_in(cast.citizen).get("/cases/open"))
    assert "开放申请" in page
    assert "共享申请" not in page
    assert "审核台" not in page, "nor the places of the staff"


def test_lists_show_ones_own_and_are_paged(apply, cast, sign_in, today, monkeypatch):
    from gongshu.cases import pages

    monkeypatch.setattr(pages, "PAGE", 2)
    numbers = [apply().number for _ in range(3)]
    today("2025-09-30")
    page = text(sign_in(cast.li).get("/cases?mine=1"))
    assert "我的申请" in page
    assert numbers[2] in page
    assert numbers[0] not in page
    assert "?before=" in page
    cursor = page.split("?before=")[1].split("&")[0]
    assert numbers[0] in text(sign_in(cast.li).get(f"/cases?mine=1&before={cursor}"))
    assert numbers[0] not in text(sign_in(cast.sun).get("/cases"))


def test_a_paper_is_attached_and_handed_out_as_it_came(apply, cast, sign_in, today):
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = apply()
    today("2025-09-30")
    scan = SimpleUploadedFile("公文.pdf", b"%PDF-1.7 scan")
    data = {"file": scan, "letter_number": "达市交函〔2025〕12号", "seal": "达州市交通运输局"}
    answer = sign_in(cast.li).post(f"/cases/{case.number}/attach", data, follow=True)
    assert "达市交函〔2025〕12号" in text(answer)
    paper = Attachment.objects.get()
    answer = sign_in(cast.chen).get(f"/cases/{case.number}/papers/{paper.pk}")
    assert answer.content == b"%PDF-1.7 scan"
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(cast.sun).get(f"/cases/{case.number}/papers/{paper.pk}").status_code == 404
    assert sign_in(cast.chen).get(f"/cases/{case.number}/papers/999").status_code == 404


def test_the_letter_is_a_pdf(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    answer = sign_in(cast.li).get(f"/cases/{case.number}/letters/{case.number}-01.pdf")
    assert answer.content.startswith(b"%PDF")
    assert sign_in(cast.li).get(f"/cases/{case.number}/letters/{case.number}-09.pdf").status_code == 404


def test_notices_are_counted_read_and_then_counted_no_more(apply, cast, sign_in, today, move):
    move(apply(), "urge", cast.li, "2025-09-30")
    today("2025-10-09")
    page = text(sign_in(cast.chen).get("/notices"))
    assert "申请方催办" in page
    assert "未读" in page
    sign_in(cast.chen).post("/notices")
    assert Notice.objects.get().read_at is not None
    assert "未读" not in text(sign_in(cast.chen).get("/notices"))


def test_a_draft_is_returned_on_the_page(apply, cast, sign_in, today, move):
    chain(cast.authority, "officer", "section_head")
    case = apply()
    move(case, "grant", cast.chen)
    today("2025-10-09")
    assert "退回拟办意见" in text(sign_in(cast.he).get(f"/cases/{case.number}"))
    answer = sign_in(cast.he).post(f"/cases/{case.number}/return", {"reason": "依据不足"}, follow=True)
    assert "拟办意见已退回" in text(answer)


def test_a_head_of_section_signs_a_drafted_refusal_without_writing_it_again(apply, cast, sign_in, today, move):
    chain(cast.authority, "officer", "section_head")
    case = apply()
    move(case, "refuse", cast.chen, reason="含涉密坐标", basis="保密法第三条")
    today("2025-10-09")
    case.refresh_from_db()
    page = text(sign_in(cast.he).get(f"/cases/{case.number}"))
    assert "含涉密坐标" in page
    sign_in(cast.he).post(f"/cases/{case.number}/move/refuse", {"seen": case.version})
    case.refresh_from_db()
    assert (case.state, case.moves.get().statement["basis"]) == ("refused", "保密法第三条")


def test_the_json_of_a_page_is_the_same_query(apply, cast, sign_in, today):
    case = apply()
    today("2025-09-30")
    document = sign_in(cast.chen).get(f"/cases/{case.number}.json").json()
    assert (document["number"], document["due"], document["article"]) == (
        case.number,
        "2025-10-13",
        "达州办法 第二十条第二款",
    )
    assert "grant" in [each["outcome"] for each in document["moves"]]
    assert sign_in(cast.chen).get("/inbox.json").json()["cases"][0]["days_left"] == 4
    assert (
        sign_in(cast.chen).get("/cases.json?procedure=sharing-application").json()["cases"][0]["number"] == case.number
    )
    assert sign_in(cast.sun).get(f"/cases/{case.number}.json").status_code == 404


def test_the_replay_page_shows_that_record_and_law_agree(apply, cast, sign_in, today, move):
    case = move(apply(), "grant", cast.chen)
    today("2025-10-09")
    page = text(sign_in(cast.li).get(f"/cases/{case.number}/replay"))
    assert case.law_id in page
    assert "不一致" not in page


@pytest.mark.parametrize(
    "address", ["/inbox", "/cases", "/cases/open", "/notices", "/cases/2025-GX-00001", "/cases/2025-GX-00001/replay"]
)
def test_every_page_is_there_in_english(apply, cast, sign_in, today, address):
    apply()
    today("2025-10-09")
    answer = sign_in(cast.chen).get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert '<html lang="en"' in text(answer)


def test_the_decision_form_begins_with_the_terms_that_were_applied_for(apply, cast, sign_in, today):
    case = apply(
        items=["XZQH", "MC"], rows={"XZQH": ["511702", "511703"], "ND": {"at_least": 2020}}, until="2026-12-31"
    )
    today("2025-09-30")
    page = text(sign_in(cast.chen).get(f"/cases/{case.number}"))
    assert "XZQH\nMC</textarea>" in page
    # PostgreSQL keeps the keys of a mapping in an order of its own.
    assert "XZQH = 511702, 511703" in page
    assert "ND = {&quot;at_least&quot;: 2020}" in page
    assert 'value="2026-12-31"' in page


@pytest.mark.parametrize(("written", "status"), [('ND = {"at_least": 2020}', 302), ("ND = {at_least}", 422)])
def test_a_test_on_rows_is_read_as_json(apply, cast, sign_in, today, registry, written, status):
    case = apply()
    today("2025-09-30")
    answer = sign_in(cast.chen).post(f"/cases/{case.number}/move/grant", {"seen": case.version, "grant-rows": written})
    assert answer.status_code == status
    assert [said.terms["rows"] for _, said, _ in registry.carried_out] == (
        [{"ND": {"at_least": 2020}}] if status == 302 else []
    )


def test_several_values_may_be_parted_as_a_chinese_keyboard_writes_them(apply, cast, sign_in, today, registry):
    case = apply()
    today("2025-09-30")
    data = {"seen": case.version, "grant-rows": "XZQH＝511702，511703、511721"}
    sign_in(cast.chen).post(f"/cases/{case.number}/move/grant", data)
    assert registry.carried_out[0][1].terms["rows"] == {"XZQH": ["511702", "511703", "511721"]}


def test_a_list_of_named_options_is_ticked_and_begins_with_what_was_asked_for() -> None:
    ways = {"file": {"zh": "文件"}, "token": {"zh": "取数令牌"}}
    asked = Field(key="handout", label={"zh": "交付方式"}, help={}, type="list", widget="lines", required=False, options=ways)  # fmt: skip
    assert 'value="token" id="id_handout_1" checked' in str(FactForm([asked], initial={"handout": "token"})["handout"])
    form = FactForm([asked], MultiValueDict({"handout": ["token"]}))
    assert form.is_valid()
    assert form.facts() == {"handout": ["token"]}


def test_what_has_no_items_is_not_granted_by_items_rows_or_masks() -> None:
    fields = [
        Field(key=key, label={"zh": key}, help={}, type=kind, widget=widget, required=False, options={})
        for key, kind, widget in (
            ("items", "list", "items"),
            ("rows", "mapping", "condition"),
            ("until", "date", "date"),
        )
    ]
    assert list(FactForm(fields, items={}).fields) == ["until"]
    assert list(FactForm(fields, items=None).fields) == ["items", "rows", "until"]
