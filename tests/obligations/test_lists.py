"""Lists that the texts demand: each told with its article to the body that keeps it, computed from what is published."""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.catalogue import queries
from gongshu.catalogue.lists import cells, kind_of
from gongshu.catalogue.models import PublishedList
from gongshu.catalogue.tests.stage import at
from gongshu.people import ANYONE
from tests.proof import obligation


def demand(standing: queries.ListStanding) -> list[str]:
    """The articles that demand a list, as pages cite them."""
    return [term.article.label for term in standing.demanded if term.article]


def kept_as(standing: queries.ListStanding) -> dict[str, str]:
    return {term.name.rsplit("_", 1)[-1]: term.value for term in standing.kept_as}


def listed(held: PublishedList) -> Sequence[str]:
    return [number for number, _ in held.entries]


@obligation("dazhou-21-1")
def test_the_authority_compiles_the_sharing_responsibility_list_of_its_level(dazhou):
    entry = dazhou.entry()
    standing = dazhou.standing("sharing_responsibility_list")
    assert (demand(standing), kept_as(standing)["cycle"]) == (["达州办法 第二十一条"], "regular")
    assert listed(dazhou.publish_list("sharing_responsibility_list")) == [entry.number]


@obligation("dazhou-21-2")
def test_a_change_is_asked_into_the_sharing_responsibility_list_on_the_platform_at_once(dazhou):
    dazhou.publish_list("sharing_responsibility_list")
    entry = dazhou.entry()
    standing = dazhou.standing("sharing_responsibility_list")
    assert standing.pending.added == [entry.number]
    assert kept_as(standing)["update"] == "dynamic"
    assert kept_as(standing)["channel"] == "city_sharing_platform"


@obligation("dazhou-26-1")
def test_the_public_reads_the_opening_responsibility_list_and_its_changes_are_told(dazhou):
    entry = dazhou.entry()
    standing = dazhou.standing("opening_responsibility_list")
    assert demand(standing) == ["达州办法 第二十六条"]
    assert kept_as(standing) == {"cycle": "regular", "update": "dynamic", "channel": "city_opening_platform"}
    held = dazhou.publish_list("opening_responsibility_list")
    assert [row[0] for row in queries.list_rows(ANYONE, held)] == [entry.number]
    later = dazhou.entry(title="宗地信息", items=[{"name": "宗地代码", "code": "parcel", "key": True}])
    assert dazhou.standing("opening_responsibility_list").pending.added == [later.number]


@obligation("dazhou-15-2")
def test_the_authority_compiles_the_list_of_public_data_resources(dazhou):
    entry = dazhou.entry()
    assert demand(dazhou.standing("resource_list")) == ["达州办法 第十五条第一款"]
    assert listed(dazhou.publish_list("resource_list")) == [entry.number]


@obligation("dazhou-15-3")
def test_each_body_keeps_its_own_list_of_resources_in_step(dazhou):
    dazhou.publish_list("body_resource_list", "huang")
    entry = dazhou.entry()
    standing = dazhou.standing("body_resource_list", "huang")
    assert (demand(standing), kept_as(standing)) == (["达州办法 第十五条第二款"], {"update": "dynamic"})
    assert standing.pending.added == [entry.number]
    assert listed(dazhou.publish_list("body_resource_list", "huang", at(1))) == [entry.number]


@obligation("chengdu-15-2")
def test_one_list_holds_the_resources_of_all_bodies_of_the_city(chengdu):
    entry = chengdu.entry()
    assert demand(chengdu.standing("resource_list")) == ["成都条例 第十五条第一款"]
    assert listed(chengdu.publish_list("resource_list")) == [entry.number]


@obligation("jiangsu-22-1")
def test_the_authority_makes_the_list_of_what_is_to_be_aggregated_and_how_often(jiangsu):
    entry = jiangsu.entry()
    assert demand(jiangsu.standing("aggregation_list")) == ["江苏条例 第二十二条第一款"]
    held = jiangsu.publish_list("aggregation_list")
    kind = kind_of("aggregation_list")
    row = dict(zip([column.name for column in kind.columns], next(cells(kind, held.entries)), strict=True))
    assert (row["number"], row["update_frequency"]) == (entry.number, "每日")


@obligation("hunan-15-3")
def test_the_province_has_a_catalogue_of_what_can_be_shared(hunan):
    entry = hunan.entry()
    assert demand(hunan.standing("sharing_catalogue")) == ["湖南草案 第十五条第一款"]
    assert listed(hunan.publish_list("sharing_catalogue")) == [entry.number]


@obligation("chengdu-20-3")
def test_the_authority_publishes_what_is_needed_what_is_owed_and_what_is_not_shared(chengdu):
    entry = chengdu.entry()
    for kind, rows in (
        ("sharing_demand_list", []),
        ("sharing_responsibility_list", [entry.number]),
        ("sharing_negative_list", []),
    ):
        assert demand(chengdu.standing(kind)) == ["成都条例 第二十条第二款"]
        assert listed(chengdu.publish_list(kind)) == rows


@obligation("chengdu-10-2")
def test_the_authority_publishes_which_errors_are_exempt_and_which_count_less(chengdu):
    from gongshu.oversight.services import add_matter
    from gongshu.people import actor_for_login
    from gongshu.people.models import Body

    chen = actor_for_login("chen", at(0))
    said = {"matter": "字段说明有误", "conditions": "及时更正", "law": "容错办法", "article": "第五条"}
    for kind in ("exemption_list", "mitigation_list"):
        made = add_matter(kind, Body.objects.get(code=chen.body).region, said, at(0).date(), actor=chen, now=at(0))
        assert demand(chengdu.standing(kind)) == ["成都条例 第十条"]
        assert listed(chengdu.publish_list(kind)) == [made.number]
