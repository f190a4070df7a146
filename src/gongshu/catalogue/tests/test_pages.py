"""Pages of the catalogue: search, data set, steward's desk, review desk; usable without JavaScript."""

from __future__ import annotations

import pytest
from django.utils import timezone

from gongshu.catalogue import services, tabs
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import NOW, complete, deliver, hook, publish
from gongshu.people.models import Account

BASIS = {"kind": "law", "law": "测绘法", "article": "第三十四条"}


@pytest.fixture
def entry(huang, chen):
    held = publish(services.add(complete(keywords=["房产"]), actor=huang, now=NOW), huang, chen)
    deliver(held, huang)
    hook(held, huang, chen)
    return held


@pytest.fixture
def signed_in(client, cast):
    def enter(login):
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def text(answer):
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_search_page_lists_hits_with_facets(client, entry):
    page = text(client.get("/catalogue", {"q": "不动产", "domain": "construction"}))
    assert f"/catalogue/{entry.number}" in page
    assert 'name="domain" value="construction" checked' in page
    assert "达州市自然资源和规划局" in page
    assert page.index("跳到结果") < page.index("应用筛选") < page.index('id="hits-title"')


def test_the_search_page_and_its_json_are_the_same_search(client, entry):
    found = client.get("/catalogue.json", {"q": "登记"}).json()
    assert (found["total"], [hit["entry"] for hit in found["hits"]]) == (1, [entry.number])
    assert client.get("/api/v1/catalogue", {"q": "登记"}).json() == found


def test_nothing_found_says_what_to_do(client, entry):
    assert "换一个说法" in text(client.get("/catalogue", {"q": "没有这样的数据"}))


def test_the_data_set_page_is_in_the_order_of_chinese_portals(client, entry):
    page = text(client.get(f"/catalogue/{entry.number}"))
    wanted = [
        "不动产登记信息</h1>",
        "摘要",
        "提供方",
        "领域</dt>",
        "更新频率",
        "共享属性",
        "开放属性",
        "格式",
        "数据量",
        "联系方式",
        "发布时间",
        "更新时间",
        "数据项",
    ]
    places = [page.index(word) for word in wanted]
    assert places == sorted(places)
    assert "/law/cn/sichuan/dazhou/" in page


@pytest.mark.parametrize("tab", ["items", "resources", "sample", "api", "versions", "uses"])
def test_every_tab_is_an_address_of_its_own(client, entry, tab):
    assert "aria-current" in text(client.get(f"/catalogue/{entry.number}", {"tab": tab}))


def test_an_unknown_tab_is_not_there(client, entry):
    assert client.get(f"/catalogue/{entry.number}", {"tab": "secret"}).status_code == 404


def test_a_capability_fills_a_tab_and_opens_a_door(client, entry, monkeypatch):
    monkeypatch.setattr(tabs, "_tabs", dict(tabs._tabs))
    monkeypatch.setattr(tabs, "_doors", [])
    tabs.register_tab(
        tabs.Tab(key="sample", title="样例", template="catalogue/tabs/uses.html", context=lambda *about: {}, order=30)
    )
    tabs.register_doors(lambda held, actor: [tabs.Door(title="下载", address=f"/download/{held.number}", primary=True)])
    page = text(client.get(f"/catalogue/{entry.number}", {"tab": "sample"}))
    assert f"/download/{entry.number}" in page
    assert "不动产统一登记" in page


def test_json_of_a_data_set_stands_beside_its_page(client, entry):
    assert client.get(f"/catalogue/{entry.number}.json").json()["entry"] == entry.number
    assert client.get(f"/api/v1/catalogue/{entry.number}").json()["title"] == "不动产登记信息"


def test_what_may_not_be_seen_is_not_found_on_any_page(client, huang, chen):
    hidden = services.add(complete(title="控制点", opening="withheld", opening_basis=BASIS), actor=huang, now=NOW)
    publish(hidden, huang, chen)
    for address in ("", ".json", "/versions/1"):
        answer = client.get(f"/catalogue/{hidden.number}{address}")
        assert answer.status_code == 404
        assert "控制点" not in answer.content.decode()
    assert "控制点" not in text(client.get("/catalogue"))
    assert client.get(f"/api/v1/catalogue/{hidden.number}").status_code == 404


def test_an_earlier_version_has_its_page(client, entry):
    assert "第 1 版" in text(client.get(f"/catalogue/{entry.number}/versions/1"))
    assert client.get(f"/catalogue/{entry.number}/versions/9").status_code == 404


def test_the_rates_page_shows_every_body(client, entry):
    page = text(client.get("/catalogue/rates"))
    assert "达州市自然资源和规划局" in page
    assert "100%" in page


@pytest.mark.parametrize(
    "address",
    [
        "/catalogue/steward",
        "/catalogue/list",
        "/catalogue/review",
        "/catalogue/new",
        "/catalogue/levels",
        "/catalogue/synonyms",
    ],
)
def test_desks_are_for_those_who_sign_in(client, db, node, address):
    assert client.get(address).status_code == 302


def test_the_steward_s_desk_shows_what_waits(signed_in, huang, chen):
    held = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(held, huang)
    services.add(complete(title="地籍图", items=[]), actor=huang, now=NOW)
    page = text(signed_in("huang").get("/catalogue/steward"))
    assert "送挂接" in page
    assert "空目录" in page
    assert 'value="511700-0002" form="submit-entries"' in page
    assert "地籍图" not in text(signed_in("huang").get("/catalogue/steward", {"state": "published"}))


def form(**changed):
    said = {
        "title": "地籍图", "format": "image", "domain": "geography", "data_type": "unstructured", "update_frequency": "yearly", "sharing": "unconditional",
        "opening": "withheld", "opening_basis.kind": "law", "opening_basis.law": "测绘法", "opening_basis.article": "第三十四条", "level": "general-3",
        "contact": "测绘科", "contact_details": "0818-1", "duty": "测绘管理", "collection.authority": "a", "collection.procedure": "b",
        "collection.standard": "c", "delivery_mode": "replace", "items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "0", "items-0-name": "图幅号",
        "items-0-code": "sheet", "items-0-type": "text", "items-0-personal": "none", "items-0-key": "on", "items-1-type": "text", "items-1-personal": "none",
    }  # fmt: skip
    return {**said, **changed}


def test_a_steward_describes_data_by_a_form_and_sends_it_for_review(signed_in):
    client = signed_in("huang")
    answer = client.post("/catalogue/new", form())
    entry = Entry.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/catalogue/{entry.number}/check")
    assert [(item.name, item.key) for item in entry.draft.items.all()] == [("图幅号", True)]
    page = text(client.get(answer.url))
    assert "符合法规对目录的要求" in page
    sent = client.post("/catalogue/submit", {"entry": entry.number})
    assert sent.url.startswith("/cases/2")


@pytest.mark.parametrize("login", ["lin", "liu"])
def test_the_next_version_of_an_entry_is_read_by_nobody_but_who_describes_or_reviews_it(signed_in, huang, chen, login):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    services.edit(entry.number, {"title": "尚未送审的名称"}, actor=huang, now=NOW)
    for address in (
        f"/catalogue/{entry.number}/edit",
        f"/catalogue/{entry.number}/check",
        "/catalogue/list",
        "/catalogue/steward",
    ):
        assert "尚未送审的名称" not in signed_in(login).get(address).content.decode(), address
    assert signed_in(login).get(f"/catalogue/{entry.number}/edit").status_code == 403
    assert "尚未送审的名称" in text(signed_in("huang").get("/catalogue/steward"))


def test_a_form_that_cannot_be_kept_shows_every_problem_beside_its_field(signed_in):
    client = signed_in("huang")
    answer = client.post("/catalogue/new", form(**{"again_basis.kind": "law", "again_basis.law": "统计法"}))
    assert answer.status_code == 422
    assert "没有保存" in answer.content.decode()
    assert Entry.objects.count() == 0


def test_more_rows_come_without_losing_what_was_typed(signed_in):
    answer = signed_in("huang").post("/catalogue/new", form(more="1"))
    page = text(answer)
    assert 'value="图幅号"' in page
    assert 'value="地籍图"' in page
    assert "items-4-name" in page
    assert Entry.objects.count() == 0


def test_the_form_of_a_draft_holds_what_it_says_and_keeps_the_change(signed_in, huang):
    entry = services.add(complete(purposes=["核验"], keywords=["房产", "登记"]), actor=huang, now=NOW)
    client = signed_in("huang")
    page = text(client.get(f"/catalogue/{entry.number}/edit"))
    assert 'value="房产 登记"' in page
    assert 'value="不动产登记暂行条例 第四条"' in page
    client.post(f"/catalogue/{entry.number}/edit", form(title="不动产登记簿"))
    entry.refresh_from_db()
    assert entry.draft.title == "不动产登记簿"


def test_the_check_page_names_what_is_lacking_with_its_article(signed_in, huang):
    entry = services.add(complete(format=""), actor=huang, now=NOW)
    client = signed_in("huang")
    page = text(client.get(f"/catalogue/{entry.number}/check"))
    assert "达州办法 第十三条第一款" in page
    refused = client.post(
        "/catalogue/submit", {"entry": entry.number, "next": f"/catalogue/{entry.number}/check"}, follow=True
    )
    assert "不能送审" in text(refused)


def test_the_page_to_go_back_to_is_never_elsewhere(signed_in, huang):
    entry = services.add(complete(format=""), actor=huang, now=NOW)
    answer = signed_in("huang").post(
        "/catalogue/submit", {"entry": entry.number, "next": "https://elsewhere.example/catalogue/"}
    )
    assert answer.url == "/catalogue/steward"


def test_a_filled_in_file_is_kept_as_a_draft(signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in("huang")
    blank = client.get("/catalogue/template.yaml").content
    filled = blank.replace(b'title: ""', "title: 地籍图".encode(), 1).replace(
        b'provider: ""', b"provider: 511700-zrzyj"
    )
    answer = client.post("/catalogue/upload", {"file": SimpleUploadedFile("entry.yaml", filled)})
    assert answer.url == "/catalogue/511700-0001/check"
    for wrong in (b"\xff\xfe", b"a: [", b"- text", b""):
        refused = client.post(
            "/catalogue/upload", {"file": SimpleUploadedFile("entry.yaml", wrong or b"~")}, follow=True
        )
        assert "message-error" in text(refused)
    assert Entry.objects.count() == 1


def test_the_review_desk_shows_checks_and_the_difference_side_by_side(signed_in, huang, chen, entry):
    services.edit(entry.number, {"abstract": "新的摘要", "format": "spreadsheet"}, actor=huang, now=NOW)
    case = services.submit([entry.number], actor=huang, now=NOW)
    client = signed_in("chen")
    assert case.number in text(client.get("/catalogue/review"))
    page = text(client.get(f"/catalogue/review/{case.number}"))
    assert "新的摘要" in page
    assert complete()["abstract"] in page
    assert "电子表格" in page
    assert "作出决定" in page


def test_the_reviewer_sees_which_rules_fail(signed_in, huang):
    from gongshu.cases.services import open_case

    entry = services.add(complete(format=""), actor=huang, now=NOW)
    case = open_case("catalogue-review", [entry.number], {}, actor=huang, now=NOW)
    page = text(signed_in("chen").get(f"/catalogue/review/{case.number}"))
    assert "尚有 1 处不符合要求" in page


def test_hooking_is_reviewed_on_the_same_desk(signed_in, huang, chen):
    held = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(held, huang)
    sent = signed_in("huang").post(f"/catalogue/resources/{held.number}-1/hook")
    number = sent.url.rsplit("/", 1)[-1]
    assert f"{held.number}-1" in text(signed_in("chen").get(f"/catalogue/review/{number}"))


def test_a_resource_is_added_taken_off_and_a_draft_given_up_by_forms(signed_in, huang, entry):
    client = signed_in("huang")
    client.post(f"/catalogue/{entry.number}/resources", {"kind": "file", "title": "附图"})
    client.post(f"/catalogue/resources/{entry.number}-1/unhook", {"reason": "有误"})
    services.edit(entry.number, {"abstract": "改"}, actor=huang, now=NOW)
    client.post(f"/catalogue/{entry.number}/drop")
    entry.refresh_from_db()
    assert (entry.draft, [resource.state for resource in entry.resources.all()]) == (None, ["suspended", "draft"])


def test_a_level_s_catalogue_is_compiled_and_sent_up_by_a_form(signed_in, entry):
    client = signed_in("chen")
    page = text(client.post("/catalogue/levels", {"region": "511700"}, follow=True))
    assert "511700.1" in page
    assert entry.number in text(client.get("/catalogue/levels/511700.1"))
    assert "已送审" in text(client.post("/catalogue/levels", {"submit": "511700.1"}, follow=True))
    assert client.get("/catalogue/levels/511700.9").status_code == 404


def test_synonyms_are_kept_by_a_form(signed_in):
    client = signed_in("chen")
    assert "巴士" in text(client.post("/catalogue/synonyms/change", {"group": "公交", "word": "巴士"}, follow=True))
    assert "巴士" not in text(client.post("/catalogue/synonyms/change", {"drop": "巴士"}, follow=True))


def test_the_list_of_the_console_holds_what_a_person_may_see(signed_in, entry):
    assert entry.number in text(signed_in("liu").get("/catalogue/list"))


def test_a_program_describes_changes_and_submits_by_the_interface(signed_in, huang):
    client = signed_in("huang")
    made = client.post("/api/v1/catalogue", complete(), content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    number = made.json()["entry"]
    assert (
        client.patch(f"/api/v1/catalogue/{number}", {"format": ""}, content_type="application/json").status_code == 200
    )
    problems = client.get(f"/api/v1/catalogue/{number}/problems").json()["problems"]
    assert [(problem["path"], problem["article"]) for problem in problems] == [("format", "达州办法 第十三条第一款")]
    refused = client.post("/api/v1/catalogue/reviews", {"entries": [number]}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["article"]) == (409, "达州办法 第十三条第一款")
    client.patch(f"/api/v1/catalogue/{number}", {"format": "database"}, content_type="application/json")
    assert client.post("/api/v1/catalogue/reviews", {"entries": [number]}, content_type="application/json").json()[
        "case"
    ]
    assert client.get(f"/api/v1/catalogue/{number}/snapshots").json() == {"snapshots": []}


def test_a_program_is_told_every_problem_of_form_at_once(signed_in):
    answer = signed_in("huang").post(
        "/api/v1/catalogue",
        {"title": "", "provider": "511700-zrzyj", "sharing": "open"},
        content_type="application/json",
    )
    assert answer.status_code == 422
    assert "title" in answer.json()["error"]["what"]
    assert "sharing" in answer.json()["error"]["what"]


def test_data_is_called_up_to_date_only_where_some_was_delivered(client, huang, chen):
    held = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    assert "按时更新" not in client.get(f"/catalogue/{held.number}").content.decode()
    deliver(held, huang)
    hook(held, huang, chen)
    held.resources.update(delivered_at=timezone.now())
    assert "按时更新" in client.get(f"/catalogue/{held.number}").content.decode()
    held.resources.update(delivered_at=None)  # as with an interface of the source, which answers and delivers nothing
    assert "按时更新" not in client.get(f"/catalogue/{held.number}").content.decode()
