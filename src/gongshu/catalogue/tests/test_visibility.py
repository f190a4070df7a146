"""Who sees which entry: one rule for pages, search, counts and errors."""

from __future__ import annotations

import pytest

from gongshu.catalogue import presenting, queries, services
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.people import ANYONE

BASIS = {"kind": "law", "law": "测绘法", "article": "第三十四条"}


@pytest.fixture
def closed(huang, chen):
    said = complete(
        title="控制点成果", opening="withheld", opening_basis=BASIS, sharing="withheld", sharing_basis=BASIS
    )
    return publish(services.add(said, actor=huang, now=NOW), huang, chen)


def test_a_draft_is_seen_by_its_provider_alone(huang, liu, chen, cast):
    entry = services.add(complete(), actor=huang, now=NOW)
    assert queries.entry(huang, entry.number).draft.title == "不动产登记信息"
    for actor in (liu, chen, cast("lin"), cast("zhou"), ANYONE):
        with pytest.raises(NoSuchEntry):
            queries.entry(actor, entry.number)


def test_under_review_a_draft_is_seen_by_the_reviewer_too(huang, liu, chen):
    entry = services.add(complete(), actor=huang, now=NOW)
    services.submit([entry.number], actor=huang, now=NOW)
    assert queries.entry(chen, entry.number).number == entry.number
    with pytest.raises(NoSuchEntry):
        queries.entry(liu, entry.number)


def test_an_auditor_sees_every_entry(huang, cast):
    entry = services.add(complete(), actor=huang, now=NOW)
    assert queries.entry(cast("shen"), entry.number) == entry


def test_public_bodies_see_what_is_withheld_listed_with_the_text_that_says_so(closed, liu):
    said = presenting.to_json(queries.entry(liu, closed.number), liu)
    assert said["sharing_basis"] == BASIS


def test_the_public_does_not_learn_that_a_withheld_entry_exists(closed, cast):
    for actor in (ANYONE, cast("lin"), cast("shutong")):
        with pytest.raises(NoSuchEntry) as hidden:
            queries.entry(actor, closed.number)
        with pytest.raises(NoSuchEntry) as missing:
            queries.entry(actor, "511700-9999")
        assert str(hidden.value).replace(closed.number, "N") == str(missing.value).replace("511700-9999", "N")
        assert queries.search(actor, queries.Asked(text="控制点")).total == 0
        assert queries.search(actor, queries.Asked()).facets["provider"] == []
        assert queries.figures(actor, NOW).published == 0
    assert queries.search(cast("liu"), queries.Asked(text="控制点")).total == 1


def test_the_draft_of_a_next_version_stays_with_its_provider(huang, liu, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    services.edit(entry.number, {"title": "未公开的新名称", "format": ""}, actor=huang, now=NOW)
    for actor in (liu, ANYONE):
        said = presenting.to_json(queries.entry(actor, entry.number), actor)
        assert "未公开的新名称" not in str(said)
        assert queries.differences(actor, entry.number) == []
        assert queries.problems(actor, entry.number, NOW) == []
        with pytest.raises(NoSuchEntry):
            queries.version(actor, entry.number, 2)
    assert queries.version(huang, entry.number, 2).title == "未公开的新名称"
    assert presenting.to_json(queries.entry(huang, entry.number), huang)["draft"]["title"] == "未公开的新名称"


def test_a_list_holds_only_what_may_be_seen(huang, liu, closed):
    services.add(complete(title="草稿", items=[]), actor=huang, now=NOW)
    assert [entry.shown.title for entry in queries.entries(huang)] == ["控制点成果", "草稿"]
    assert [entry.shown.title for entry in queries.entries(liu)] == ["控制点成果"]
    assert list(queries.entries(ANYONE)) == []
    assert [entry.shown.title for entry in queries.entries(huang, state="draft", provider="511700-zrzyj")] == ["草稿"]


def test_json_has_the_keys_that_scripts_rely_on(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    said = presenting.to_json(queries.entry(ANYONE, entry.number), ANYONE)
    wanted = {
        "entry",
        "state",
        "title",
        "abstract",
        "provider",
        "sharing",
        "opening",
        "update_frequency",
        "items",
        "resources",
    }
    assert wanted <= set(said)
    assert said["items"][0] | {"length": 28} == said["items"][0]
    assert {key: said["items"][1][key] for key in ("name", "code", "type", "level", "key")} == {
        "name": "坐落", "code": "location", "type": "text", "level": "general-2", "key": False,
    }  # fmt: skip
    assert said["items"][2]["level"] == "general-2"
    assert said["resources"] == [
        {"resource": f"{entry.number}-1", "kind": "table", "title": "不动产登记信息", "state": "draft"}
    ]
