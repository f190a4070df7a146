"""The list of high-frequency shared data: the authority's threshold, whole months, the figures of each entry."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from gongshu.audit import Event
from gongshu.audit.models import AuditEvent
from gongshu.catalogue import lists, queries, services
from gongshu.catalogue.errors import NoSuchEntry, NothingChanged, NotYet, SettingUnfit
from gongshu.grants.lists import NAME, requests, whole_months
from gongshu.grants.tests.stage import NOW, at
from gongshu.grants.uses import Use
from gongshu.grants.uses.store import store_at
from gongshu.people import Refused

CITY = "511700"
SET = {"months": "1", "applications": "5", "requests": "3"}
NEXT = at(3)  # in the month after


@pytest.fixture
def used(stage, entry, grant):
    """Five requests of the 交通局 under its grant, and one of a citizen, in September."""
    store = store_at(settings.GONGSHU.uses)
    for login, number in (*(("liu", grant.number),) * 5, ("lin", "")):
        store.write(
            Use(event=Event.USE_ROWS.value, entry=entry.number, grant=number, login=login, at=NOW), "2025-09-29"
        )
    return entry


def published(stage, **changed):
    services.set_list(NAME, CITY, {**SET, **changed}, actor=stage.cast("chen"), now=NEXT)
    return services.publish_list(NAME, CITY, actor=stage.cast("chen"), now=NEXT)


@pytest.mark.pure
def test_a_period_is_so_many_whole_months_before_the_month_of_the_day():
    assert whole_months({"months": 1}, date(2025, 3, 31)) == (date(2025, 2, 1), date(2025, 2, 28))
    assert whole_months({"months": 3}, date(2025, 2, 1)) == (date(2024, 11, 1), date(2025, 1, 31))
    assert whole_months({"months": 12}, date(2025, 1, 15)) == (date(2024, 1, 1), date(2024, 12, 31))


def test_what_is_read_often_stands_in_the_list_with_its_figures_and_their_period(stage, used):
    held = published(stage)
    (row,) = held.rows
    figures = {name: row[name] for name in ("number", "applications", "bodies", "grants", "requests", "period")}
    assert figures == {
        "number": used.number, "applications": 1, "bodies": 1, "grants": 1, "requests": 5, "period": "2025-09-01/2025-09-30",
    }  # fmt: skip
    assert (held.terms["requests"], held.terms["from"], held.terms["until"]) == (3, "2025-09-01", "2025-09-30")


def test_what_the_public_reads_is_not_counted_as_sharing(used):
    assert requests(date(2025, 9, 1), date(2025, 9, 30)) == {used.number: 5}


@pytest.mark.usefixtures("used")
def test_below_the_threshold_nothing_stands_in_the_list(stage):
    assert published(stage, requests="6").entries == []
    assert [row["applications"] for row in published(stage, requests="6", applications="1").rows] == [1]


@pytest.mark.usefixtures("used")
def test_before_the_authority_has_set_a_threshold_there_is_no_list(stage):
    with pytest.raises(NotYet):
        services.publish_list(NAME, CITY, actor=stage.cast("chen"), now=NEXT)
    assert queries.list_standing(stage.cast("chen"), NAME, CITY, NEXT).set_to is None


@pytest.mark.parametrize("wrong", ["0", "", "37", "viele", "9" * 30])
def test_a_number_out_of_its_range_is_refused_with_the_range(stage, grant, wrong):
    with pytest.raises(SettingUnfit, match="months before that are counted has to be a whole number from 1 to 36"):
        services.set_list(NAME, CITY, {**SET, "months": wrong}, actor=stage.cast("chen"), now=NEXT)


def test_only_the_authority_sets_the_threshold_and_it_is_an_event(stage, grant):
    with pytest.raises(Refused):
        services.set_list(NAME, CITY, SET, actor=stage.cast("huang"), now=NEXT)
    with pytest.raises(NoSuchEntry):
        services.set_list("resource_list", CITY, SET, actor=stage.cast("chen"), now=NEXT)
    services.set_list(NAME, CITY, SET, actor=stage.cast("chen"), now=NEXT)
    assert AuditEvent.objects.filter(event=Event.LIST_SET.value, subject_id=f"{NAME}.{CITY}").count() == 1


@pytest.mark.usefixtures("used")
def test_an_old_version_goes_on_telling_its_figures_and_the_next_tells_what_changed(stage, used):
    first = published(stage)
    with pytest.raises(NothingChanged):
        services.publish_list(NAME, CITY, actor=stage.cast("chen"), now=at(4))
    services.set_list(NAME, CITY, SET, actor=stage.cast("chen"), now=at(40))
    later = services.publish_list(NAME, CITY, actor=stage.cast("chen"), now=at(40))
    assert queries.list_change(stage.cast("chen"), later).removed == [used.number]
    kind = lists.kind_of(NAME)
    assert lists.digest_of(kind, lists.pairs_of(first), first.rows) == first.digest
    assert next(queries.list_rows(stage.cast("liu"), first))[-2] == "5"


def test_the_list_is_internal(stage, used, client):
    published(stage)
    assert client.get(f"/lists/{NAME}/{CITY}").status_code == 404
    assert client.get(f"/lists/{NAME}/{CITY}/1.pdf").status_code == 404
