"""The index of its own: it answers as the database does, counts to the last entry, and is asked only where it is in step."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import product

import pytest

from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries, services
from gongshu.catalogue.models import Entry, IndexChange, IndexedEntry
from gongshu.catalogue.searching import index, segments
from gongshu.catalogue.searching.apart import asking, following, store
from gongshu.catalogue.tests.stage import NOW, at, complete, publish
from gongshu.catalogue.tests.test_applying import BASIS
from gongshu.catalogue.tests.test_search import filled, titles  # noqa: F401  # the catalogue that both are asked about
from gongshu.jobs.models import Job
from gongshu.jobs.registry import handler_of
from gongshu.people import ANYONE

TEXTS = ("医疗", "医保", "公交", "公交站点", "route_no", "ROU", "公", "５１１７００-0003", "道路 信用", "公交 信用", "按年评价", "511700-", "量子", "数据")  # fmt: skip
CHOICES = ({}, {"domain": ("transport",)}, {"domain": ("transport", "health"), "frequency": ("yearly",)}, {"provider": ("511700-jtysj",)})  # fmt: skip
answering = import_module("gongshu.catalogue.queries.answering")


@pytest.fixture
def apart(filled, settings, tmp_path):  # noqa: F811
    """A node whose index is up to date."""
    settings.GONGSHU = replace(settings.GONGSHU, search_index=True, folder=tmp_path)
    following.keep_up(NOW)
    yield filled
    store.forget()


@pytest.fixture
def withheld(filled, huang, chen):  # noqa: F811
    said = complete(title="公交站点内部台账", items=[], opening="withheld", opening_reason="r", opening_basis=BASIS)
    return publish(services.add(said, actor=huang, now=at(8)), huang, chen, at(8))


def reader():
    return store.in_step(index.revision())


def found(actor, asked):
    answering.kept = answering.Kept()
    said = queries.search(actor, asked)
    facets = {name: [(each.value, each.count) for each in choices] for name, choices in said.facets.items()}
    return ([hit.number for hit in said.hits], said.total, facets, tuple(said.suggestions))


def test_the_index_finds_ranks_and_counts_what_the_database_does(withheld, apart, settings, liu):
    asked = [
        (actor, queries.Asked(text=text, facets=facets, live_only=live))
        for actor, text, facets, live in product((ANYONE, liu), TEXTS, CHOICES, (False, True))
    ]
    assert reader() is not None
    by_index = [found(*each) for each in asked]
    settings.GONGSHU = replace(settings.GONGSHU, search_index=False)
    assert reader() is None
    by_database = [found(*each) for each in asked]
    assert by_index == by_database
    assert sum(bool(hits) for hits, *_rest in by_index) > 60


@pytest.mark.parametrize("typed", ["ylbx", "yiliao", "医疗保先", "公交占点", "公佼站点", "道路 信拥"])
def test_the_index_knows_what_was_likely_meant_as_the_database_does(apart, settings, typed):
    by_index = found(ANYONE, queries.Asked(text=typed))
    settings.GONGSHU = replace(settings.GONGSHU, search_index=False)
    assert by_index == found(ANYONE, queries.Asked(text=typed))
    assert by_index[3]


def test_the_public_finds_nothing_by_the_index_that_is_withheld(withheld, apart, liu):
    asked = queries.Asked(text="内部台账")
    assert reader() is not None
    assert (found(ANYONE, asked)[:2], found(liu, asked)[:2]) == (([], 0), ([withheld.number], 1))


def test_what_the_index_has_not_read_yet_is_found_in_the_database(apart, liu, chen):
    publish(services.add(complete(title="轮渡码头", provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9))  # fmt: skip
    assert reader() is None
    assert titles("轮渡") == ["轮渡码头"]


def test_the_index_reads_what_has_changed_since_and_nothing_else(apart, liu, chen):
    publish(services.add(complete(title="轮渡码头", provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9))  # fmt: skip
    case = services.withdraw(apart["客运班线"], "停用", "批复", actor=liu, now=at(11))
    move(case.number, "approve", Statement(), actor=chen, now=at(11))
    changed = {key for each in IndexChange.objects.all() for key in each.entries}
    assert following.keep_up(at(12)) == len(changed) < IndexedEntry.objects.count() + 1
    assert reader() is not None
    assert (titles("轮渡"), titles("班线")) == (["轮渡码头"], [])
    assert following.keep_up(at(12)) == 0


def test_an_entry_that_is_described_anew_is_found_by_its_new_words_alone(apart, liu, chen):
    services.edit(apart["公交站点"], {"title": "巴士停靠点"}, actor=liu, now=at(10))
    publish(Entry.objects.get(number=apart["公交站点"]), liu, chen, at(10))
    following.keep_up(at(10))
    assert reader() is not None
    assert (titles("停靠点"), [each for each in titles("公交站点") if each == "公交站点"]) == (["巴士停靠点"], [])


def test_where_it_cannot_be_told_what_changed_the_index_is_built_whole(apart, liu, chen, settings):
    settings.GONGSHU = replace(settings.GONGSHU, search_index=False)
    publish(services.add(complete(title="轮渡码头", provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9))  # fmt: skip
    assert not IndexChange.objects.exists()
    settings.GONGSHU = replace(settings.GONGSHU, search_index=True)
    publish(services.add(complete(title="轮渡航线", provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9))  # fmt: skip
    assert following.keep_up(at(9)) is None
    assert reader() is not None
    assert sorted(titles("轮渡")) == ["轮渡码头", "轮渡航线"]


def test_changes_are_kept_a_day_for_an_index_that_was_not_written_meanwhile(apart, cast):
    services.put_synonym("公共交通", "巴士", actor=cast("chen"), now=at(9))
    assert following.keep_up(at(9)) == 0
    assert IndexChange.objects.count() == 1
    IndexChange.objects.update(made_at=at(9 - 25))
    services.put_synonym("公共交通", "客车", actor=cast("chen"), now=at(9))
    following.keep_up(at(9))
    assert IndexChange.objects.count() == 1


def test_an_index_that_is_damaged_is_not_asked_and_is_built_anew(apart, settings):
    store.forget()
    for file in (settings.GONGSHU.index / "files").iterdir():
        file.write_bytes(b"\0" * 10)
    assert reader() is None
    assert titles("班线") == ["客运班线"]
    assert following.keep_up(NOW) is None
    store.forget()
    assert reader() is not None
    assert titles("班线") == ["客运班线"]


def test_the_index_counts_all_hits_though_pages_lead_to_the_first_only(apart, monkeypatch):
    monkeypatch.setattr(answering, "MOST", 2)
    answering.kept = answering.Kept()
    said = queries.search(ANYONE, queries.Asked(text="5117"), size=1)
    every = queries.search(ANYONE, queries.Asked(text="511700-"), size=1)
    assert (said.total, every.total, every.listed, every.capped) == (0, 5, 2, False)
    assert sum(choice.count for choice in every.facets["domain"]) == 5
    assert queries.piece(ANYONE, queries.Asked(text="511700-"), start=0, size=9).total == 2


def test_the_title_that_was_typed_comes_first_however_many_have_data_and_hold_it(apart, liu, chen, monkeypatch):
    monkeypatch.setattr(answering, "_HEAD", 1)
    for name in ("轮渡码头一览", "轮渡", "轮渡航线与码头"):
        publish(services.add(complete(title=name, provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9))  # fmt: skip
    IndexedEntry.objects.exclude(title="轮渡").update(live=True)
    index.touch(list(IndexedEntry.objects.values_list("pk", flat=True)))
    following.keep_up(at(9))
    assert reader() is not None
    assert titles("轮渡") == ["轮渡", "轮渡码头一览", "轮渡航线与码头"]


def test_a_way_to_say_a_word_that_finds_no_more_than_another_is_not_asked_for():
    term = segments.query("信用代码", {"信用代码": ("统一信用代码", "企业号")})[0]
    assert sorted(asking._ways(term)) == [("业号", "企业"), ("代码", "信用", "用代")]
    assert asking._ways(segments.query("uscc", {})[0]) == [("uscc",)]


def test_a_change_of_the_catalogue_brings_the_job_that_reads_it(apart, liu, chen):
    publish(services.add(complete(title="轮渡码头", provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9))  # fmt: skip
    assert Job.objects.filter(kind=index.FOLLOW, key=index.revision()).count() == 1
    handler_of(index.FOLLOW)({}, now=at(9))
    assert reader() is not None


def test_a_node_without_an_index_writes_down_no_changes(filled):  # noqa: F811
    index.touch([1])
    assert not IndexChange.objects.exists()
    assert not Job.objects.filter(kind=index.FOLLOW).exists()
