"""Disputes on an attribute, and the catalogue of a level."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import EffectRefused
from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries, services
from gongshu.catalogue.errors import NoSuchEntry, NotProvided
from gongshu.catalogue.models import LevelCatalogue
from gongshu.catalogue.tests.stage import NOW, complete, publish, settle
from gongshu.people import Refused


@pytest.fixture
def entry(huang, chen):
    return publish(services.add(complete(), actor=huang, now=NOW), huang, chen)


def test_a_settled_attribute_is_a_version_of_its_own(entry, huang, chen):
    case = services.dispute(entry.number, "sharing", "conditional", "涉及个人", actor=chen, now=NOW)
    move(case.number, "agree", Statement(), actor=huang, now=NOW)
    shown = queries.entry(chen, entry.number).shown
    assert (shown.number, shown.sharing, shown.sharing_reason, shown.case) == (
        2,
        "conditional",
        "涉及个人",
        case.number,
    )
    assert [item.code for item in shown.items.all()] == ["unit_no", "location", "registered_on"]
    assert AuditEvent.objects.filter(event="catalogue:attribute:settle", subject_id=entry.number).count() == 1


def test_a_draft_in_work_outlives_the_settlement(entry, huang, chen):
    services.edit(entry.number, {"abstract": "新摘要"}, actor=huang, now=NOW)
    case = services.dispute(entry.number, "opening", "unconditional", "应当开放", actor=chen, now=NOW)
    move(case.number, "agree", Statement(), actor=huang, now=NOW)
    held = queries.entry(huang, entry.number)
    assert (held.shown.opening, held.draft.abstract) == ("unconditional", "新摘要")


@obligation("dazhou-19-4")
def test_no_dispute_ends_in_withholding_without_the_text_that_allows_it(entry, huang, chen):
    case = services.dispute(entry.number, "sharing", "withheld", "不宜共享", actor=chen, now=NOW)
    with pytest.raises(EffectRefused, match="第十九条第二款"):
        move(case.number, "agree", Statement(), actor=huang, now=NOW)
    assert queries.entry(chen, entry.number).shown.sharing == "unconditional"


def test_withholding_can_be_settled_with_its_basis(entry, huang, chen):
    case = services.dispute(entry.number, "sharing", "withheld", "涉密", "《测绘法》第三十四条", actor=chen, now=NOW)
    move(case.number, "agree", Statement(), actor=huang, now=NOW)
    shown = queries.entry(chen, entry.number).shown
    assert (shown.sharing_basis_law, shown.sharing_basis_article) == ("测绘法", "第三十四条")


def test_only_what_is_published_can_be_disputed(huang, chen):
    draft = services.add(complete(), actor=huang, now=NOW)
    with pytest.raises(NoSuchEntry):
        services.dispute(draft.number, "sharing", "withheld", "x", actor=chen, now=NOW)


@obligation("dazhou-13-3")
def test_the_catalogue_of_a_level_goes_to_the_next_higher_authority(entry, chen, cast):
    catalogue = services.compile_level("511700", actor=chen, now=NOW)
    assert (catalogue.number, catalogue.entries, catalogue.compiled_under) == (
        "511700.1",
        [[entry.number, 1]],
        ["catalogue_compilation_guide"],
    )
    case = services.submit_level(catalogue.number, actor=chen, now=NOW)
    assert case.decider.code == "510000-sjj"
    move(case.number, "approve", Statement(), actor=cast("jiang"), now=NOW)
    catalogue.refresh_from_db()
    assert (catalogue.state, catalogue.case) == ("confirmed", case.number)


@obligation("dazhou-13-3")
def test_a_county_s_catalogue_goes_to_the_city(cast, chen):
    catalogue = services.compile_level("511702", actor=cast("tan"), now=NOW)
    case = services.submit_level(catalogue.number, actor=cast("tan"), now=NOW)
    move(case.number, "approve", Statement(), actor=chen, now=NOW)
    assert LevelCatalogue.objects.get(region_id="511702").state == "confirmed"


def test_each_compilation_is_the_next_version(entry, chen):
    assert [services.compile_level("511700", actor=chen, now=NOW).version for _ in range(2)] == [1, 2]


def test_only_the_authority_of_a_level_compiles_it(huang, chen):
    with pytest.raises(Refused):
        services.compile_level("511700", actor=huang, now=NOW)
    with pytest.raises(NoSuchEntry):
        services.compile_level("999999", actor=chen, now=NOW)
    with pytest.raises(NoSuchEntry):
        services.submit_level("511700.7", actor=chen, now=NOW)


def test_where_no_text_lets_a_level_compile_one_it_is_said(db, node, place):
    place("cn/jiangsu")
    chen = settle()("chen")
    with pytest.raises(NotProvided, match="no text in force for cn/jiangsu"):
        services.compile_level(chen.body[:6], actor=chen, now=NOW)


@obligation("chengdu-13-4")
def test_in_chengdu_the_government_decides_where_consultation_fails(db, node, place):
    place("cn/sichuan/chengdu")
    huang, chen, mayor = map(settle(), ("huang", "chen", "shen"))
    basis = dict.fromkeys(("authority", "purpose", "scope", "method", "format", "process"), "x")
    said = complete(provider=huang.body, collection=basis, collection_method="direct")
    entry = publish(services.add(said, actor=huang, now=NOW), huang, chen)
    case = services.dispute(entry.number, "sharing", "conditional", "涉及个人", actor=chen, now=NOW)
    case = move(case.number, "refer", Statement(reason="协商不一致"), actor=chen, now=NOW)
    assert case.decider.code == mayor.body
