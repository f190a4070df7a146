"""Resources and their data: hooking is a reviewed step of its own, and nobody else sees data before it."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import CannotOpen, EffectRefused, UnknownSubject
from gongshu.cases.services import move, open_case
from gongshu.cases.statement import Statement
from gongshu.cases.subjects import subject
from gongshu.catalogue import presenting, queries, services, standing
from gongshu.catalogue.errors import CatalogueError, NoSuchEntry, NotYet
from gongshu.catalogue.tests.stage import NOW, at, complete, deliver, hook, publish
from gongshu.people import ANYONE, Refused


def test_a_provider_delivers_to_a_draft_at_once_and_nobody_else_sees_it(huang, liu, chen):
    entry = services.add(complete(opening="unconditional", opening_conditions=""), actor=huang, now=NOW)
    snapshot = deliver(entry, huang)
    assert snapshot.number == f"{entry.number}-1.1"
    assert queries.visible_snapshot(huang, entry.number) == snapshot
    entry = publish(entry, huang, chen)
    assert queries.visible_snapshot(liu, entry.number) is None
    assert queries.visible_snapshot(ANYONE, entry.number) is None
    hook(entry, huang, chen)
    assert queries.visible_snapshot(liu, entry.number) == snapshot
    assert queries.visible_snapshot(ANYONE, entry.number) == snapshot


@pytest.mark.parametrize("opening", ["conditional", "withheld"])
def test_the_public_never_sees_a_table_that_is_not_opened_unconditionally(huang, liu, chen, opening):
    basis = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
    entry = publish(services.add(complete(opening=opening, opening_basis=basis), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang)
    hook(entry, huang, chen)
    assert queries.visible_snapshot(liu, entry.number) is not None
    if opening == "withheld":
        with pytest.raises(NoSuchEntry):
            queries.visible_snapshot(ANYONE, entry.number)
    else:
        assert queries.visible_snapshot(ANYONE, entry.number) is None
        assert queries.snapshots(ANYONE, entry.number) == []


def test_a_resource_without_data_or_of_a_draft_is_not_sent_for_hooking(huang, chen):
    entry = services.add(complete(), actor=huang, now=NOW)
    with pytest.raises(NotYet, match="not published"):
        services.submit_resource(f"{entry.number}-1", actor=huang, now=NOW)
    publish(entry, huang, chen)
    with pytest.raises(NotYet, match="has no data"):
        services.submit_resource(f"{entry.number}-1", actor=huang, now=NOW)


def test_an_officer_cannot_hook_what_has_no_data(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    case = open_case("resource-hook", [f"{entry.number}-1"], {}, actor=huang, now=NOW)
    assert case.proposal["outcome"] == "reject"
    with pytest.raises(EffectRefused, match="cannot be hooked"):
        move(case.number, "approve", Statement(reason="x"), actor=chen, now=NOW)


def test_hooking_is_proposed_for_a_published_entry_with_data(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang)
    case = services.submit_resource(f"{entry.number}-1", actor=huang, now=NOW)
    assert case.proposal["outcome"] == "approve"
    assert presenting.to_json(queries.entry(huang, entry.number), huang)["resources"][0]["state"] == "in_review"


def test_an_entry_without_a_hooked_resource_is_empty_and_counted(huang, chen):
    full = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    publish(services.add(complete(title="地籍图", items=[]), actor=huang, now=NOW), huang, chen)
    assert subject("catalogue-entry", full.number).spaces["entry"]["live"] is False
    deliver(full, huang)
    hook(full, huang, chen)
    assert subject("catalogue-entry", full.number).spaces["entry"]["live"] is True
    figures = queries.figures(ANYONE, NOW)
    assert (figures.published, figures.live, figures.empty, figures.hook_up_rate, figures.rows) == (2, 1, 1, 0.5, 3)
    assert [(each.code, each.hook_up_rate) for each in queries.by_body(chen, NOW)] == [("511700-zrzyj", 0.5)]


def test_without_entries_there_is_no_rate(cast):
    assert queries.figures(ANYONE, NOW).hook_up_rate is None


def test_the_same_delivery_is_registered_once(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    assert deliver(entry, huang) == deliver(entry, huang)
    assert AuditEvent.objects.filter(event="catalogue:snapshot:publish").count() == 1


def test_a_snapshot_that_waits_is_not_pointed_at_until_it_is_released(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    first = deliver(entry, huang)
    delivered = services.Delivered(delivery="d2", rows=1, bytes=9, digest="b" * 64)
    waiting = services.publish_snapshot(f"{entry.number}-1", delivered, publish=False, actor=huang, now=NOW)
    assert queries.visible_snapshot(huang, entry.number) == first
    services.restore(waiting.number, actor=huang, now=NOW)
    assert queries.visible_snapshot(huang, entry.number) == waiting
    assert AuditEvent.objects.filter(event="catalogue:snapshot:restore").count() == 0


def test_going_back_moves_the_pointer_and_leaves_a_record(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    first, second = deliver(entry, huang), deliver(entry, huang, at(1), delivery="d2")
    services.restore(first.number, actor=huang, now=at(2))
    assert [(each.number, each.is_published) for each in queries.snapshots(huang, entry.number)] == [
        (second.number, False),
        (first.number, True),
    ]
    assert AuditEvent.objects.filter(event="catalogue:snapshot:restore").count() == 1


def test_only_the_provider_or_an_engineer_registers_a_delivery(huang, liu, cast, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    with pytest.raises(Refused):
        deliver(entry, liu)
    assert deliver(entry, cast("zhou")).rows == 3
    with pytest.raises(NoSuchEntry):
        services.restore("511700-0001-1.9", actor=huang, now=NOW)


def test_a_resource_taken_off_shows_its_data_to_nobody_else(huang, liu, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang)
    with pytest.raises(NotYet):
        services.unhook(f"{entry.number}-1", "x", actor=huang, now=NOW)
    hook(entry, huang, chen)
    services.unhook(f"{entry.number}-1", "数据有误", actor=huang, now=NOW)
    assert queries.visible_snapshot(liu, entry.number) is None
    assert queries.search(ANYONE, queries.Asked(live_only=True)).total == 0


def test_a_further_resource_is_numbered_and_hooked_on_its_own(huang, chen):
    entry = publish(
        services.add(complete(resources=[{"kind": "table", "title": "登记簿"}]), actor=huang, now=NOW), huang, chen
    )
    resource = services.add_resource(entry.number, "file", "附图", actor=huang, now=NOW)
    assert (resource.number, resource.state) == (f"{entry.number}-2", "draft")
    with pytest.raises(CatalogueError, match="no kind of resource"):
        services.add_resource(entry.number, "stream", "数据流", actor=huang, now=NOW)
    assert queries.resource(ANYONE, resource.number).title == "附图"
    with pytest.raises(NoSuchEntry):
        queries.resource(ANYONE, "511700-0001-9")


def test_an_entry_with_one_resource_may_be_named_for_it(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang)
    case = open_case("resource-hook", [entry.number], {}, actor=huang, now=NOW)
    assert [each.subject for each in case.subjects.all()] == [f"{entry.number}-1"]


def test_of_several_resources_that_could_be_hooked_one_has_to_be_named(huang, liu, chen):
    entry = publish(services.add(complete(resources=[{}, {"kind": "file"}]), actor=huang, now=NOW), huang, chen)
    with pytest.raises(
        UnknownSubject, match=f"{entry.number}-1, {entry.number}-2; give the number of the one you mean"
    ):
        open_case("resource-hook", [entry.number], {}, actor=huang, now=NOW)
    deliver(entry, huang)
    case = open_case("resource-hook", [entry.number], {}, actor=huang, now=NOW)
    assert [each.subject for each in case.subjects.all()] == [f"{entry.number}-1"]


def test_a_name_tells_nobody_of_a_resource_they_may_not_see(huang, liu):
    entry = services.add(complete(), actor=huang, now=NOW)
    with pytest.raises(UnknownSubject) as refused:
        open_case("resource-hook", [entry.number], {}, actor=liu, now=NOW)
    assert f"{entry.number}-1" not in str(refused.value)


def test_a_resource_is_under_one_review_at_a_time(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang)
    first = services.submit_resource(f"{entry.number}-1", actor=huang, now=NOW)
    with pytest.raises(CannotOpen, match=f"wait for {first.number} or withdraw it"):
        services.submit_resource(f"{entry.number}-1", actor=huang, now=NOW)


def test_data_older_than_its_update_frequency_is_late(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    deliver(entry, huang)
    hook(entry, huang, chen)
    assert queries.figures(chen, at(47)).late == 0
    assert queries.figures(chen, at(49)).late == 1


@pytest.mark.parametrize("frequency", ["irregular", "never", ""])
def test_data_without_a_rhythm_is_never_late(frequency):
    assert standing.is_late(frequency, NOW, at(24 * 3650)) is False
