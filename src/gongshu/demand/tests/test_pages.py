"""Pages and API of demand, as a browser without scripts and a program see them."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import clock
from gongshu.catalogue.tests.stage import at
from gongshu.demand.models import Demand
from gongshu.demand.tests.stage import assigned, consulted, entry, move, need, promised, row, withheld
from gongshu.people.models import Account


@pytest.fixture(autouse=True)
def _today(cast):
    clock.set_to(at(40))
    yield
    clock.set_to(None)


@pytest.fixture
def as_(client):
    def enter(login):
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def text(said, status=200):
    assert said.status_code == status, said.content.decode()[:1500]
    return said.content.decode()


def test_a_stranger_reads_what_the_public_needs_and_neither_who_asked_nor_what_bodies_need(client, liu, lin, chen):
    of_lin = assigned(need(lin, subject_line="公厕位置"), chen)
    of_liu = assigned(need(liu, 3), chen, 4)
    for address in ("/demands", "/demands.json", "/demands.csv", "/api/v1/demands", f"/demands/{of_lin.pk}"):
        said = client.get(address)
        body = b"".join(said.streaming_content).decode() if said.streaming else text(said)
        body = json.dumps(json.loads(body), ensure_ascii=False) if "json" in said["Content-Type"] else body
        assert "公厕位置" in body, address
        for secret in (lin.name, of_lin.case, of_liu.title):
            assert secret not in body, (address, secret)
    assert client.get(f"/demands/{of_liu.pk}").status_code == 404
    assert client.get(f"/api/v1/demands/{of_liu.pk}").status_code == 404


def test_page_and_json_tell_the_same(as_, liu, chen, huang):
    held = promised(need(liu), chen, huang)
    (said,) = json.loads(text(as_("huang").get("/demands.json")))["rows"]
    assert said == json.loads(text(as_("huang").get(f"/api/v1/demands/{held.pk}")))
    assert (said["state"], said["due"], said["source"]) == ("promised", "2025-10-20", "511700-zrzyj")
    page = text(as_("huang").get(f"/demands/{held.pk}"))
    for words in ("2025-10-20", "数源单位的承诺，不是法定期限", "已承诺", f"/cases/{held.case}"):
        assert words in page


def test_the_list_is_narrowed_by_words_state_use_and_body(as_, liu, lin, chen, huang):
    assigned(need(lin, subject_line="公厕位置"), chen)
    promised(need(liu, 3), chen, huang, 4)
    client = as_("huang")

    def titles(**wanted):
        return [each["title"] for each in json.loads(text(client.get("/demands.json", wanted)))["rows"]]

    assert titles() == ["宗地界址", "公厕位置"]
    assert titles(q="公厕") == titles(use="opening") == titles(state="open") == ["公厕位置"]
    assert titles(state="promised") == titles(body="511700-jtysj") == ["宗地界址"]
    assert titles(state="closed") == titles(q="没有") == titles(body="nobody") == []
    assert "没有这样的需求" in text(client.get("/demands", {"state": "closed"}))


def test_a_demand_that_was_declined_says_why(client, lin, chen, huang):
    case = need(lin)
    consulted(case, chen, huang)
    move(case, "refuse", chen, 6, refusal_ground="not_eligible", reason="涉及国家秘密")
    assert "涉及国家秘密" in text(client.get(f"/demands/{row(case).pk}"))


def test_an_entry_that_a_reader_may_not_see_is_told_by_its_number_alone(client, as_, liu, chen, huang):
    case = need(liu)
    promised(case, chen, huang)
    there = entry(huang, chen, **withheld("opening"))
    move(case, "deliver", huang, 8, entry=there.number)
    assert f"/catalogue/{there.number}" in text(as_("huang").get(f"/demands/{row(case).pk}"))
    Demand.objects.update(use="opening")  # as if the public read it
    client.logout()
    page = text(client.get(f"/demands/{row(case).pk}"))
    assert f"/catalogue/{there.number}" not in page
    assert "宗地界址信息" not in page


def test_the_case_is_offered_to_its_parties_only(as_, liu, chen):
    held = assigned(need(liu), chen)
    assert f"/cases/{held.case}" in text(as_("chen").get(f"/demands/{held.pk}"))
    assert f"/cases/{held.case}" not in text(as_("zhou").get(f"/demands/{held.pk}"))


def test_where_no_text_provides_for_demands_the_page_says_so(client, place):
    place("cn/shanxi/taiyuan")
    page = text(client.get("/demands"))
    assert "没有规定目录以外的需求" in page
    assert "/cases/open/opening-demand" not in page


def test_a_page_of_many_demands_asks_the_database_no_more_than_one_of_few(client, lin, chen):
    def asked():
        with CaptureQueriesContext(connection) as found:
            text(client.get("/demands"))
        return len(found)

    assigned(need(lin), chen)
    asked()
    few = asked()
    for hours in range(3, 15, 2):
        assigned(need(lin, hours), chen, hours + 1)
    assert asked() == few
