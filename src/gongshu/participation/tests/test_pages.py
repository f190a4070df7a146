"""Pages and API of participation, as a browser without scripts and a program see them."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshu.audit import clock
from gongshu.catalogue.tests.stage import at
from gongshu.participation import services
from gongshu.participation.models import Favourite, Rating
from gongshu.participation.tests.stage import answer, ask, shown, shown_reuse, submit_reuse, withhold
from gongshu.people.models import Account


@pytest.fixture(autouse=True)
def _today(entry):
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
    if said["Content-Type"].startswith("application/json"):
        return json.dumps(said.json(), ensure_ascii=False)
    return said.content.decode()


def tab(client, entry):
    return text(client.get(f"/catalogue/{entry.number}", {"tab": "participation"}))


def test_the_tab_shows_stars_questions_uses_and_applications(client, entry, lin, shutong, chen, huang):
    services.rate(entry.number, 4, actor=lin, now=at(1))
    answer(shown(entry, lin, chen), huang, 30)
    shown_reuse(entry, shutong, chen)
    page = tab(client, entry)
    for words in ("4.0", "更新时间", "每天更新。", "按承诺期限回答", "看房地图", "登录后可以评分和收藏"):
        assert words in page


def test_the_term_is_shown_as_a_promise_and_links_to_no_article(client, entry, lin, chen):
    shown(entry, lin, chen)
    page = text(client.get("/questions"))
    row = page[page.index('<li class="hit"') : page.index("</li>", page.index('<li class="hit"'))]
    assert "服务承诺期限" in row
    assert 'class="article"' not in row


def test_stars_and_favourites_are_given_by_plain_forms(as_, entry):
    client = as_("lin")
    assert client.post(f"/catalogue/{entry.number}/rate", {"stars": "3"}).status_code == 302
    assert client.post(f"/catalogue/{entry.number}/keep", {"letters": "daily"}).status_code == 302
    assert (Rating.objects.get().stars, Favourite.objects.get().letters) == (3, "daily")
    page = tab(client, entry)
    assert 'value="3" required checked' in page
    assert 'value="daily" selected' in page
    assert "不动产登记信息" in text(client.get("/mine"))
    client.post(f"/catalogue/{entry.number}/keep", {"drop": "1", "back": "mine"})
    assert not Favourite.objects.exists()


def test_stars_that_do_not_fit_are_refused_with_the_way_out(as_, entry):
    assert "选择 1 至 5 星" in text(as_("lin").post(f"/catalogue/{entry.number}/rate", {"stars": "many"}), 422)


def test_a_search_is_saved_from_the_page_that_shows_it(as_, entry):
    client = as_("lin")
    assert "/mine/searches/new?q=" in text(client.get("/catalogue", {"q": "不动产"}))
    said = client.post("/mine/searches/new?q=%E4%B8%8D%E5%8A%A8%E4%BA%A7", {"title": "房产", "letters": "daily"})
    assert said.status_code == 302
    assert "房产" in text(client.get("/mine"))


def test_the_desk_offers_the_moves_of_everything_that_waits(as_, entry, lin, shutong):
    case, other = ask(entry, lin), submit_reuse(entry, shutong, 2)
    page = text(as_("chen").get("/moderation"))
    assert page.index(case.number) < page.index(other.number)
    assert f"/cases/{case.number}/move/show" in page
    assert f"/cases/{case.number}#move-refuse" in page


def test_the_desk_is_not_for_the_public(as_, entry):
    assert as_("lin").get("/moderation").status_code == 403


def test_the_page_and_its_json_tell_the_same_and_neither_tells_who_asked(client, entry, lin, chen, huang):
    question = answer(shown(entry, lin, chen), huang, 30)
    (row,) = json.loads(text(client.get("/questions.json")))["rows"]
    assert (row["title"], row["answer"], row["kept"], row["due_is"]) == ("更新时间", "每天更新。", True, "promise")
    for address in (
        "/questions",
        "/questions.json",
        "/questions.atom",
        "/api/v1/questions",
        f"/catalogue/{entry.number}?tab=participation",
    ):
        said = text(client.get(address))
        assert "更新时间" in said
        assert lin.name not in said
        assert question.case not in said


def test_the_feed_is_one_that_a_stranger_may_read(as_, entry, lin, chen, huang):
    answer(shown(entry, lin, chen), huang, 30)
    feed = ElementTree.fromstring(text(as_("chen").get("/questions.atom")))
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    withhold(entry, huang, chen, 32)
    feed = ElementTree.fromstring(text(as_("chen").get("/questions.atom")))
    assert feed.findall("{http://www.w3.org/2005/Atom}entry") == []


def test_what_is_withheld_later_leaves_every_address(client, entry, lin, shutong, chen, huang):
    answer(shown(entry, lin, chen, 1), huang, 30)
    shown_reuse(entry, shutong, chen)
    withhold(entry, huang, chen, 32)
    for address in (
        "/questions",
        "/questions.json",
        "/questions.atom",
        "/questions/reuses",
        "/questions/applications",
        "/api/v1/questions",
        "/api/v1/reuses",
    ):
        said = text(client.get(address))
        for words in ("更新时间", "每天更新", "看房地图", entry.number):
            assert words not in said, address
    assert client.get(f"/catalogue/{entry.number}?tab=participation").status_code == 404


def test_the_api_rates_keeps_and_saves(as_, entry):
    client = as_("lin")

    def put(address, **said):
        return client.put(address, json.dumps(said), content_type="application/json")

    assert json.loads(text(put(f"/api/v1/catalogue/{entry.number}/stars", stars=5)))["average"] == 5
    assert json.loads(text(put(f"/api/v1/mine/favourites/{entry.number}", letters="at_once")))["letters"] == "at_once"
    said = json.dumps({"title": "房产", "text": "不动产"})
    assert client.post("/api/v1/mine/searches", said, content_type="application/json").status_code == 201
    mine = json.loads(text(client.get("/api/v1/mine")))
    assert [each["entry"] for each in mine["favourites"]] == [entry.number]
    assert client.delete(f"/api/v1/mine/searches/{mine['searches'][0]['id']}").status_code == 204
    assert client.delete(f"/api/v1/mine/favourites/{entry.number}").status_code == 204
    assert put(f"/api/v1/catalogue/{entry.number}/stars", stars=9).status_code == 422


def test_a_page_of_many_questions_asks_the_database_no_more_than_one_of_few(client, entry, lin, chen):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text(client.get("/questions"))
        return len(asked)

    shown(entry, lin, chen, 1)
    queries()
    few = queries()
    for hours in range(3, 15, 2):
        shown(entry, lin, chen, hours)
    assert queries() == few
