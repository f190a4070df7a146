"""What lies open is looked at again with every new snapshot: one that tells people apart waits, and the earlier one stays."""

from __future__ import annotations

import pytest

from gongshu.cases.models import Notice, NoticeKind
from gongshu.catalogue.errors import NotYet
from gongshu.catalogue.tests.stage import at
from gongshu.collection import services as collection
from gongshu.collection.models import Delivery
from gongshu.opening import queries, services
from gongshu.opening.tests.conftest import at_place, chengdu, dazhou
from tests.opened import EVEN, ODD, table
from tests.proof import obligation

__all__ = ["at_place", "chengdu", "dazhou"]


@pytest.fixture
def opened(dazhou):
    """An entry about persons that lies open with its first snapshot."""
    entry = dazhou.published()
    dazhou.ready(entry)
    dazhou.hook(entry)
    return entry


def shown(entry):
    return entry.resources.get().snapshot.number


def last(entry):
    return Delivery.objects.filter(resource__entry=entry).order_by("-started_at").first()


@obligation("dazhou-24-3")
def test_a_new_snapshot_that_tells_people_apart_waits_and_the_earlier_one_stays(dazhou, opened):
    before = shown(opened)
    dazhou.deliver(opened, table(ODD), at(1))
    delivery = last(opened)
    assert (delivery.state, shown(opened)) == ("waiting", before)
    assert "1 groups have fewer than 5 rows" in delivery.reasons[0]["en"]
    assert not delivery.snapshot.is_published


def test_a_new_snapshot_that_passes_is_published_at_once_with_its_check(dazhou, opened):
    dazhou.deliver(opened, table([*EVEN, *EVEN]), at(1))
    delivery = last(opened)
    assert (delivery.state, shown(opened)) == ("published", delivery.snapshot.number)
    check = opened.masking_records.get().checks.get(snapshot=delivery.snapshot)
    assert (check.passes, check.checked_by_name) == (True, "系统时钟")


def test_provider_and_reviewer_are_told_once_that_it_waits(dazhou, opened):
    dazhou.deliver(opened, table(ODD), at(1))
    told = Notice.objects.filter(kind=NoticeKind.HELD)
    assert sorted(told.values_list("body__code", flat=True)) == ["511700-sjj", "511700-zrzyj"]
    assert {each.facts["address"] for each in told} == {f"/catalogue/{opened.number}/opening"}


def test_its_provider_cannot_release_it_until_the_reviewer_has_given_a_reason(dazhou, opened):
    dazhou.deliver(opened, table(ODD), at(1))
    delivery, huang = last(opened), dazhou.cast("huang")
    with pytest.raises(NotYet, match="the small-cell check failed"):
        collection.approve_publication(delivery.number, "看过", actor=huang, now=at(2))
    check = delivery.snapshot and opened.masking_records.get().checks.get(snapshot=delivery.snapshot)
    services.override(check.pk, "城南一行为机构数据", actor=dazhou.cast("chen"), now=at(3))
    assert (
        collection.approve_publication(delivery.number, "审核部门已放行", actor=huang, now=at(4)).state == "published"
    )
    assert shown(opened) == delivery.snapshot.number


def test_going_back_to_a_snapshot_that_was_never_looked_at_is_refused_until_it_is(dazhou, opened):
    first = shown(opened)
    dazhou.deliver(opened, table([*EVEN, *EVEN]), at(1))
    dazhou.treated(opened)
    with pytest.raises(NotYet, match="has not had its small-cell check"):
        collection.restore(opened.number, first, actor=dazhou.cast("huang"), now=at(2))
    assert dazhou.checked(opened, snapshot=first).passes
    collection.restore(opened.number, first, actor=dazhou.cast("huang"), now=at(3))
    assert shown(opened) == first


def test_where_the_consent_was_withdrawn_no_new_snapshot_is_published(dazhou, opened):
    services.withdraw_consent("2025-TY-00001", "本人来函", actor=dazhou.cast("huang"), now=at(1))
    dazhou.deliver(opened, table([*EVEN, *EVEN]), at(2))
    delivery = last(opened)
    assert (delivery.state, "no consent of the right holders" in delivery.reasons[0]["en"]) == ("waiting", True)


def test_the_page_of_preparations_shows_what_waits_with_the_way_on(dazhou, opened):
    dazhou.deliver(opened, table(ODD), at(1))
    page = queries.preparation(dazhou.cast("chen"), opened.number, at(2))
    assert page.waiting is not None
    assert (page.waiting.number, page.waiting_check.passes, page.standing.check.passes) == (last(opened).snapshot.number, False, True)  # fmt: skip


def test_where_no_text_asks_for_masking_new_snapshots_are_published_as_before(chengdu):
    entry = chengdu.published()
    chengdu.hook(entry)
    chengdu.deliver(entry, table(ODD), at(1))
    assert last(entry).state == "published"
