"""CKAN's action API, read side: its envelope, its errors, and nothing that the catalogue itself would not show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongshu.catalogue import services
from gongshu.catalogue.tests.stage import NOW, at, complete, deliver, hook, publish

BASIS = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
LICENCE = {"name": "CC BY 4.0", "address": "https://creativecommons.org/licenses/by/4.0/"}


@pytest.fixture
def listed(huang, chen):
    """One open entry with data, one on conditions, one withheld; the later the newer."""
    items = [{"name": "点号", "code": "point", "type": "integer", "key": True}]
    said = [
        complete(opening="unconditional", opening_conditions="", keywords=["不动产", "登记"]),
        complete(title="公交站点", domain="transport", keywords=["公交"], items=[{**items[0], "code": "stop"}]),
        complete(title="控制点", opening="withheld", opening_basis=BASIS, keywords=["测绘"], items=[{**items[0], "code": "control"}]),
    ]  # fmt: skip
    made = [
        publish(services.add(each, actor=huang, now=at(place)), huang, chen, at(place))
        for place, each in enumerate(said)
    ]
    deliver(made[0], huang, at(3))
    hook(made[0], huang, chen, at(3))
    return made


@pytest.fixture
def ask(client, listed):
    def answer(action, status=200, **given):
        came = client.get(f"/api/3/action/{action}", given)
        assert came.status_code == status, came.content
        said = came.json()
        assert said["success"] is (status == 200)
        assert said["help"].endswith(f"/api/3/action/help_show?name={action}")
        return said["result" if status == 200 else "error"]

    return answer


def test_the_list_holds_what_the_visitor_may_see(ask, listed):
    assert ask("package_list") == [listed[0].number, listed[1].number]
    assert ask("package_list", limit=1, offset=1) == [listed[1].number]


def test_a_package_says_what_the_page_says(ask, listed, settings):
    settings.GONGSHU = replace(settings.GONGSHU, licence=LICENCE)
    said = ask("package_show", id=listed[0].number)
    assert (said["title"], said["organization"]["title"], said["license_title"]) == (
        "不动产登记信息",
        "达州市自然资源和规划局",
        "CC BY 4.0",
    )
    assert [each["display_name"] for each in said["tags"]] == ["不动产", "登记"]
    assert [each["format"] for each in said["resources"]] == ["CSV", "JSONL", "XLSX", "PARQUET"]
    assert {"key": "opening", "value": "unconditional"} in said["extras"]
    assert said["metadata_modified"] == "2025-09-29T05:00:00"


def test_what_takes_an_application_names_no_file(ask, listed):
    said = ask("package_show", id=listed[1].number)
    assert (said["resources"], said["isopen"], said["license_id"]) == ([], False, None)


def test_what_is_withheld_is_not_there(ask, listed):
    error = ask("package_show", 404, id=listed[2].number)
    assert error["__type"] == "Not Found Error"
    assert ask("package_search", q="控制点")["count"] == 0
    assert "测绘" not in ask("tag_list")


def test_a_search_takes_words_filters_order_and_place(ask, listed):
    assert [each["name"] for each in ask("package_search", q="公交")["results"]] == [listed[1].number]
    assert [each["title"] for each in ask("package_search", q="*:*", sort="title asc")["results"]] == [
        "不动产登记信息",
        "公交站点",
    ]
    assert ask("package_search", fq="groups:transport AND organization:511700-zrzyj")["count"] == 1
    assert ask("package_search", fq="groups:(transport OR construction)", rows=1, start=1)["count"] == 2
    assert ask("package_search", q="groups:transport")["count"] == 1
    assert ask("package_search", rows=0)["results"] == []


def test_facets_are_counted_with_their_names(ask):
    found = ask("package_search", **{"facet.field": '["organization", "groups"]'})["search_facets"]
    assert found["organization"]["items"] == [
        {"name": "511700-zrzyj", "display_name": "达州市自然资源和规划局", "count": 2}
    ]
    assert {each["display_name"] for each in found["groups"]["items"]} == {"城建住房", "交通运输"}


@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        ("package_search", {"fq": "no_such:1"}, "fq"), ("package_search", {"fq": "organization:("}, "fq"), ("package_search", {"rows": "x"}, "rows"),
        ("package_search", {"sort": "colour asc"}, "sort"), ("package_search", {"facet.field": "[1"}, "facet.field"), ("package_show", {}, "id"),
    ],
)  # fmt: skip
def test_a_wrong_question_names_its_parameter(ask, action, given, field):
    error = ask(action, 409, **given)
    assert error["__type"] == "Validation Error"
    assert error[field]


def test_bodies_and_domains_are_counted_by_what_the_visitor_sees(ask):
    assert ask("organization_list") == ["511700-zrzyj"]
    assert [each["package_count"] for each in ask("organization_list", all_fields="true")] == [2]
    assert ask("group_list") == ["construction", "transport"]
    shown = ask("group_show", id="transport", include_datasets="true")
    assert (shown["display_name"], shown["package_count"], len(shown["packages"])) == ("交通运输", 1, 1)
    assert ask("organization_show", id="511700-zrzyj")["package_count"] == 2


def test_a_resource_is_shown_by_its_form(ask, listed):
    said = ask("resource_show", id=f"{listed[0].number}-1-xlsx")
    assert (said["format"], said["datastore_active"]) == ("XLSX", True)
    assert said["url"].endswith(f"/data/{listed[0].number}/download?format=xlsx")
    assert ask("resource_show", 404, id=f"{listed[0].number}-9")["__type"] == "Not Found Error"


def test_the_site_says_what_it_is(ask):
    assert ask("site_read") is True
    assert "datastore" in ask("status_show")["extensions"]
    assert "q, fq" in ask("help_show", name="package_search")
    assert ask("license_list") == []


def test_an_unknown_action_is_a_bad_request_that_names_those_there_are(client, listed):
    came = client.get("/api/3/action/package_delete")
    assert (came.status_code, "package_show" in came.json()) == (400, True)


def test_parameters_come_in_the_address_in_a_form_and_in_json(client, listed):
    number = listed[0].number
    for sent in ({"data": {"id": number}}, {"data": f'{{"id": "{number}"}}', "content_type": "application/json"}):
        assert client.post("/api/action/package_show", **sent).json()["result"]["name"] == number
    assert client.post("/api/action/package_show", data="[", content_type="application/json").status_code == 409


def test_a_page_of_packages_takes_the_same_number_of_queries_however_many_there_are(
    client, listed, huang, chen, django_assert_max_num_queries
):
    address = "/api/3/action/package_search?rows=100"
    client.get(address)
    items = [{"name": "事项", "code": "matter", "type": "text", "key": True}]
    for place in range(3):
        publish(
            services.add(
                complete(title=f"事项{place}", items=[{**items[0], "code": f"m{place}"}]), actor=huang, now=NOW
            ),
            huang,
            chen,
        )
    client.get(address)
    with django_assert_max_num_queries(8):
        assert client.get(address).json()["result"]["count"] == 5
