"""From a draft to the published entry: drafts, review, return, versions, withdrawal."""

from __future__ import annotations

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.cases.errors import CannotOpen, EffectRefused
from gongshu.cases.services import move, open_case
from gongshu.cases.statement import Statement
from gongshu.catalogue import presenting, queries, services, standing
from gongshu.catalogue.errors import EntryUnfit, NoSuchEntry, NotReady, NotYet, UnderReview
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.people import ANYONE, Refused


def test_a_new_entry_is_a_numbered_draft_of_its_provider(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    assert (entry.number, entry.state, entry.provider.code) == ("511700-0001", "draft", "511700-zrzyj")
    assert [resource.number for resource in entry.resources.all()] == ["511700-0001-1"]
    assert AuditEvent.objects.filter(event="catalogue:entry:create", subject_id=entry.number).count() == 1


def test_the_reviewed_entry_is_published(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    assert (entry.state, entry.draft, entry.shown.number) == ("published", None, 1)
    event = AuditEvent.objects.get(event="catalogue:entry:publish")
    assert event.law == "达州办法 第十三条第三款"


def test_what_the_law_demands_before_review_may_still_be_missing_in_a_draft(huang):
    entry = services.add(complete(format="", contact_details=""), actor=huang, now=NOW)
    missing = {problem.path for problem in queries.problems(huang, entry.number, NOW)}
    assert missing == {"format", "contact_details"}


def test_a_change_that_names_a_resource_the_entry_has_not_is_refused_not_passed_over(huang):
    entry = services.add(complete(resources=[{"kind": "table", "title": "登记簿"}]), actor=huang, now=NOW)
    services.edit(entry.number, complete(resources=[{"kind": "table", "title": "登记簿"}]), actor=huang, now=NOW)
    with pytest.raises(EntryUnfit, match=r"resources\[2\]: the entry has no such resource"):
        services.edit(
            entry.number, {"resources": [{"kind": "table"}, {"kind": "file", "title": "附图"}]}, actor=huang, now=NOW
        )


@obligation("dazhou-13-2")
def test_an_entry_that_lacks_basic_items_is_not_sent_for_review(huang):
    entry = services.add(complete(format="", level=""), actor=huang, now=NOW)
    with pytest.raises(NotReady) as refused:
        services.submit([entry.number], actor=huang, now=NOW)
    assert {problem.path for problem in refused.value.problems} == {"format", "level"}
    assert "达州办法 第十三条第一款" in str(refused.value)


def test_an_entry_is_under_one_review_at_a_time_however_it_is_opened(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    first = services.submit([entry.number], actor=huang, now=NOW)
    with pytest.raises(CannotOpen) as refused:
        open_case("catalogue-review", [entry.number], {}, actor=huang, now=NOW)
    assert f"等待或者撤回 {first.number}" in refused.value.remedy["zh"]


def test_a_published_entry_without_a_draft_has_nothing_to_review(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    with pytest.raises(CannotOpen, match="change the entry first"):
        open_case("catalogue-review", [entry.number], {}, actor=huang, now=NOW)


@obligation("dazhou-13-2")
def test_an_officer_cannot_publish_what_lacks_basic_items(huang, chen):
    entry = services.add(complete(format=""), actor=huang, now=NOW)
    case = open_case("catalogue-review", [entry.number], {}, actor=huang, now=NOW)
    assert case.proposal["outcome"] == "reject"
    with pytest.raises(EffectRefused, match="format"):
        move(case.number, "approve", Statement(reason="通过"), actor=chen, now=NOW)
    entry.refresh_from_db()
    assert entry.state == "draft"


def test_a_complete_entry_is_proposed_for_approval(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    assert services.submit([entry.number], actor=huang, now=NOW).proposal["outcome"] == "approve"


def test_a_body_s_entries_are_reviewed_by_the_authority_of_its_own_level(huang, cast):
    entry = services.add(complete(), actor=huang, now=NOW)
    case = services.submit([entry.number], actor=huang, now=NOW)
    assert case.decider.code == "511700-sjj"
    county = services.add(complete(title="通川区公交", provider="511702-jtysj"), actor=cast("feng"), now=NOW)
    assert services.submit([county.number], actor=cast("feng"), now=NOW).decider.code == "511702-sjj"


@obligation("dazhou-13-4")
def test_what_was_compiled_under_the_guide_says_so(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    assert presenting.to_json(queries.entry(ANYONE, entry.number), ANYONE)["compiled_under"] == [
        "catalogue_compilation_guide"
    ]


def test_under_review_an_entry_is_in_review_and_cannot_be_changed(huang, chen):
    entry = services.add(complete(), actor=huang, now=NOW)
    case = services.submit([entry.number], actor=huang, now=NOW)
    assert standing.state_of(queries.entry(huang, entry.number)) == "in_review"
    with pytest.raises(UnderReview, match=case.number):
        services.edit(entry.number, {"abstract": "改"}, actor=huang, now=NOW)
    with pytest.raises(UnderReview, match=case.number):
        services.submit([entry.number], actor=huang, now=NOW)
    assert [each.number for each in queries.entries(chen, state="in_review")] == [entry.number]


def test_a_rejected_draft_goes_back_with_the_reason_and_can_be_changed(huang, chen):
    entry = services.add(complete(), actor=huang, now=NOW)
    case = services.submit([entry.number], actor=huang, now=NOW)
    move(case.number, "reject", Statement(reason="摘要不清"), actor=chen, now=NOW)
    assert AuditEvent.objects.get(event="catalogue:entry:return").body.count("摘要不清") == 1
    services.edit(entry.number, {"abstract": "不动产登记的结果"}, actor=huang, now=NOW)
    assert standing.state_of(queries.entry(huang, entry.number)) == "draft"


def test_several_entries_are_one_batch_review(huang, chen):
    first = services.add(complete(), actor=huang, now=NOW)
    second = services.add(complete(title="地籍图", items=[]), actor=huang, now=NOW)
    case = services.submit([first.number, second.number], actor=huang, now=NOW)
    move(case.number, "approve", Statement(), actor=chen, now=NOW)
    assert set(Entry.objects.values_list("state", flat=True)) == {"published"}


def test_a_published_entry_changes_only_by_a_new_version_through_review(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    services.edit(entry.number, {"abstract": "新摘要"}, actor=huang, now=NOW)
    assert queries.entry(ANYONE, entry.number).shown.abstract == complete()["abstract"]
    assert [change.field for change in queries.differences(huang, entry.number)] == ["abstract"]
    entry = publish(entry, huang, chen)
    assert queries.entry(ANYONE, entry.number).shown.abstract == "新摘要"
    assert [version.number for version in queries.versions(ANYONE, entry.number)] == [2, 1]
    assert queries.version(ANYONE, entry.number, 1).abstract == complete()["abstract"]


def test_the_difference_names_each_changed_item(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    items = [*complete()["items"][:2], {"name": "登簿人", "code": "registrar"}]
    services.edit(entry.number, {"items": items}, actor=huang, now=NOW)
    changes = {
        change.field: (change.before is None, change.after is None)
        for change in queries.differences(huang, entry.number)
    }
    assert changes == {"items.registrar": (True, False), "items.registered_on": (False, True)}


def test_the_draft_of_a_next_version_can_be_given_up(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    services.edit(entry.number, {"abstract": "新摘要"}, actor=huang, now=NOW)
    services.drop_draft(entry.number, actor=huang, now=NOW)
    assert queries.differences(huang, entry.number) == []
    with pytest.raises(NotYet):
        services.drop_draft(entry.number, actor=huang, now=NOW)
    services.edit(entry.number, {"abstract": "又改"}, actor=huang, now=NOW)
    assert queries.entry(huang, entry.number).draft.number == 3


def test_nothing_to_review_is_said(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    with pytest.raises(NotYet, match="no draft"):
        services.submit([entry.number], actor=huang, now=NOW)


def test_only_the_provider_describes_its_data(huang, liu, cast):
    with pytest.raises(Refused):
        services.add(complete(), actor=liu, now=NOW)
    with pytest.raises(Refused):
        services.add(complete(), actor=cast("lin"), now=NOW)
    entry = services.add(complete(), actor=huang, now=NOW)
    with pytest.raises(NoSuchEntry):
        services.edit(entry.number, {"abstract": "x"}, actor=liu, now=NOW)


def test_the_provider_may_be_named_as_people_call_it(huang):
    assert services.add(complete(provider="市自然资源局"), actor=huang, now=NOW).provider.code == "511700-zrzyj"


def test_unknown_places_are_told_with_all_other_faults(huang):
    with pytest.raises(EntryUnfit) as refused:
        services.add(complete(provider="511700-none", region="999999", sharing="open"), actor=huang, now=NOW)
    assert {problem.path for problem in refused.value.problems} == {"provider", "region", "sharing"}


def test_a_withdrawn_entry_is_found_no_more_but_its_record_stays(huang, chen):
    entry = publish(services.add(complete(), actor=huang, now=NOW), huang, chen)
    case = services.withdraw(entry.number, "机构改革", "达州市机构改革方案", actor=huang, now=NOW)
    assert case.proposal["outcome"] == "approve"
    move(case.number, "approve", Statement(), actor=chen, now=NOW)
    with pytest.raises(NoSuchEntry):
        queries.entry(ANYONE, entry.number)
    assert standing.state_of(queries.entry(huang, entry.number)) == "withdrawn"
    assert queries.search(ANYONE, queries.Asked()).total == 0
    with pytest.raises(NotYet):
        services.edit(entry.number, {"abstract": "x"}, actor=huang, now=NOW)


def test_a_draft_cannot_be_withdrawn(huang):
    entry = services.add(complete(), actor=huang, now=NOW)
    with pytest.raises(NotYet, match="not published"):
        services.withdraw(entry.number, "x", actor=huang, now=NOW)


def test_the_numbers_of_a_region_have_no_gaps(huang):
    numbers = [services.add(complete(title=f"数据{n}", items=[]), actor=huang, now=NOW).number for n in range(3)]
    assert numbers == ["511700-0001", "511700-0002", "511700-0003"]
