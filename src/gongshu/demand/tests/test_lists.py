"""The lists of demands as numbered versions: where every need stood on the day, and what the public reads of it."""

from __future__ import annotations

import pytest

from gongshu.catalogue import lists, queries, services
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.tests.stage import at
from gongshu.demand.tests.stage import assigned, move, need, promised, row
from gongshu.people.actor import ANYONE

CITY, DAY = "511700", 24


def published(chen, kind="sharing_demand_list", hours=DAY):
    return services.publish_list(kind, CITY, actor=chen, now=at(hours))


def said(held, actor):
    kind = lists.kind_of(held.kind)
    return [
        dict(zip([column.name for column in kind.columns], each, strict=True))
        for each in queries.list_rows(actor, held)
    ]


def test_every_need_stands_in_the_list_with_its_source_promise_and_state_on_the_day(liu, huang, chen):
    first, second = need(liu), need(liu, hours=2, subject_line="宗地界线")
    promised(first, chen, huang)
    move(second, "merge", chen, 8, lead=str(row(first).pk), reason="同一需求")
    own, merged = said(published(chen), huang)
    assert (own["source"], own["state"], own["due"]) == ("达州市自然资源和规划局", "已承诺", row(first).due.isoformat())
    assert (merged["state"], merged["lead"]) == ("已合并", own["number"])


def test_a_promise_that_ran_out_is_overdue_in_the_next_version_and_the_first_goes_on_saying_what_it_said(
    liu, huang, chen
):
    promised(need(liu), chen, huang)
    first, second = published(chen), published(chen, hours=DAY * 40)
    assert [said(held, chen)[0]["state"] for held in (first, second)] == ["已承诺", "承诺逾期"]
    number = said(first, chen)[0]["number"]
    assert queries.list_change(chen, second).revised == [number]


def test_the_public_reads_what_the_public_needs_and_never_who(lin, liu, chen, client):
    assigned(need(lin), chen)
    assigned(need(liu, hours=4), chen, 5)
    held = published(chen, "opening_demand_list")
    (each,) = said(held, ANYONE)
    assert "needer" not in each
    page = client.get(f"/lists/opening_demand_list/{CITY}").content.decode()
    assert "宗地界址" in page
    assert "林小雨" not in page
    with pytest.raises(NoSuchEntry):
        queries.list_versions(ANYONE, "sharing_demand_list", CITY)


def test_of_a_need_that_was_withdrawn_since_the_public_reads_the_number_alone(lin, chen):
    case = need(lin)
    assigned(case, chen)
    held = published(chen, "opening_demand_list")
    move(case, "withdraw", lin, DAY + 1)
    (each,) = said(held, ANYONE)
    assert each["number"]
    assert each["title"] == each["need"] == ""
