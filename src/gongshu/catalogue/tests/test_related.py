"""Entries beside an entry: what it is taken from, what is taken from it, what answers to its keywords."""

from __future__ import annotations

import pytest

from gongshu.catalogue import queries, services
from gongshu.catalogue.queries.related import Bond
from gongshu.catalogue.tests.stage import NOW, at, complete, publish
from gongshu.people import ANYONE


@pytest.fixture
def two(huang, liu, chen):
    """An entry of the 自然资源局, and one of the 交通局 that takes an item from it; their numbers."""
    first = publish(services.add(complete(keywords=["不动产"]), actor=huang, now=NOW), huang, chen)
    item = {"name": "坐落", "code": "where", "taken_from": first.number}
    own = {"name": "路段编号", "code": "road", "key": True}
    said = complete(title="沿线不动产", provider=liu.body, items=[own, item])
    second = publish(services.add(said, actor=liu, now=at(1)), liu, chen, at(1))
    return first.number, second.number


def bonds(actor, number):
    return [(each.row.number, each.bond, each.said) for each in queries.related(actor, number)]


def test_what_an_item_is_taken_from_is_named_with_the_item(two):
    first, second = two
    assert bonds(ANYONE, second) == [(first, Bond.SOURCE, "坐落")]


def test_what_takes_from_an_entry_is_named_once_though_it_answers_to_its_keyword_too(two):
    first, second = two
    assert bonds(ANYONE, first) == [(second, Bond.TAKEN, "坐落")]


def test_an_entry_is_not_beside_itself_and_a_draft_beside_nothing(two, huang):
    alone = services.add(complete(title="独立草稿", items=[]), actor=huang, now=at(2))
    assert bonds(huang, alone.number) == []


def test_nobody_learns_of_an_entry_that_they_cannot_find(two, liu, chen, huang):
    first, second = two
    basis = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
    services.edit(
        second, {"opening": "withheld", "opening_basis": basis, "opening_reason": "涉密"}, actor=liu, now=at(3)
    )
    publish(queries.entry(liu, second), liu, chen, at(3))
    assert bonds(ANYONE, first) == []
    assert bonds(huang, first) == [(second, Bond.TAKEN, "坐落")]


def test_the_tab_names_them_and_says_why(two, client):
    page = client.get(f"/catalogue/{two[1]}?tab=related").content.decode()
    assert "本目录取自" in page
    assert two[0] in page
