"""What the law pages say is what the law folder says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from gongshu import law
from gongshu.law.articles import Article
from gongshu.law.errors import UnknownName
from gongshu.law.measures import Status
from gongshu.law.parameters import Unit
from gongshu.portal.lawbook import articles, comparing, examples, places, proofs, tables, texts, values, words

pytestmark = pytest.mark.pure
LAW = law.load()
DAY = date(2025, 9, 29)
DAZHOU, CHENGDU, HUNAN = "cn/sichuan/dazhou", "cn/sichuan/chengdu", "cn/hunan"
LOCAL = [
    (place.path, place.main.short) for place in LAW.jurisdictions.values() if place.main and place.level != "nation"
]
TWENTY = articles.read(LAW, DAZHOU, "达州办法", 20, DAY)


def test_places_without_a_text_are_not_listed() -> None:
    listed = [place.path for place in places.places(LAW, DAY, DAZHOU)]
    assert listed == ["cn", HUNAN, "cn/jiangsu", "cn/shanxi/taiyuan", CHENGDU, DAZHOU]


def test_a_place_knows_what_stands_above_it_and_whether_it_is_here() -> None:
    place = places.place(LAW, "dazhou", DAY, DAZHOU)
    assert [above.path for above in place.above] == ["cn", "cn/sichuan"]
    assert place.here
    assert not places.place(LAW, CHENGDU, DAY, DAZHOU).here


def test_a_text_says_how_it_stands_on_a_day() -> None:
    assert places.place(LAW, HUNAN, DAY, DAZHOU).texts[0].status is Status.DRAFT
    assert places.place(LAW, DAZHOU, date(2030, 3, 1), DAZHOU).texts[0].status is Status.LAPSED


def test_the_lapse_of_a_text_is_cited() -> None:
    measure = LAW.jurisdiction(DAZHOU).main
    assert measure is not None
    assert places.cite(measure, measure.lapses_under) == Article(
        jurisdiction=DAZHOU, law="达州办法", clause="第五十三条"
    )
    assert places.cite(measure, None) is None


@pytest.mark.parametrize(("path", "short"), LOCAL)
def test_every_article_of_the_five_texts_has_a_page_with_a_summary_in_both_languages(path: str, short: str) -> None:
    numbers = articles.numbers(LAW.jurisdiction(path), short)
    for number in numbers:
        page = articles.read(LAW, path, short, number, DAY)
        assert page.text, f"{short} {number}"
        assert page.text.summary["zh"]
        assert page.text.summary["en"]


@pytest.mark.parametrize(("path", "short"), LOCAL)
def test_articles_stand_in_their_chapters_once_and_in_order(path: str, short: str) -> None:
    chapters = texts.read(LAW, path, short, DAY).chapters
    numbers = [line.number for chapter in chapters for line in chapter.lines]
    assert numbers == sorted(set(numbers))
    assert all(chapter.title for chapter in chapters[1:])


@pytest.mark.parametrize(("path", "short"), LOCAL)
def test_every_value_of_a_text_is_either_a_time_or_under_a_topic(path: str, short: str) -> None:
    reading = texts.read(LAW, path, short, DAY)
    shown = [*reading.times, *(value for _, held in reading.topics for value in held)]
    assert {value.parameter.name for value in shown} == set(LAW.jurisdiction(path).parameters)


def test_every_topic_has_words() -> None:
    keys = {name.partition(".")[0] for place in LAW.jurisdictions.values() for name in place.parameters}
    assert keys <= set(words.TOPICS), f"name in lawbook/words.py: {sorted(keys - set(words.TOPICS))}"


def test_every_function_of_the_law_has_words() -> None:
    keys = {key for place in LAW.jurisdictions.values() for key in place.roles.functions}
    assert keys <= set(words.FUNCTIONS), f"name in lawbook/words.py: {sorted(keys - set(words.FUNCTIONS))}"


def test_every_kind_that_a_value_is_limited_to_has_words() -> None:
    kept = [parameter.covers for place in LAW.jurisdictions.values() for parameter in place.parameters.values()]
    keys = {key for covers in kept for said in covers.values() for key in said}
    assert keys <= set(words.COVERS), f"name in lawbook/words.py: {sorted(keys - set(words.COVERS))}"


def test_every_start_of_a_term_has_words() -> None:
    starts = {parameter.starts for place in LAW.jurisdictions.values() for parameter in place.parameters.values()} - {
        None
    }
    assert starts <= set(words.STARTS)


def test_an_article_shows_its_values_with_what_they_run_from() -> None:
    reply = next(value for value in TWENTY.values if value.parameter.name == "sharing.reply")
    assert reply.shown.value == 5
    assert reply.now == reply.shown
    assert reply.next is None
    assert not reply.is_free


def test_a_value_that_is_to_come_is_shown_before_it_holds() -> None:
    early = texts.values(LAW, DAZHOU, "达州办法", date(2025, 1, 1))
    reply = next(value for value in early if value.parameter.name == "sharing.reply")
    assert reply.now is None
    assert reply.shown == reply.next


def test_an_article_names_its_neighbours_and_its_chapter() -> None:
    assert TWENTY.before is not None
    assert TWENTY.after is not None
    assert (TWENTY.before.number, TWENTY.after.number) == (19, 21)
    assert TWENTY.chapter is not None
    assert articles.read(LAW, DAZHOU, "达州办法", 1, DAY).before is None
    assert articles.read(LAW, DAZHOU, "达州办法", 53, DAY).after is None


def test_an_article_lists_the_duties_in_it() -> None:
    assert [duty.row.id for duty in TWENTY.duties] == [f"dazhou-20-{number}" for number in range(1, 6)]


def test_an_article_names_who_acts_under_it_and_the_procedures_that_rest_on_it() -> None:
    assert "sharing.decider" in {function.key for function in TWENTY.functions}
    citing = {each.procedure.name: each for each in TWENTY.citing}
    assert "reply" in citing["sharing-application"].clocks
    assert "submitted.grant" in citing["sharing-application"].steps


def test_duties_of_a_places_main_text_do_not_stand_under_another_text() -> None:
    assert articles.read(LAW, "cn", "民法典", 201, DAY).duties == []


@pytest.mark.parametrize(
    ("path", "short", "number"), [("cn/mars", "x", 1), (DAZHOU, "成都条例", 1), (DAZHOU, "达州办法", 99)]
)
def test_what_no_file_declares_has_no_page(path: str, short: str, number: int) -> None:
    with pytest.raises(UnknownName):
        articles.read(LAW, path, short, number, DAY)


def test_a_text_that_is_not_there_cannot_be_read() -> None:
    with pytest.raises(UnknownName, match="measure in cn"):
        texts.read(LAW, "cn", "达州办法", DAY)


def test_the_cases_of_an_article_are_those_about_its_values() -> None:
    found = examples.examples(LAW, DAZHOU, "达州办法", 20)
    assert "国庆长假不计入答复期限，调休上班的周六计入" in {example.name for example in found}
    assert "tests/law/cn/sichuan/dazhou/53.yaml" not in {example.file for example in found}
    assert all(example.clause.startswith("第二十条") for example in found if example.clause)


def test_the_cases_of_a_national_law_are_told_apart_by_their_law() -> None:
    assert {example.file for example in examples.examples(LAW, "cn", "民法典", 201)} == {
        "tests/law/cn/civil-code-201.yaml"
    }


def test_a_place_without_cases_shows_none() -> None:
    assert list(examples._of_place("cn/sichuan")) == []


def proof_of(tmp_path: Path, *databases: str) -> proofs.Record:
    test = "tests/test_x.py::test_a"
    carriers = next(row for row in proofs.read_obligations(LAW.root) if row.id == "dazhou-20-3").carried_by
    said = {"tests": {"dazhou-20-3": {test: list(databases)}}, "withdrawals": {"dazhou-20-3": {carriers[0]: [test]}}}
    path = tmp_path / "proofs.json"
    path.write_text(json.dumps(said), encoding="utf-8")
    return proofs._read(LAW.root, path, path.stat().st_mtime_ns)


def test_a_duty_is_proven_by_tests_that_passed_on_both_databases(tmp_path: Path) -> None:
    duties = {duty.row.id: duty for duty in proof_of(tmp_path, "sqlite", "postgresql").duties(DAZHOU, 20)}
    assert duties["dazhou-20-3"].standing == "proven"
    assert duties["dazhou-20-3"].proven_by == ["tests/test_x.py::test_a"]
    assert duties["dazhou-20-4"].standing == "open"


def test_a_duty_proven_on_one_database_is_open_and_says_why(tmp_path: Path) -> None:
    duties = {duty.row.id: duty for duty in proof_of(tmp_path, "sqlite").duties(DAZHOU, 20)}
    assert (duties["dazhou-20-3"].standing, duties["dazhou-20-3"].doubt) == ("open", "passed on one database only")


def test_a_duty_that_is_only_told_needs_no_proof() -> None:
    told = [duty for duty in proofs.record(LAW).duties(DAZHOU) if duty.row.enforce == "inform"]
    assert told
    assert {duty.standing for duty in told} == {"told"}


def test_the_measure_of_a_place_counts_what_is_enforced_and_tracked() -> None:
    measured = proofs.record(LAW).measure(DAZHOU)
    duties = proofs.record(LAW).duties(DAZHOU)
    assert measured["enforce"]["total"] == sum(1 for duty in duties if duty.row.enforce == "enforce")
    assert proofs.record(LAW).measure("cn") == {}


@pytest.mark.parametrize(
    ("value", "unit", "names", "zh", "en"),
    [
        (5, Unit.WORKING_DAY, {}, "5 个工作日", "5 working days"),
        (True, Unit.RULE, {}, "是", "yes"),
        (None, Unit.WORKING_DAY, {}, "不再适用", "no longer applies"),
        ("to_be_set", Unit.WORKING_DAY, {}, "文本未定", "left open by the text"),
        (["reason"], Unit.LIST, {"reason": {"zh": "理由", "en": "Reason"}}, "理由", "Reason"),
        ("timely", Unit.QUALITATIVE, {}, "及时", "timely"),
        (10000000, Unit.COUNT, {}, "10,000,000", "10,000,000"),
        ({"a": "b"}, Unit.MAPPING, {"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}}, "甲：乙", "A: B"),
    ],
)
def test_a_value_is_told_in_the_words_of_the_text(value, unit, names, zh, en) -> None:
    assert values.said(value, unit, names) == zh
    with override("en"):
        assert values.said(value, unit, names).lower() == en.lower()


def test_members_of_a_list_are_parted_as_the_language_does() -> None:
    names = {"a": {"zh": "甲", "en": "A"}, "b": {"zh": "乙", "en": "B"}}
    assert values.said(["a", "b"], Unit.LIST, names) == "甲、乙"
    with override("en"):
        assert values.said(["a", "b"], Unit.LIST, names) == "A, B"


def test_a_key_that_no_file_names_stays_visible() -> None:
    assert values.said("same_level", Unit.TEXT, {}) == "same level"


def test_values_from_files_are_never_markup() -> None:
    assert values.said(["a"], Unit.LIST, {"a": {"zh": "<b>"}}) == "&lt;b&gt;"


def test_two_places_are_compared_by_topic_and_silence_stays_silence() -> None:
    found = comparing.compare(LAW, DAZHOU, CHENGDU, DAY, times_only=True, all_rows=False)
    rows = {row.name: row for _, group in found.topics for row in group}
    assert rows["sharing.reply"].left.value == 5
    assert rows["sharing.reply"].differs
    assert found.differing == len(rows)
    assert any(row.left is None or row.right is None for row in rows.values())


def test_what_agrees_is_listed_when_asked_for() -> None:
    found = comparing.compare(LAW, DAZHOU, CHENGDU, DAY, times_only=False, all_rows=True)
    assert sum(len(group) for _, group in found.topics) == found.differing + found.same
    assert found.same


def test_a_place_does_not_differ_from_itself() -> None:
    found = comparing.compare(LAW, DAZHOU, DAZHOU, DAY, times_only=False, all_rows=False)
    assert (found.differing, list(found.topics)) == (0, [])


def test_a_draft_can_be_compared() -> None:
    rows = [
        row
        for _, group in comparing.compare(LAW, HUNAN, DAZHOU, DAY, times_only=False, all_rows=False).topics
        for row in group
    ]
    assert any(row.any is row.left for row in rows)


def test_the_table_of_a_procedure_names_who_moves_where_under_which_article() -> None:
    table = tables.read(LAW, "sharing-application", DAZHOU, DAY)
    moves = {(state.name, move.step.outcome): move for state, held in table.states for move in held}
    grant = moves["submitted", "grant"]
    assert grant.hand.name == {"zh": "公共数据主管部门", "en": "Data authority"}
    assert grant.to.name == "granted"
    assert grant.article is not None
    assert grant.article.number == 20
    assert moves["refused", "send_back"].hand.above
    assert moves["granted", "expire"].hand.name == "到期自动"


def test_the_first_state_comes_first_and_office_moves_are_told_once() -> None:
    table = tables.read(LAW, "sharing-application", DAZHOU, DAY)
    assert table.states[0][0].name == "submitted"
    outcomes = [move.step.outcome for move in table.office]
    assert len(outcomes) == len(set(outcomes))
    assert "urge" in outcomes
    assert all(move.article is None for move in table.office)


def test_a_clock_shows_its_term_and_how_far_it_can_be_extended() -> None:
    (running,) = tables.read(LAW, "sharing-application", DAZHOU, DAY).clocks
    assert running.term is not None
    assert running.term.value == 5
    assert [(key, term.value) for key, term in running.ends_in] == [("ask_provider", 5)]


def test_what_has_to_be_filled_in_is_told_with_the_article_that_demands_it() -> None:
    table = tables.read(LAW, "sharing-application", DAZHOU, DAY)
    needed = [label["zh"] for label, is_needed in table.facts if is_needed]
    assert set(needed) == {"理由", "依据", "用途"}
    assert table.needed_by is not None
    assert table.needed_by.article.clause == "第二十条第一款"


def test_a_procedure_that_no_text_of_the_place_provides_for_says_so() -> None:
    provided = {name: tables.read(LAW, name, DAZHOU, DAY).provided for name in LAW.procedure_names(DAZHOU)}
    assert provided["sharing-application"]
    assert not provided["verification"]
    assert tables.read(LAW, "verification", HUNAN, DAY).provided


@pytest.mark.parametrize("path", [path for path, _ in LOCAL])
def test_every_procedure_of_every_place_can_be_read(path: str) -> None:
    for name in LAW.procedure_names(path):
        table = tables.read(LAW, name, path, DAY)
        assert table.states
        assert table.decider.name
