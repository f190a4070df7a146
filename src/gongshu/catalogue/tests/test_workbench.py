"""Many entries in one table: tried by the server's own rules, kept as drafts, reviewed as one, sent back one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from gongshu.audit.models import AuditEvent
from gongshu.cases.effects import EffectRefused
from gongshu.cases.errors import FactsMissing
from gongshu.cases.models import Case
from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import pages, queries, services
from gongshu.catalogue.errors import NoSuchEntry, NotYet
from gongshu.catalogue.models import Entry
from gongshu.catalogue.pages import bulk
from gongshu.catalogue.pages.workbench import PAGE
from gongshu.catalogue.services import reviewing
from gongshu.catalogue.tests.stage import NOW, at, complete, publish
from gongshu.people.models import Account

BENCH = reverse("catalogue:workbench")


def described(place: int, **changed: Any) -> dict[str, Any]:
    item = {"name": f"事项{place}", "code": f"matter_{place}", "key": True}
    return complete(title=f"公共事项{place}", **{"items": [item], **changed})


@pytest.fixture
def three(huang: Any) -> list[Entry]:
    """Three drafts of the 自然资源局 that lack nothing."""
    return [services.add(described(place), actor=huang, now=NOW) for place in range(3)]


@pytest.fixture
def huangs(client: Any, huang: Any) -> Any:
    client.force_login(Account.objects.get(login="huang"))
    return client


@pytest.fixture
def chens(client: Any, chen: Any) -> Any:
    client.force_login(Account.objects.get(login="chen"))
    return client


def line(entry: Entry, **cells: str) -> dict[str, Any]:
    """One line of the section of basics as a browser sends it, with some cells typed over."""
    entry.refresh_from_db()
    version = entry.draft or entry.shown
    held = {
        name: getattr(version, name)
        for name in (
            "title",
            "abstract",
            "contact",
            "contact_details",
            "format",
            "domain",
            "data_type",
            "update_frequency",
        )
    }
    said = {
        **held,
        "region": version.region_id,
        "keywords": " ".join(version.keywords),
        "seen": entry.changed_at.isoformat(),
        **cells,
    }
    return {f"{entry.number}-{name}": value for name, value in said.items()}


def sent(entries: list[Entry], lines: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"row": [entry.number for entry in entries], **{name: value for each in lines for name, value in each.items()}, **more}  # fmt: skip


def test_only_lines_that_were_changed_become_drafts(huangs, three, huang, chen):
    first, second, _ = (publish(entry, huang, chen) for entry in three)
    answer = huangs.post(BENCH, sent([first, second], [line(first, contact="新的登记中心"), line(second)], save="1"))
    assert answer.status_code == 302
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.draft.contact, first.current.contact, second.draft) == ("新的登记中心", "登记中心", None)


def test_ends_of_lines_as_browsers_send_them_change_nothing(huangs, three, huang):
    services.edit(three[0].number, {"abstract": "第一行\n第二行"}, actor=huang, now=NOW)
    before = AuditEvent.objects.filter(event="catalogue:entry:edit").count()
    huangs.post(BENCH, sent([three[0]], [line(three[0], abstract="第一行\r\n第二行")], save="1"))
    assert AuditEvent.objects.filter(event="catalogue:entry:edit").count() == before


def test_ticked_lines_go_to_one_review_and_the_others_stay_drafts(huangs, three):
    lines = [line(entry, contact="统一登记中心") for entry in three]
    huangs.post(BENCH, sent(three, lines, send="1", entry=[entry.number for entry in three[:2]], reason="换联系人"))
    case = Case.objects.get()
    assert case.procedure == "catalogue-review"
    assert sorted(each.subject for each in case.subjects.all()) == [entry.number for entry in three[:2]]
    assert set(Entry.objects.values_list("draft__contact", flat=True)) == {"统一登记中心"}


def test_what_is_not_ready_is_kept_and_told_beside_its_cell_and_nothing_is_sent(huangs, three):
    lines = [line(three[0], format=""), line(three[1], contact="统一登记中心")]
    answer = huangs.post(BENCH, sent(three[:2], lines, send="1", entry=[entry.number for entry in three[:2]]))
    assert answer.status_code == 422
    assert not Case.objects.exists()
    cells = {cell.name: cell for row in answer.context["page"].rows for cell in row.cells}
    told = cells[f"{three[0].number}-format"].problems[0]
    assert (str(told.article), told.rule) == ("达州办法 第十三条第一款", "catalogue.required_fields")
    assert Entry.objects.get(pk=three[1].pk).draft.contact == "统一登记中心"


def test_a_value_that_is_in_no_list_is_told_and_the_line_is_not_kept(huangs, three):
    answer = huangs.post(BENCH, sent(three[:1], [line(three[0], update_frequency="每两年")], save="1"))
    cells = {cell.name: cell for row in answer.context["page"].rows for cell in row.cells}
    cell = cells[f"{three[0].number}-update_frequency"]
    assert answer.status_code == 422
    assert cell.faults
    assert cell.was == "daily"
    assert Entry.objects.get(pk=three[0].pk).draft.update_frequency == "daily"


def test_a_line_that_somebody_else_changed_meanwhile_is_not_overwritten(huangs, three, huang):
    old = line(three[0], contact="甲")
    services.edit(three[0].number, {"contact": "乙"}, actor=huang, now=at(1))
    answer = huangs.post(BENCH, sent(three[:1], [old], save="1"))
    assert answer.status_code == 422
    assert "您打开之后已有修改" in answer.content.decode()
    assert Entry.objects.get(pk=three[0].pk).draft.contact == "乙"


def test_trying_tells_what_saving_would_and_keeps_nothing(huangs, three):
    posted = sent(three[:1], [line(three[0], format="", contact="改了")])
    told = huangs.post(f"{BENCH}/check?section=basics", posted).json()
    assert list(told["cells"]) == [f"{three[0].number}-format"]
    assert "/law/" in told["cells"][f"{three[0].number}-format"]
    assert Entry.objects.get(pk=three[0].pk).draft.contact == "登记中心"


def test_problems_of_other_sections_are_counted_in_the_line(huangs, three):
    told = huangs.post(f"{BENCH}/check?section=basics", sent(three[:1], [line(three[0])])).json()
    assert told == {"cells": {}, "rows": {three[0].number: told["rows"][three[0].number]}}
    services_free = huangs.get(f"{BENCH}?section=sharing").context["page"]
    assert [row.elsewhere for row in services_free.rows] == [[], [], []]


def test_nobody_tries_or_changes_the_entries_of_another_body(three, liu, huangs):
    with pytest.raises(NoSuchEntry):
        queries.tried(liu, {three[0].number: {"title": "别人的"}}, NOW)
    done = services.edit_many({three[0].number: {"title": "别人的"}}, actor=liu, now=NOW)
    assert list(done.refused) == [three[0].number]
    assert list(queries.own_entries(liu)) == []


def test_an_entry_under_review_is_refused_and_the_others_are_kept(three, huang):
    services.submit([three[0].number], actor=huang, now=NOW)
    done = services.edit_many({entry.number: {"contact": "丙"} for entry in three}, actor=huang, now=at(1))
    assert list(done.refused) == [three[0].number]
    assert done.kept == [entry.number for entry in three[1:]]


def test_the_table_has_pages_that_stay_where_they_are(huang):
    for place in range(PAGE + 2):
        services.add(described(place), actor=huang, now=NOW)
    first = pages.workbench.bench(queries.own_entries(huang), "basics", huang, "", NOW)
    second = pages.workbench.bench(queries.own_entries(huang), "basics", huang, first.after, NOW)
    assert (len(first.rows), len(second.rows), second.after) == (PAGE, 2, "")


def test_items_are_tried_as_they_stand_in_the_form(huangs, three):
    posted = {"items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "0", "items-0-name": "事项", "items-0-code": "a", "items-0-type": "text",
              "items-2-name": "又一事项", "items-2-code": "A", "items-2-type": "text", "items-2-personal": "none", "items-0-personal": "none"}  # fmt: skip
    told = huangs.post(reverse("catalogue:edit-check", args=[three[0].number]), posted).json()
    assert list(told["cells"]) == ["items-2-code"]
    assert "与第 1 项重复" in told["cells"]["items-2-code"]


def test_a_bulk_change_is_tried_kept_and_sent_as_one(huangs, three):
    address = f"{BENCH}/bulk?q=公共事项"
    tried = huangs.post(address, {"update_frequency": "weekly", "try": "1"}).context["trial"]
    assert (len(tried.changed), tried.ready, list(tried.lacking)) == (3, 3, [])
    assert set(Entry.objects.values_list("draft__update_frequency", flat=True)) == {"daily"}
    huangs.post(address, {"update_frequency": "weekly", "send": "1", "reason": "统一频率"})
    assert set(Entry.objects.values_list("draft__update_frequency", "draft__contact")) == {("weekly", "登记中心")}
    assert Case.objects.get().subjects.count() == 3


def test_a_bulk_change_leaves_alone_what_says_so_already_and_what_is_under_review(three, huang):
    services.submit([three[0].number], actor=huang, now=NOW)
    services.edit(three[1].number, {"update_frequency": "weekly"}, actor=huang, now=NOW)
    chosen = bulk.selection(huang, "公共事项", "")
    assert (chosen.total, chosen.in_review) == (3, 1)
    assert list(bulk.changes(chosen, {"update_frequency": "weekly"})) == [three[2].number]


def test_a_review_takes_no_more_entries_than_one_decision_can_publish(three, huang, monkeypatch):
    monkeypatch.setattr(reviewing, "MOST", 2)
    with pytest.raises(NotYet, match="at most"):
        services.submit([entry.number for entry in three], actor=huang, now=NOW)


def test_single_entries_are_sent_back_with_a_reason_and_the_rest_is_published(three, huang, chen):
    case = services.submit([entry.number for entry in three], actor=huang, now=NOW)
    said = Statement(reason="摘要与内容不符", facts={"entries": [three[1].number]})
    move(case.number, "leave_out", said, actor=chen, now=at(1))
    event = json.loads(AuditEvent.objects.filter(event="catalogue:entry:return").get().body)
    assert (event["subject"]["id"], event["facts"]["reason"]) == (three[1].number, "摘要与内容不符")
    move(case.number, "approve", Statement(), actor=chen, now=at(2))
    assert list(Entry.objects.order_by("number").values_list("state", flat=True)) == ["published", "draft", "published"]
    services.edit(three[1].number, {"abstract": "改好了"}, actor=huang, now=at(3))


def test_an_entry_is_sent_back_with_a_reason_only(three, huang, chen):
    case = services.submit([entry.number for entry in three], actor=huang, now=NOW)
    with pytest.raises(FactsMissing):
        move(case.number, "leave_out", Statement(facts={"entries": [three[1].number]}), actor=chen, now=at(1))


@pytest.mark.parametrize("wanted", [[0, 1, 2], [9]], ids=["all of them", "one that is not in it"])
def test_a_review_keeps_at_least_one_entry_and_knows_those_it_has(three, huang, chen, wanted):
    case = services.submit([entry.number for entry in three], actor=huang, now=NOW)
    numbers = [three[place].number if place < 3 else "511700-9999" for place in wanted]
    with pytest.raises(EffectRefused):
        move(case.number, "leave_out", Statement(reason="不合格", facts={"entries": numbers}), actor=chen, now=at(1))


def test_a_review_of_one_entry_offers_no_sending_back_of_some(three, huang, chen):
    case = services.submit([three[0].number], actor=huang, now=NOW)
    page = pages.reviewed(chen, case.number, NOW)
    assert (page.leaves_out, [each.outcome for each in page.moves]) == (False, ["approve", "reject"])


def test_the_review_page_shows_many_entries_some_at_a_time(huang, chen):
    entries = [services.add(described(place), actor=huang, now=NOW) for place in range(pages.review.PAGE + 1)]
    case = services.submit([entry.number for entry in entries], actor=huang, now=NOW)
    first = pages.reviewed(chen, case.number, NOW)
    rest = pages.reviewed(chen, case.number, NOW, first.after)
    assert (len(first.entries), len(rest.entries), first.total, rest.after) == (pages.review.PAGE, 1, len(entries), "")


def test_the_next_review_opens_after_each_answer(chens, three, huang):
    cases = [services.submit([entry.number], actor=huang, now=NOW).number for entry in three]
    answer = chens.post(reverse("catalogue:review-decide", args=[cases[0], "approve"]))
    assert answer.url == reverse("catalogue:review-case", args=[cases[1]])
    chens.post(reverse("catalogue:review-decide", args=[cases[1], "reject"]), {"reason": "须补正"})
    last = chens.post(reverse("catalogue:review-decide", args=[cases[2], "approve"]))
    assert last.url == reverse("catalogue:review")
    assert list(Entry.objects.order_by("number").values_list("state", flat=True)) == ["published", "draft", "published"]


def test_a_refused_answer_says_why_and_keeps_the_review_open(chens, three, huang):
    case = services.submit([three[0].number], actor=huang, now=NOW).number
    answer = chens.post(reverse("catalogue:review-decide", args=[case, "reject"]), follow=True)
    assert "理由" in answer.content.decode()
    assert not Case.objects.get().ended
