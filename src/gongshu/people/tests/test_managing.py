"""The administrators' pages: what each may do, what the pages refuse, and that the public sees none of it."""

from __future__ import annotations

import re

import pytest

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.people.models import Account, Body, BodyRole, Chain, DutyGrant
from gongshu.people.tests import stage
from gongshu.people.tests.stage import person

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NEW_BODY = {
    "code": "511702-wtj", "zh": "通川区文化体育局", "short": "通川文体局", "en": "Tongchuan Culture and Sports Bureau",
    "kind": "government_department", "region": "511702", "head": "王强", "contact": "李梅",
}  # fmt: skip


@pytest.fixture(autouse=True)
def bureau(node):
    stage.regions()
    return stage.body()


@pytest.fixture
def system(bureau):
    return person("sysadmin", stage.body("511700-dsjzx", "大数据中心"), office="system")


@pytest.fixture
def security(bureau):
    return person("secadmin", stage.body("511700-aq", "安全办"), office="security")


@pytest.fixture
def visit(client):
    """Sign somebody in and return the browser."""

    def arrive(account, language="zh-hans"):
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies.load({"django_language": language})
        return client

    return arrive


def text(answer) -> str:
    return answer.content.decode()


def test_a_new_account_enters_by_the_link_that_its_page_shows_once(visit, system, bureau):
    browser = visit(system)
    answer = browser.post("/people/new", {"login": "yang", "name": "杨帆", "body": bureau.code})
    assert answer["Cache-Control"] == "no-store"
    link = re.search(r"/enter/[\w-]+", text(answer))
    assert link, "the link is shown"
    assert "/enter/" not in text(browser.get("/people/yang"))
    browser.logout()
    assert browser.get(link[0]).status_code == 302
    assert "杨帆" in text(browser.get("/account"))


def test_a_login_is_never_given_twice_and_what_was_filled_in_stays(visit, system, bureau):
    person("yang", bureau)
    answer = visit(system).post("/people/new", {"login": "yang", "name": "杨帆", "body": bureau.code})
    assert answer.status_code == 422
    assert "登录名 yang 已被使用" in text(answer)
    assert "杨帆" in text(answer)


def test_the_security_administrator_grants_and_withdraws_a_duty(visit, security, bureau):
    person("yang", bureau)
    browser = visit(security)
    assert browser.post("/people/yang/duties", {"duty": "steward"}).url == "/people/yang"
    assert DutyGrant.objects.filter(account__login="yang", duty="steward", until__isnull=True).exists()
    assert "数据专员" in text(browser.get("/people/yang"))
    browser.post("/people/yang/duties/steward/revoke")
    assert not DutyGrant.objects.filter(account__login="yang", until__isnull=True).exists()
    done = AuditEvent.objects.filter(actor_login="secadmin").order_by("id").values_list("event", flat=True)
    assert [one for one in done if "duty" in one] == [Event.DUTY_GRANT, Event.DUTY_REVOKE]


def test_a_duty_that_has_ended_before_it_began_is_refused_in_the_form(visit, security, bureau):
    person("yang", bureau)
    answer = visit(security).post("/people/yang/duties", {"duty": "steward", "until": "2020-01-01T00:00"})
    assert answer.status_code == 422
    assert "已过" in text(answer)
    assert not DutyGrant.objects.filter(account__login="yang").exists()


def test_the_system_administrator_grants_no_duty_and_the_security_administrator_opens_no_account(
    visit, system, security, bureau
):
    person("yang", bureau)
    assert visit(system).post("/people/yang/duties", {"duty": "steward"}).status_code == 403
    assert "授予职责" not in text(visit(system).get("/people/yang"))
    assert visit(security).get("/people/new").status_code == 403
    assert visit(security).post("/people/yang/close").status_code == 403
    assert Account.objects.get(login="yang").is_active


def test_whoever_leaves_hands_every_duty_over_and_is_closed(visit, system, bureau):
    person("yang", bureau, "steward", "handle")
    person("ma", bureau, "handle")
    browser = visit(system)
    refused = browser.post("/people/yang/close")
    assert refused.status_code == 422
    assert "请先移交" in text(refused)
    browser.post("/people/yang/hand-over", {"successor": "ma"})
    assert not Account.objects.get(login="yang").is_active
    held = DutyGrant.objects.filter(account__login="ma", until__isnull=True).values_list("duty", flat=True)
    assert sorted(held) == ["handle", "steward"]


def test_an_account_without_duties_is_closed_and_its_page_says_so(visit, system, bureau):
    person("yang", bureau)
    browser = visit(system)
    browser.post("/people/yang/close")
    assert "已注销" in text(browser.get("/people/yang"))


def test_an_administrator_is_appointed_and_the_last_of_a_kind_is_not_dismissed(visit, security, system, bureau):
    person("yang", bureau)
    browser = visit(security)
    browser.post("/people/yang/office", {"kind": "system"})
    assert Account.objects.get(login="yang").office.kind == "system"
    browser.post("/people/sysadmin/office/end")
    assert not hasattr(Account.objects.get(login="sysadmin"), "office")
    last = browser.post("/people/yang/office/end")
    assert last.status_code == 422
    assert "唯一的" in text(last)


def test_a_body_is_registered_changed_and_found(visit, system):
    browser = visit(system)
    assert browser.post("/bodies/new", NEW_BODY).url == "/bodies/511702-wtj"
    assert "通川区文化体育局" in text(browser.get("/bodies"))
    changed = {**NEW_BODY, "head": "赵敏", "contact_details": "0818-1234567"}
    browser.post("/bodies/511702-wtj/edit", changed)
    body = Body.objects.get(code="511702-wtj")
    assert (body.head, body.contact_details, body.region_id) == ("赵敏", "0818-1234567", "511702")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"code": "511700-jtysj"}, "已登记给另一个单位"),
        ({"region": "999999"}, "没有代码为 999999 的行政区划"),
        ({"uscc": "91510000000000000X"}, "不是统一社会信用代码"),
        ({"kind": "park_committee"}, "园区管委会须有代管区域"),
        ({"zh": ""}, "这个字段是必填项"),
    ],
)
def test_a_body_that_cannot_be_is_refused_with_the_value_and_the_way_out(visit, system, said, why):
    answer = visit(system).post("/bodies/new", {**NEW_BODY, **said})
    assert answer.status_code == 422
    assert why in text(answer)
    assert "李梅" in text(answer), "what was filled in stays"
    assert Body.objects.filter(zh="通川区文化体育局").count() == 0


def test_a_credit_code_belongs_to_one_body(visit, system):
    stage.body("511702-a", "甲", "511702", uscc="91350100M000100Y43")
    answer = visit(system).post("/bodies/new", {**NEW_BODY, "uscc": "91350100m000100y43"})
    assert "已登记给" in text(answer)


def test_a_role_given_to_a_body_ends_that_of_its_predecessor(visit, system, bureau):
    browser = visit(system)
    other = stage.body("511700-sjj", "市数据局")
    said = {"role": "data_authority", "region": "511700", "since": "2025-09-01", "basis": "达州办法 第六条第一款"}
    browser.post("/bodies/511700-jtysj/manage", said)
    browser.post(f"/bodies/{other.code}/manage", {**said, "since": "2025-09-20"})
    live = BodyRole.objects.get(role="data_authority", until__isnull=True)
    assert live.body == other
    assert "2025-09-20" in text(browser.get("/bodies/511700-jtysj"))
    browser.post(f"/bodies/{other.code}/roles/{live.pk}/end")
    assert not BodyRole.objects.filter(role="data_authority", until__isnull=True).exists()


def test_the_leader_of_a_body_sets_its_chain_and_gives_it_no_role(visit, bureau):
    leader = person("tang", bureau, "leader")
    browser = visit(leader)
    browser.post(f"/bodies/{bureau.code}/chain", {"steps": ["handle", "section_head", "leader"]})
    assert Chain.objects.get(body=bureau).steps == ["handle", "section_head", "leader"]
    assert "经办人 → 科室负责人 → 分管领导" in text(browser.get(f"/bodies/{bureau.code}"))
    assert "确定角色" not in text(browser.get(f"/bodies/{bureau.code}/manage"))
    said = {"role": "data_authority", "region": "511700", "since": "2025-09-01", "basis": "达州办法 第六条"}
    assert browser.post(f"/bodies/{bureau.code}/manage", said).status_code == 403


def test_a_body_with_open_accounts_is_not_dissolved(visit, system, bureau):
    person("yang", bureau)
    browser = visit(system)
    refused = browser.post(f"/bodies/{bureau.code}/close")
    assert refused.status_code == 422
    assert "yang" in text(refused)
    browser.post("/people/yang/close")
    browser.post(f"/bodies/{bureau.code}/close")
    assert "已撤销" in text(browser.get("/bodies"))


@pytest.mark.parametrize("path", ["/people/new", "/people/sysadmin", "/bodies/new", "/bodies/511700-jtysj/manage"])
def test_the_public_is_asked_to_sign_in(client, system, path):
    assert client.get(path).url.startswith("/accounts/login/")


def test_colleagues_see_who_holds_a_duty_and_strangers_see_nobody(visit, bureau):
    person("yang", bureau, "steward")
    colleague = person("ma", bureau, "handle")
    stranger = person("qian", stage.body("511702-x", "别处", "511702"), "handle")
    assert "数据专员" in text(visit(colleague).get("/people/yang"))
    assert visit(stranger).get("/people/yang").status_code == 404


@pytest.mark.parametrize("path", ["/people/new", "/people/yang", "/bodies/new", "/bodies/511700-jtysj/manage"])
def test_english_pages_are_english(visit, system, bureau, path):
    person("yang", bureau, "steward")
    page = text(visit(system, "en").get(path))
    page = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    page = re.sub(r'<(\w+)[^>]*lang="zh-Hans"[^>]*>.*?</\1>', "", page, flags=re.S)
    assert not CHINESE.search(page), CHINESE.search(page)


@pytest.mark.parametrize("path", ["/people/yang", "/bodies/511700-jtysj/manage"])
def test_bodies_have_their_english_names_on_english_pages(visit, system, bureau, path):
    person("yang", bureau, "steward")
    page = text(visit(system, "en").get(path))
    assert (bureau.en in page, bureau.zh in page) == (True, False)


def test_dissolving_a_body_is_explained_and_takes_a_second_step(visit, system, bureau):
    page = text(visit(system).get(f"/bodies/{bureau.code}/manage"))
    assert "不能恢复" in page
    assert page.index("<summary>") < page.index("确认撤销")
