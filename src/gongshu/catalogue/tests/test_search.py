"""Search: two-character words, synonyms, ranking, facets that stay, pages that hold."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries, services
from gongshu.catalogue.errors import CatalogueError
from gongshu.catalogue.models import Entry, FacetCount, IndexedEntry
from gongshu.catalogue.searching import counting, full_text, index, segments
from gongshu.catalogue.tests.conftest import PEOPLE
from gongshu.catalogue.tests.stage import NOW, at, complete, publish
from gongshu.people import ANYONE, Refused


@pytest.fixture
def filled(cast, node, scenes):
    """A small catalogue; the numbers of its entries by title."""
    return scenes.show("catalogue", {**PEOPLE, "searched": lambda made: fill(made["cast"])}, node.folder)["searched"]


def fill(cast):
    huang, liu, chen = map(cast, ("huang", "liu", "chen"))
    services.load_synonyms(actor=cast("zhou"), now=NOW)
    given = [
        ("医疗保险参保人员", huang, {"domain": "health", "items": [{"name": "参保险种", "code": "insurance"}]}),
        ("户口簿核验记录", huang, {"domain": "social_security", "items": []}),
        ("公交站点", liu, {"domain": "transport", "items": [{"name": "停靠线路编号", "code": "route_no"}], "abstract": "全市公交站点位置"}),
        ("道路运输企业信用评价", liu, {"domain": "transport", "items": [], "update_frequency": "yearly", "abstract": "按年评价"}),
        ("客运班线", liu, {"domain": "transport", "items": [], "sharing": "conditional", "sharing_reason": "r", "sharing_conditions": "c", "keywords": ["大巴"]}),
    ]  # fmt: skip
    made = {}
    for hour, (title, steward, more) in enumerate(given):
        said = complete(title=title, provider=steward.body, **more)
        made[title] = publish(services.add(said, actor=steward, now=at(hour)), steward, chen, at(hour)).number
    return made


def titles(text, actor=ANYONE, **facets):
    return [
        hit.title
        for hit in queries.search(
            actor, queries.Asked(text=text, facets={name: (value,) for name, value in facets.items()})
        ).hits
    ]


def test_a_two_character_word_is_always_found(filled):
    words = [
        "医疗",
        "保险",
        "参保",
        "人员",
        "险种",
        "公交",
        "站点",
        "户口",
        "口簿",
        "线路",
        "道路",
        "运输",
        "信用",
        "评价",
        "班线",
        "大巴",
    ]
    assert [word for word in words if not titles(word)] == []


def test_a_synonym_finds_what_the_other_word_finds(filled):
    pairs = [
        ("医保", "医疗保险参保人员"),
        ("基本医疗保险", "医疗保险参保人员"),
        ("户籍", "户口簿核验记录"),
        ("公共交通", "公交站点"),
    ]
    assert [word for word, title in pairs if title not in titles(word)] == []


def test_a_synonym_inside_a_longer_question_is_understood(filled):
    assert titles("医保人员") == ["医疗保险参保人员"]


def test_a_synonym_of_letters_and_characters_is_found_by_all_its_parts(filled, cast):
    services.put_synonym("医疗保险", "hi保险", actor=cast("chen"), now=at(9))
    services.put_synonym("班线", "a种运输", actor=cast("chen"), now=at(9))
    assert "医疗保险参保人员" in titles("hi保险")
    assert segments.query("a种运输", {})[0].word == "a"
    ways = segments.query("班线", {"班线": ("a种运输",)})[0].alternatives
    assert ("a", "种运", "运输") in ways


def test_every_word_must_be_there(filled):
    assert titles("公交 信用") == []
    assert titles("道路 信用") == ["道路运输企业信用评价"]


def test_items_codes_numbers_and_single_characters_are_found(filled):
    texts = ["route_no", "ROUTE", "停靠线路编号", "公", "５１１７００-0003"]
    assert [text for text in texts if "公交站点" not in titles(text)] == []


def test_a_single_character_is_found_wherever_in_a_word_it_stands(filled):
    assert titles("疗") == ["医疗保险参保人员"]
    assert titles("疗 参") == ["医疗保险参保人员"]
    assert titles("种") == ["医疗保险参保人员"]  # within the name of an item


def test_nothing_that_people_type_is_an_operator(filled):
    for text in ['"', "*", "公交 OR", "NEAR(公交)", "title:公交", "'; DROP TABLE", "公交)", "\\", "&|!", "-"]:
        assert len(titles(text)) <= 5


def test_signs_alone_find_nothing(filled):
    assert queries.search(ANYONE, queries.Asked(text="——!")).total == 0


def test_titles_that_hold_the_words_come_before_texts_that_do(filled, liu, chen):
    said = complete(title="客流统计", provider=liu.body, items=[], abstract="各公交站点的客流")
    publish(services.add(said, actor=liu, now=at(9)), liu, chen, at(9))
    assert titles("公交站点") == ["公交站点", "客流统计"]


def test_where_more_is_found_than_is_looked_at_titles_that_hold_the_words_are_not_left_out(filled, liu, chen):
    said = complete(title="客流统计", provider=liu.body, items=[], abstract="各公交站点的客流")
    publish(services.add(said, actor=liu, now=at(9)), liu, chen, at(9))
    titled = IndexedEntry.objects.get(title="公交站点").pk
    assert full_text.find(segments.query("公交站点", {}), [], 1) == [titled]


def counted(found, facet):
    return {choice.value: (choice.count, choice.chosen) for choice in found.facets[facet]}


def test_a_choice_in_a_facet_keeps_its_other_values_with_their_counts(filled):
    found = queries.search(ANYONE, queries.Asked(facets={"domain": ("transport",)}))
    assert found.total == 3
    assert counted(found, "domain") == {"transport": (3, True), "health": (1, False), "social_security": (1, False)}


def test_values_of_other_facets_stay_though_nothing_is_left_under_them(filled):
    found = queries.search(ANYONE, queries.Asked(facets={"domain": ("health",)}))
    assert counted(found, "frequency") == {"daily": (1, False), "yearly": (0, False)}


def test_a_choice_among_hits_of_words_keeps_the_other_values_with_their_counts(filled):
    found = queries.search(ANYONE, queries.Asked(text="口簿", facets={"domain": ("transport",)}))
    assert (found.total, counted(found, "domain")["social_security"]) == (0, (1, False))


def test_programs_count_only_what_is_found(filled):
    piece = queries.piece(ANYONE, queries.Asked(facets={"domain": ("transport",)}), start=0, size=5)
    assert (piece.total, piece.counts["domain"]) == (3, {"transport": 3})


def test_the_counts_are_those_of_the_index_whatever_was_published_changed_and_withdrawn(filled, huang, liu, chen):
    number = filled["公交站点"]
    services.edit(number, {"domain": "health"}, actor=liu, now=at(10))
    publish(Entry.objects.get(number=number), liu, chen, at(10))
    case = services.withdraw(filled["客运班线"], "停用", "批复", actor=liu, now=at(11))
    move(case.number, "approve", Statement(), actor=chen, now=at(11))
    kept = {each[:-1]: each[-1] for each in FacetCount.objects.values_list(*counting._SAME, "count")}
    assert kept == dict(counting.same(IndexedEntry.objects.values_list("pk", flat=True)))
    with transaction.atomic():
        counting.recount()
    assert kept == {each[:-1]: each[-1] for each in FacetCount.objects.values_list(*counting._SAME, "count")}


def test_values_of_one_facet_are_alternatives(filled):
    found = queries.search(ANYONE, queries.Asked(facets={"domain": ("transport", "health")}))
    assert found.total == 4


def test_words_and_facets_go_together(filled):
    assert titles("公交", provider="511700-jtysj") == ["公交站点"]
    assert titles("公交", provider="511700-zrzyj") == []
    assert titles("班线", sharing="unconditional") == []


def test_a_facet_value_that_nobody_has_is_kept_and_finds_nothing(filled):
    found = queries.search(ANYONE, queries.Asked(facets={"domain": ("legal",)}))
    assert found.total == 0
    assert found.facets["domain"][0].value == "legal"


def test_without_words_the_newest_come_first(filled):
    assert titles("") == list(filled)[::-1]


@pytest.mark.parametrize("text", ["", "数据"])
def test_pages_lead_forward_and_back_without_loss_or_repetition(filled, huang, chen, text):
    for number in range(5):
        said = complete(title=f"数据{number}", items=[])
        publish(services.add(said, actor=huang, now=at(20 + number)), huang, chen, at(20 + number))
    asked = queries.Asked(text=text)
    first = queries.search(ANYONE, asked, size=2)
    pages, page = [first], first
    while page.after:
        page = queries.search(ANYONE, asked, after=page.after, size=2)
        pages.append(page)
    numbers = [hit.number for each in pages for hit in each.hits]
    assert len(numbers) == len(set(numbers)) == first.total
    back = queries.search(ANYONE, asked, before=pages[2].before, size=2)
    assert [hit.number for hit in back.hits] == [hit.number for hit in pages[1].hits]
    assert (first.before, pages[-1].after) == ("", "")


@pytest.mark.parametrize("order", ["", "number", "-title", "published_at"])
def test_what_was_published_at_one_moment_is_read_by_pages_and_pieces_without_loss(filled, order):
    IndexedEntry.objects.update(published_at=NOW)
    every = queries.piece(ANYONE, queries.Asked(), start=0, size=9, order=order).numbers
    pieces = [queries.piece(ANYONE, queries.Asked(), start=start, size=2, order=order).numbers for start in (0, 2, 4)]
    assert [number for piece in pieces for number in piece] == list(every)
    assert set(every) == set(filled.values())
    if not order:
        first = queries.search(ANYONE, queries.Asked(), size=2)
        second = queries.search(ANYONE, queries.Asked(), after=first.after, size=2)
        back = queries.search(ANYONE, queries.Asked(), before=second.before, size=2)
        assert [hit.number for hit in (*first.hits, *second.hits)] == list(every[:4])
        assert [hit.number for hit in back.hits] == list(every[:2])


def test_a_program_that_reads_on_is_not_counted_off_from_the_beginning(filled):
    asked = queries.Asked()
    queries.piece(ANYONE, asked, start=0, size=2)
    with CaptureQueriesContext(connection) as said:
        queries.piece(ANYONE, asked, start=2, size=2)
    assert not any("OFFSET" in each["sql"] for each in said.captured_queries)


def test_several_values_of_a_facet_are_asked_of_the_index_before_its_limit(filled, huang, chen, monkeypatch):
    for hour, domain in ((20, "health"), (21, "legal"), (22, "transport")):
        said = complete(title=f"数据{domain}", items=[], domain=domain)
        publish(services.add(said, actor=huang, now=at(hour)), huang, chen, at(hour))
    monkeypatch.setattr(import_module("gongshu.catalogue.queries.answering"), "MOST", 2)
    found = queries.search(ANYONE, queries.Asked(text="数据", facets={"domain": ("health", "legal")}))
    assert {hit.domain for hit in found.hits} == {"health", "legal"}


def test_what_has_data_is_asked_of_the_index_before_its_limit(filled, monkeypatch):
    older = IndexedEntry.objects.get(title="公交站点")
    IndexedEntry.objects.filter(pk=older.pk).update(live=True)
    full_text.remove([older.pk])
    older.refresh_from_db()
    full_text.put([index.text(older, "停靠线路编号")])
    index.touch()
    monkeypatch.setattr(import_module("gongshu.catalogue.queries.answering"), "MOST", 1)
    found = queries.search(ANYONE, queries.Asked(text="线", live_only=True))
    assert [hit.title for hit in found.hits] == ["公交站点"]


def test_a_change_of_the_catalogue_is_found_at_once(filled, liu, chen):
    assert titles("轮渡") == []
    publish(
        services.add(complete(title="轮渡码头", provider=liu.body, items=[]), actor=liu, now=at(9)), liu, chen, at(9)
    )
    assert titles("轮渡") == ["轮渡码头"]


def test_a_synonym_that_was_put_in_counts_at_once_and_goes_when_it_is_dropped(filled, cast):
    assert titles("巴士") == []
    services.put_synonym("公共交通", "巴士", actor=cast("chen"), now=at(9))
    assert titles("巴士") == ["公交站点"]
    services.drop_synonym("巴士", actor=cast("chen"), now=at(9))
    assert titles("巴士") == []


def test_a_word_belongs_to_one_group(filled, cast):
    with pytest.raises(CatalogueError, match="already means"):
        services.put_synonym("户籍", "医保", actor=cast("chen"), now=NOW)
    with pytest.raises(CatalogueError):
        services.put_synonym("户籍", " ", actor=cast("chen"), now=NOW)
    with pytest.raises(Refused):
        services.put_synonym("户籍", "户头", actor=cast("lin"), now=NOW)


def test_the_index_can_be_built_anew(filled, cast):
    IndexedEntry.objects.all().delete()
    full_text.remove(range(1000))
    done = []
    assert services.reindex(actor=cast("zhou"), now=NOW, progress=done.append) == 5
    assert (titles("医保"), done) == (["医疗保险参保人员"], [5])


@pytest.mark.pure
def test_a_mark_is_a_word_that_no_text_gives():
    mark = segments.mark("provider", "511700-zrzyj")
    assert mark == "zzprovider511700zrzyj"
    assert segments.words("提供单位 511700-zrzyj") != [mark]
