"""The grading desk: what the detector proposes, what a steward says, and what then goes through the review."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gongshu.audit import clock
from gongshu.audit.models import AuditEvent
from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NotYet, UnderReview
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.classification import proposing, queries, services
from gongshu.classification.errors import TooLow, Unfit
from gongshu.classification.models import ColumnGrade
from gongshu.classification.services.grading import Given
from gongshu.law.grading import LEVELS
from gongshu.people import Refused

LATER = 48
ITEMS = [
    {"name": "登记号", "code": "no", "key": True, "level": "general-1"},
    {"name": "公民身份号码", "code": "id_no", "level": "general-3", "personal": "id_number"},
    {"name": "姓名", "code": "name", "level": "general-3", "personal": "name"},
    {"name": "片区", "code": "district"},
]
ROWS = "".join(f"R{place},440524188001010014,张三,城东\n" for place in range(12))


@pytest.fixture
def stage(db, node, settings, scenes):
    from tests.opened import Opening

    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/dazhou")
    return scenes.show("classification", {"stage": lambda made: Opening()}, settings.GONGSHU.folder)["stage"]


@pytest.fixture
def cast(stage):
    return stage.cast


@pytest.fixture
def entry(stage):
    """A published entry of the 自然资源局 with a delivered table about persons."""
    found = stage.entry(title="人员登记", items=ITEMS, opening="conditional", opening_conditions="仅限研究")
    stage.deliver(found, f"登记号,公民身份号码,姓名,片区\n{ROWS}")
    return found


@pytest.fixture
def huang(cast):
    return cast("huang")


def as_proposed(entry, **changed):
    """Take every proposal, but for the columns that are given."""
    given = []
    for each in proposing.propose(entry):
        said = {
            "category": each.category.name if each.category else "",
            "level": each.level,
            **changed.get(each.code, {}),
        }
        given.append(Given(column=each.code, **said))
    return given


def test_each_column_gets_a_category_and_at_least_the_level_of_what_it_holds(entry, huang):
    found = queries.grading(huang, entry.number)
    for line in found.lines:
        category = line.proposal.category.name if line.proposal.category else ""
        assert LEVELS.index(line.proposal.level) >= LEVELS.index(proposing.least(category))
        assert LEVELS.index(line.proposal.level) >= LEVELS.index(line.proposal.present)
    assert found.left == len(found.lines) > 0
    assert any(line.proposal.category for line in found.lines)


def test_levels_that_differ_go_through_the_review_and_raise_the_entry(entry, huang, cast):
    wanted = {each.code: {"level": "general-4", "reason": "按行业细则从严"} for each in proposing.propose(entry)}
    made = services.grade(entry.number, as_proposed(entry, **wanted), actor=huang, now=at(LATER))
    assert made.case.procedure == "catalogue-review"
    entry.refresh_from_db()
    assert entry.current.level != "general-4"
    with pytest.raises(UnderReview):
        services.grade(entry.number, as_proposed(entry), actor=huang, now=at(LATER + 1))
    move(made.case.number, "approve", Statement(), actor=cast("chen"), now=at(LATER + 2))
    entry.refresh_from_db()
    assert (entry.current.level, {item.level for item in entry.current.items.all() if item.code in wanted}) == (
        "general-4",
        {"general-4"},
    )
    lines = {line.proposal.code: line.proposal.level for line in queries.grading(huang, entry.number).lines}
    assert (set(lines.values()), queries.grading(huang, entry.number).left) == ({"general-4"}, 0)
    event = AuditEvent.objects.get(event="classification:columns:grade")
    assert event.subject_id == entry.number


def test_sensitive_personal_information_is_never_graded_below_its_minimum(entry, huang):
    column = proposing.propose(entry)[0].code
    with pytest.raises(TooLow) as told:
        services.grade(
            entry.number,
            [Given(column=column, category="cn_id", level="general-2", reason="少量")],
            actor=huang,
            now=at(LATER),
        )
    assert "第二十八条" in str(told.value.article)
    with pytest.raises(TooLow):
        services.grade(
            entry.number,
            [Given(column=column, category="person_name", level="general-1", reason="x")],
            actor=huang,
            now=at(LATER),
        )
    assert not ColumnGrade.objects.exists()


def test_what_differs_from_the_proposal_says_why_and_every_fault_is_told(entry, huang):
    column = proposing.propose(entry)[0].code
    given = [
        Given(column=column, category="", level="core"),
        Given(column="nothing", category="", level="general-1"),
        Given(column=column, category="x", level="y", reason="z" * 301),
    ]
    with pytest.raises(Unfit) as told:
        services.grade(entry.number, given, actor=huang, now=at(LATER))
    assert len(told.value.faults) == 6
    with pytest.raises(Unfit):
        services.grade(entry.number, [], actor=huang, now=at(LATER))


def test_an_item_that_is_taken_from_another_entry_is_not_below_it_without_a_reason(entry, huang, cast):
    column = proposing.propose(entry)[-1]
    item = entry.current.items.get(code=column.code)
    source = publish(
        catalogue.add(
            complete(title="来源", level="general-4", items=[{"name": "来源项", "code": "source_item", "key": True}]),
            actor=huang,
            now=at(LATER),
        ),
        huang,
        cast("chen"),
        at(LATER),
    )
    type(item).objects.filter(pk=item.pk).update(taken_from=source.number, claim="")
    proposed = next(each for each in proposing.propose(entry) if each.code == column.code)
    assert (proposed.level, proposed.floor.source) == ("general-4", source.number)
    lower = Given(column=column.code, category=column.category.name if column.category else "", level="general-3")
    with pytest.raises(Unfit):
        services.grade(entry.number, [lower], actor=huang, now=at(LATER + 1))


def test_only_the_provider_grades_and_only_what_was_delivered(entry, huang, cast):
    with pytest.raises(Refused):
        services.grade(entry.number, as_proposed(entry), actor=cast("liu"), now=at(LATER))
    with pytest.raises(Refused):
        queries.grading(cast("liu"), entry.number)
    bare = publish(
        catalogue.add(
            complete(title="没有数据", items=[{"name": "甲", "code": "a", "key": True}]), actor=huang, now=at(LATER)
        ),
        huang,
        cast("chen"),
        at(LATER),
    )
    with pytest.raises(NotYet):
        queries.grading(huang, bare.number)


def test_the_desk_lists_own_tables_and_keeps_what_the_steward_confirms(entry, client):
    from gongshu.people.models import Account

    clock.set_to(at(LATER))
    client.force_login(Account.objects.get(login="huang"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/grading").content.decode()
    assert f"/grading/{entry.number}" in page
    there = f"/grading/{entry.number}"
    assert "确认定级" in client.get(there).content.decode()
    said = {}
    for each in proposing.propose(entry):
        said |= {f"category:{each.code}": each.category.name if each.category else "", f"level:{each.code}": each.level}
    first = proposing.propose(entry)[0].code
    refused = client.post(there, {**said, f"level:{first}": "core"})
    assert refused.status_code == 422
    assert "须写明理由" in refused.content.decode()
    assert client.post(there, said).status_code == 302
    api = f"/api/v1/classification/entries/{entry.number}"
    row = {"column": "district", "category": "", "level": "general-1"}
    assert client.put(api, json.dumps([{**row, "level": "x"}]), content_type="application/json").status_code == 422
    assert client.get(api).json() == client.get(f"{there}.json").json()
    assert client.get(f"{there}.json").json()["left"] == 0
    clock.set_to(None)
