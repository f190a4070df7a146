"""The page of an interface, the form that registers it, and the tab of the data set."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.prepared import prepare

from gongshu.catalogue import services as catalogue
from gongshu.catalogue.models import Resource
from gongshu.grants.tests.stage import NOW
from gongshu.interfaces import services
from gongshu.interfaces.tests.running import DESCRIBED
from gongshu.people.models import Account

OPENED = {"opening": "unconditional", "opening_conditions": "", "sharing": "unconditional"}
SAMPLE = '{"code": 200, "data": {"list": [{"dyh": "U00003", "mj": "63.50", "qlr": "张三丰", "neibu": "机密"}]}}'
SAID = {"address": "https://data.example.gov.cn/api/people", **DESCRIBED, "sample": SAMPLE}
FORM = {
    "protocol": "json", "method": "GET", "address": SAID["address"], "credential": "header", "credential_name": "X-Api-Key", "secret": "k3y",
    "parameters": "dyh, query, required, unit_no, 不动产单元号, U00003", "rows_at": "data.list", "answered": "unit_no = dyh\narea = mj",
    "status_at": "code", "fine": "200，0", "codes": "404，查无此单元，核对单元号", "sample": "", "quota": "500", "timeout": "10", "largest": "8",
}  # fmt: skip


@pytest.fixture
def desk(stage):
    def signed_in(login):
        client = Client()
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def made(stage, entry=None, said=SAID):
    """A hooked interface of an entry; returns the number of the entry."""
    held = stage.entry(hooked=False, resources=[{"kind": "interface", "title": "登记查询"}], **(entry or {}))
    number = f"{held.number}-1"
    services.register(number, said, "k3y" if said.get("credential") else "", actor=stage.cast("huang"), now=NOW)
    prepare(held, NOW)
    case = catalogue.submit_resource(number, actor=stage.cast("huang"), now=NOW)
    stage.move(case.number, "approve", stage.cast("chen"))
    return held.number


def test_the_steward_registers_on_a_form_and_sends_it_for_hooking(desk, resource):
    client = desk("huang")
    check = client.get(f"/catalogue/{resource.rpartition('-')[0]}/check").content.decode()
    assert f"/resources/{resource}/interface" in check
    answer = client.post(f"/resources/{resource}/interface/edit", FORM, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    page = answer.content.decode()
    assert "k3y" not in page
    assert "送挂接" in page
    case = client.post(f"/catalogue/resources/{resource}/hook", {}, follow=True)
    assert case.redirect_chain, case.content.decode()[:500]
    assert Resource.objects.get(number=resource).described_at


def test_whoever_reviews_the_hooking_is_led_to_what_was_registered(stage, desk, resource):
    services.register(resource, SAID, actor=stage.cast("huang"), now=NOW)
    case = catalogue.submit_resource(resource, actor=stage.cast("huang"), now=NOW)
    assert (
        f'href="/resources/{resource}/interface"'
        in desk("chen").get(f"/catalogue/review/{case.number}").content.decode()
    )
    page = desk("chen").get(f"/resources/{resource}/interface").content.decode()
    for words in (SAID["address"], "unit_no", "dyh", "查无此单元"):
        assert words in page


def test_what_is_registered_comes_back_in_the_form_without_the_credential(desk, resource):
    client = desk("huang")
    client.post(f"/resources/{resource}/interface/edit", FORM)
    form = client.get(f"/resources/{resource}/interface/edit").context["form"]
    assert form["parameters"].value() == "dyh, query, required, unit_no, 不动产单元号, U00003"
    assert (form["answered"].value(), form["codes"].value()) == ("area = mj\nunit_no = dyh", "404, 查无此单元, 核对单元号")  # fmt: skip
    assert not form["secret"].value()


def test_what_is_wrong_stands_beside_its_field_in_the_language_of_the_page(desk, resource):
    client = desk("huang")
    wrong = {**FORM, "address": "ftp://x", "answered": "salary"}
    answer = client.post(f"/resources/{resource}/interface/edit", wrong, headers={"accept-language": "en"})
    errors = answer.context["form"].errors
    assert answer.status_code == 422
    assert ("is no address" in str(errors["address"]), "no item salary" in str(errors["answered"])) == (True, True)


def test_the_tab_shows_parameters_sample_and_codes_and_tries_what_is_open(stage):
    number = made(stage, OPENED)
    tab = Client().get(f"/catalogue/{number}", {"tab": "api"}).content.decode()
    for words in ("登记查询", "不动产单元号", "查无此单元", "&quot;owner&quot;: &quot;张**&quot;", "写成请求"):
        assert words in tab
    assert not {word for word in ("qlr", "机密", "张三丰") if word in tab}
    asked = {"tab": "api", "interface": f"{number}-1", f"{number}-1-dyh": "U 3"}
    tried = Client().get(f"/catalogue/{number}", asked).content.decode()
    assert f'href="/data/{number}/call/{number}-1?dyh=U+3"' in tried


def test_on_conditions_the_tab_says_that_a_grant_is_needed_and_offers_nothing_to_try(stage, desk):
    number = made(stage)
    tab = desk("liu").get(f"/catalogue/{number}", {"tab": "api"}).content.decode()
    assert ("须先获得授权" in tab, "写成请求" in tab) == (True, False)
    grant = stage.granted(number)
    assert grant.number in desk("liu").get(f"/catalogue/{number}", {"tab": "api"}).content.decode()


def test_where_the_source_stands_is_on_no_page_for_others(stage, desk):
    number = made(stage, OPENED, {**SAID, "credential": "header", "credential_name": "X-Api-Key"})
    for path in (f"/catalogue/{number}?tab=api", f"/resources/{number}-1/interface", f"/resources/{number}-1/interface.json"):  # fmt: skip
        for client in (Client(), desk("liu")):
            answer = client.get(path)
            assert answer.status_code == 200
            assert not {word for word in ("data.example.gov.cn", "X-Api-Key") if word in answer.content.decode()}
    assert desk("liu").get(f"/resources/{number}-1/interface/edit").status_code == 403
    for login in ("huang", "chen"):  # chen's body reviewed the hooking
        assert "data.example.gov.cn" in desk(login).get(f"/resources/{number}-1/interface").content.decode()


def test_the_page_of_a_grant_tells_how_to_call(stage, desk):
    number = made(stage)
    grant = stage.granted(number)
    page = desk("liu").get(f"/grants/{grant.number}").content.decode()
    assert (f"/data/{number}/interfaces" in page, f"/data/{number}/call?" in page) == (True, True)


def test_an_open_interface_is_told_to_other_catalogues_and_not_as_a_table(stage):
    number = made(stage, OPENED)
    (said,) = Client().get("/api/3/action/package_show", {"id": number}).json()["result"]["resources"]
    assert (said["format"], said["url"].endswith(f"/data/{number}/call/{number}-1")) == ("API", True)
    turtle = b"".join(Client().get(f"/catalogue/{number}.ttl").streaming_content).decode()
    assert ("dcat:accessService" in turtle, "dcat:downloadURL" in turtle, "dcat:DataService" in turtle) == (
        True,
        False,
        True,
    )


def test_an_interface_that_is_not_hooked_is_unknown_to_others(desk, resource):
    assert Client().get(f"/resources/{resource}/interface").status_code == 404
    assert desk("liu").get(f"/resources/{resource}/interface").status_code == 404
    assert desk("huang").get(f"/resources/{resource}/interface").status_code == 200


def test_a_program_registers_and_reads_without_the_credential(desk, resource):
    client = desk("huang")
    said = {**SAID, "credential": "bearer", "secret": "k3y"}
    answer = client.put(f"/api/v1/interfaces/{resource}", said, content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    assert (answer.json()["has_credential"], "k3y" in answer.content.decode()) == (True, False)
    refused = client.put(f"/api/v1/interfaces/{resource}", {**said, "address": "x"}, content_type="application/json")
    assert (refused.status_code, "address" in refused.json()["error"]["shown"]) == (422, True)
    assert client.get(f"/api/v1/interfaces/{resource}").json()["parameters"][0]["item"] == "unit_no"


def test_the_tab_asks_the_database_no_more_for_more_interfaces(stage, django_assert_max_num_queries):
    number = made(stage, OPENED)
    with django_assert_max_num_queries(60) as first:
        Client().get(f"/catalogue/{number}", {"tab": "api"})
    catalogue.add_resource(number, "interface", "另一个", actor=stage.cast("huang"), now=NOW)
    services.register(f"{number}-2", SAID, actor=stage.cast("huang"), now=NOW)
    case = catalogue.submit_resource(f"{number}-2", actor=stage.cast("huang"), now=NOW)
    stage.move(case.number, "approve", stage.cast("chen"))
    with django_assert_max_num_queries(len(first.captured_queries)):
        Client().get(f"/catalogue/{number}", {"tab": "api"})
