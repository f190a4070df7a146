"""How well an entry is described: points that can be recomputed by hand, and what to do about what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongshu.catalogue import queries, services
from gongshu.catalogue.models import IndexedEntry
from gongshu.catalogue.scoring.european import DIMENSIONS, MEASURES, MOST, rating
from gongshu.catalogue.tests.stage import NOW, complete, deliver, hook, publish
from gongshu.people.actor import ANYONE

LICENCE = {"name": "CC BY 4.0", "address": "https://creativecommons.org/licenses/by/4.0/"}
OPENED = {"opening": "unconditional", "opening_conditions": ""}


@pytest.fixture
def opened(huang, chen, settings):
    settings.GONGSHU = replace(settings.GONGSHU, licence=LICENCE)
    held = publish(services.add(complete(**OPENED, keywords=["不动产"]), actor=huang, now=NOW), huang, chen)
    deliver(held, huang)
    hook(held, huang, chen)
    return held


def lacking(number):
    return {line.measure.key for line in queries.score(ANYONE, number, NOW)[1].lacking}


def test_the_measures_give_405_points_in_the_five_dimensions_of_the_assessment():
    assert sum(each.points for each in MEASURES) == MOST
    assert [sum(each.points for each in MEASURES if each.dimension == key) for key in DIMENSIONS] == [
        100,
        100,
        110,
        75,
        20,
    ]
    assert [rating(points)[0] for points in (405, 351, 350, 221, 220, 121, 120, 0)] == [
        "excellent", "excellent", "good", "good", "sufficient", "sufficient", "bad", "bad",
    ]  # fmt: skip


def test_an_open_table_lacks_only_what_the_catalogue_cannot_say(opened):
    assert lacking(opened.number) == {"temporal", "rights", "byte_size"}
    assert queries.score(ANYONE, opened.number, NOW)[1].points == MOST - 20 - 5 - 5


def test_what_takes_an_application_or_has_no_data_gets_no_points_for_it(huang, chen, opened, settings):
    empty = publish(
        services.add(
            complete(title="空", items=[{"name": "空", "code": "e", "type": "text", "key": True}]), actor=huang, now=NOW
        ),
        huang,
        chen,
    )
    found = lacking(empty.number)
    assert {"keywords", "access_url", "download_url", "format", "licence"} <= found
    assert "rights" not in found
    settings.GONGSHU = replace(settings.GONGSHU, licence={})
    assert "licence" in lacking(opened.number)


def test_the_points_stand_in_the_index_beside_the_entry_and_the_means_beside_its_provider(client, opened):
    assert IndexedEntry.objects.get(number=opened.number).score == 375
    page = client.get(f"/catalogue/{opened.number}").content.decode()
    assert f'href="/catalogue/{opened.number}/score">375 / 405</a> 优秀' in page
    assert queries.by_body(ANYONE, NOW)[0].score == 375
    assert ">375<" in client.get("/catalogue/rates").content.decode()


def test_the_profile_names_each_field_with_what_demands_it(opened):
    fields = {each.path: each for each in queries.score(ANYONE, opened.number, NOW)[2].fields}
    assert fields["contact"].basis == "达州办法 第十三条第一款"
    assert fields["keywords"].basis == "GB/T 21063"
    assert all(each.filled for each in fields.values())


def test_the_page_says_what_is_missing_and_how_to_add_it(client, opened):
    page = client.get(f"/catalogue/{opened.number}/score").content.decode()
    assert "有数据的时间范围" in page
    assert "本平台暂不能满足" in page


def test_the_same_is_told_to_programs(client, opened):
    page, api = (
        client.get(f"/catalogue/{opened.number}/score.json").json(),
        client.get(f"/api/v1/catalogue/{opened.number}/score").json(),
    )
    assert page == api
    assert (api["points"], api["of"], api["rating"]) == (375, 405, "excellent")
    assert sum(each["points"] for each in api["metrics"]) == 375
    assert all(each["remedy"] for each in api["metrics"] if not each["met"])


def test_what_is_withheld_or_a_draft_has_no_score_for_others(client, huang, chen):
    basis = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
    hidden = publish(services.add(complete(opening="withheld", opening_basis=basis), actor=huang, now=NOW), huang, chen)
    assert client.get(f"/catalogue/{hidden.number}/score").status_code == 404
    assert queries.score(huang, hidden.number, NOW)[1].points > 0
