"""Lists: numbered versions of what is published, which go on saying what they said."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from tests.proof import obligation

from gongshu.catalogue import lists, pages, queries, services
from gongshu.catalogue.errors import CatalogueError, NoSuchEntry, NothingChanged
from gongshu.catalogue.lists import files
from gongshu.catalogue.models import PublishedList
from gongshu.catalogue.tests.stage import NOW, at, complete, publish
from gongshu.people import ANYONE, Refused
from gongshu.people.law import law

CITY, BUREAU = "511700", "511700-zrzyj"
BASIS = {"sharing": "withheld", "sharing_basis": {"kind": "law", "law": "测绘法", "article": "第三十条"}}
CLOSED = {
    "opening": "withheld",
    "opening_reason": "涉密",
    "opening_basis": {"kind": "law", "law": "测绘法", "article": "第三十条"},
}


@pytest.fixture
def estate(huang, chen):
    return publish(services.add(complete(), actor=huang, now=NOW), huang, chen)


def another(huang, chen, **said):
    more = {"title": "宗地信息", "items": [{"name": "宗地代码", "code": "parcel", "key": True}], **said}
    return publish(services.add(complete(**more), actor=huang, now=NOW), huang, chen)


def rows(held, actor=ANYONE):
    return [row[1] for row in queries.list_rows(actor, held)]


@pytest.mark.usefixtures("estate")
def test_what_is_published_becomes_the_next_numbered_version(huang, chen):
    first = services.publish_list("opening_responsibility_list", CITY, actor=chen, now=NOW)
    another(huang, chen)
    second = services.publish_list("opening_responsibility_list", CITY, actor=chen, now=at(1))
    assert (first.number, rows(first)) == ("opening_responsibility_list.511700.1", ["不动产登记信息"])
    assert (second.version, rows(second)) == (2, ["不动产登记信息", "宗地信息"])
    assert [article.split()[-1] for article in second.articles] == ["第二十六条"]


@pytest.mark.usefixtures("estate")
def test_where_nothing_has_changed_there_is_no_next_version(chen):
    services.publish_list("sharing_responsibility_list", CITY, actor=chen, now=NOW)
    with pytest.raises(NothingChanged):
        services.publish_list("sharing_responsibility_list", CITY, actor=chen, now=at(1))
    assert PublishedList.objects.count() == 1


def test_an_old_version_goes_on_saying_what_it_said(estate, huang, chen):
    first = services.publish_list("opening_catalogue", CITY, actor=chen, now=NOW)
    services.edit(estate.number, {"title": "不动产登记结果"}, actor=huang, now=at(1))
    publish(estate, huang, chen, at(1))
    second = services.publish_list("opening_catalogue", CITY, actor=chen, now=at(2))
    assert (rows(first), rows(second)) == (["不动产登记信息"], ["不动产登记结果"])
    assert lists.digest_of(lists.kind_of(first.kind), first.entries) == first.digest
    assert queries.list_change(ANYONE, second).revised == [estate.number]


def test_what_has_changed_since_is_told_to_whoever_publishes_the_list(estate, huang, chen):
    services.publish_list("opening_catalogue", CITY, actor=chen, now=NOW)
    new = another(huang, chen)
    standing = queries.list_standing(chen, "opening_catalogue", CITY, at(1))
    assert (standing.pending.added, standing.pending.removed, standing.pending.revised) == ([new.number], [], [])
    assert queries.list_standing(huang, "opening_catalogue", CITY, at(1)).pending is None
    assert estate.number not in standing.pending.added


@pytest.mark.usefixtures("estate")
def test_only_the_authority_of_a_level_publishes_its_lists_and_only_a_body_its_own(huang, liu, chen):
    for actor, kind, scope in (
        (huang, "resource_list", CITY),
        (ANYONE, "opening_catalogue", CITY),
        (liu, "body_resource_list", BUREAU),
    ):
        with pytest.raises(Refused):
            services.publish_list(kind, scope, actor=actor, now=NOW)
    assert services.publish_list("body_resource_list", BUREAU, actor=huang, now=NOW).body.code == BUREAU


def test_a_list_of_a_body_holds_its_own_entries_alone(estate, huang, liu, chen):
    bus = publish(services.add(complete(title="公交站点", provider=liu.body, items=[]), actor=liu, now=NOW), liu, chen)
    own = services.publish_list("body_resource_list", BUREAU, actor=huang, now=NOW)
    whole = services.publish_list("resource_list", CITY, actor=chen, now=NOW)
    assert [number for number, _ in own.entries] == [estate.number]
    assert [number for number, _ in whole.entries] == [estate.number, bus.number]


def test_what_is_withheld_stands_on_the_negative_list_with_its_basis(estate, huang, chen):
    secret = another(huang, chen, title="控制点成果", **BASIS, **CLOSED)
    held = services.publish_list("sharing_negative_list", CITY, actor=chen, now=NOW)
    said = list(queries.list_rows(chen, held))
    assert [(row[0], row[3]) for row in said] == [(secret.number, "《测绘法》第三十条")]
    assert estate.number not in dict(held.entries)


@pytest.mark.parametrize("kind", ["resource_list", "sharing_responsibility_list", "sharing_negative_list"])
@pytest.mark.usefixtures("estate")
def test_internal_lists_are_unknown_to_the_public(chen, kind):
    services.publish_list(kind, CITY, actor=chen, now=NOW)
    with pytest.raises(NoSuchEntry):
        queries.list_versions(ANYONE, kind, CITY)
    assert kind not in {each.kind.name for each in queries.list_standings(ANYONE, NOW)}


def test_of_an_entry_that_was_withheld_since_an_old_public_list_tells_the_number_alone(estate, huang, chen):
    held = services.publish_list("opening_catalogue", CITY, actor=chen, now=NOW)
    services.edit(estate.number, CLOSED, actor=huang, now=at(1))
    publish(estate, huang, chen, at(1))
    assert list(queries.list_rows(ANYONE, held)) == [[estate.number, "", "", "", "", "", "", "", ""]]
    assert rows(held, huang) == ["不动产登记信息"]


def test_an_unknown_list_is_answered_with_those_there_are(chen):
    with pytest.raises(CatalogueError, match="opening_catalogue"):
        services.publish_list("wish_list", CITY, actor=chen, now=NOW)


@pytest.mark.usefixtures("estate")
def test_the_workbook_names_the_level_the_version_and_the_article_above_the_table(chen):
    held = services.publish_list("opening_responsibility_list", CITY, actor=chen, now=NOW)
    titles = [str(column.title) for column in lists.kind_of(held.kind).columns]
    sheet = openpyxl.load_workbook(BytesIO(files.workbook(held, titles, queries.list_rows(ANYONE, held)))).active
    assert sheet["A1"].value == "达州市开放责任清单"
    assert "第 1 版" in sheet["A2"].value
    assert "第二十六条" in sheet["A2"].value
    assert [cell.value for cell in sheet[3]] == titles
    assert [cell.value for cell in sheet[4]][:2] == ["511700-0001", "不动产登记信息"]


def test_a_cell_that_begins_like_a_formula_is_text_in_the_files(huang, chen):
    another(huang, chen, title="=SUM(A1)")
    held = services.publish_list("opening_catalogue", CITY, actor=chen, now=NOW)
    said = "".join(files.lines(["编号", "名称"], queries.list_rows(ANYONE, held)))
    assert said.startswith("\ufeff编号,名称")
    assert ",'=SUM(A1)," in said
    cell = openpyxl.load_workbook(
        BytesIO(files.workbook(held, list("abcdefghi"), queries.list_rows(ANYONE, held)))
    ).active
    assert cell["B4"].data_type == "s"


@pytest.mark.usefixtures("estate")
def test_the_page_the_files_and_the_api_say_the_same(chen, client):
    held = services.publish_list("opening_catalogue", CITY, actor=chen, now=NOW)
    page = client.get(f"/lists/opening_catalogue/{CITY}").content.decode()
    said = client.get(f"/lists/opening_catalogue/{CITY}/1.json").json()
    assert said == client.get(f"/api/v1/lists/opening_catalogue/{CITY}/1").json()
    assert (said["list"], said["digest"]) == (held.number, held.digest)
    assert said["rows"][0]["title"] in page
    assert said["rows"][0]["title"] in b"".join(client.get(f"/lists/opening_catalogue/{CITY}/1.csv")).decode()
    assert client.get(f"/lists/opening_catalogue/{CITY}/1.exe").status_code == 404


@pytest.mark.usefixtures("estate")
def test_an_officer_publishes_the_next_version_from_the_page(cast, client):
    from gongshu.people.models import Account

    client.force_login(Account.objects.get(login="chen"), backend="django.contrib.auth.backends.ModelBackend")
    assert "发布新版本" in client.get(f"/lists/opening_catalogue/{CITY}").content.decode()
    client.post(f"/lists/opening_catalogue/{CITY}/publish")
    assert PublishedList.objects.get().published_by == "chen"
    again = client.post(f"/lists/opening_catalogue/{CITY}/publish", follow=True).content.decode()
    assert "没有变化" in again


def test_the_opening_catalogue_states_every_field_that_any_text_demands():
    columns = {column.name for column in lists.kind_of("opening_catalogue").columns}
    for place in ("cn/sichuan/chengdu", "cn/sichuan/dazhou", "cn/jiangsu", "cn/shanxi/taiyuan"):
        fields = law().terms(place, date(2025, 9, 29)).value("opening.catalogue_fields", [])
        assert set(fields) <= columns, place


def test_standings_tell_which_article_demands_a_list(chen):
    told = {each["kind"]: each["articles"] for each in map(pages.standing_json, queries.list_standings(chen, NOW))}
    assert told["sharing_responsibility_list"][0].endswith("第二十一条")
    assert told["sharing_negative_list"] == []


@obligation("hunan-11-7")
def test_in_hunan_a_body_publishes_its_classified_and_graded_list(cast_of):
    people = cast_of("cn/hunan")
    huang = people("huang")
    another(
        huang,
        people("chen"),
        provider="430000-zrzyj",
        items=[{"name": "宗地代码", "code": "parcel", "key": True, "level": "general-3"}],
    )
    made = services.publish_list("classified_graded_list", "430000-zrzyj", actor=huang, now=at(1))
    (row,) = queries.list_rows(huang, made)
    assert "宗地代码（一般数据3级）" in row
    assert [article.split()[-1] for article in made.articles] == ["第十一条第二款"]


def test_what_enters_a_base_or_topic_database_is_a_list_with_the_words_of_the_text(huang, chen):
    found = another(huang, chen, base_database="population")
    another(huang, chen, title="其他", items=[{"name": "甲", "code": "a", "key": True}])
    made = services.publish_list("base_database_list", CITY, actor=chen, now=at(1))
    assert [number for number, _ in made.entries] == [found.number]
