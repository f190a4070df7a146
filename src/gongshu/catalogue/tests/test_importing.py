"""Catalogues of other platforms come in as drafts under one batch review."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.cases.effects import EffectRefused
from gongshu.cases.errors import OwnApplication
from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue import queries, services, standing
from gongshu.catalogue.errors import FileUnfit, NotYet, UnderReview
from gongshu.catalogue.importing.mapping import CatalogueMapping, chosen, known, mapping
from gongshu.catalogue.importing.planning import Input
from gongshu.catalogue.models import Entry, ImportBatch, ImportedEntry
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.catalogue.words import State
from gongshu.jobs import worker
from gongshu.people import Refused
from gongshu.people.actor import ANYONE

ROWS = [
    {"标题": "公交站点", "提供单位": "达州市交通运输局", "更新频率": "每月", "开放条件": "无条件开放", "所属领域": "交通运输", "详情页网址": "u/1"},
    {"标题": "客运班线", "提供单位": "达州市交通运输局", "更新频率": "每两年", "数据格式": "['xls', 'csv']", "详情页网址": "u/2"},
]  # fmt: skip


def given(rows: Any, reads: str | CatalogueMapping = "portal", **more: Any) -> Input:
    content = rows if isinstance(rows, bytes) else json.dumps(rows, ensure_ascii=False).encode()
    return Input(content=content, mapping=known(reads) if isinstance(reads, str) else reads, file="a.json", **more)


def run(rows: Any, actor: Any, reads: str | CatalogueMapping = "portal", **more: Any) -> services.Imported:
    return services.import_catalogue(given(rows, reads, **more), actor=actor, now=NOW)


def table(rows: list[dict[str, str]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def whole(title: str = "公交线路", **changed: Any) -> dict[str, Any]:
    """A record that lacks nothing in Dazhou, in our own names."""
    items = [{"name": f"{title}编号", "code": "no", "level": "general-2"}]
    return complete(title=title, provider="511700-jtysj", **{"items": items, **changed})


OWN = mapping("own", {"identifier": ["title"], "fields": {name: [name] for name in whole()}})


def test_imported_entries_are_drafts_under_one_batch_review(liu):
    made = run(ROWS, liu)
    assert (made.read, made.created, made.case[:8]) == (2, 2, "2025-DR-")
    assert [standing.state_of(entry) for entry in queries.entries(liu)] == ["in_review", "in_review"]
    events = AuditEvent.objects.filter(event__in=["catalogue:entry:import", "catalogue:import:finish"])
    assert [json.loads(event.body)["subject"]["id"] for event in events] == [made.number] * 2


def test_a_dry_run_changes_nothing_and_tells_every_problem_by_its_line(liu):
    told = queries.import_preview(liu, given([*ROWS, {"提供单位": "外星局"}]), NOW)
    assert Entry.objects.count() == ImportBatch.objects.count() == 0
    assert [(each["line"], each["field"], each["value"]) for each in told["problems"]] == [
        (2, "update_frequency", "每两年"), (3, "provider", "外星局"), (3, "title", ""),
    ]  # fmt: skip
    assert all(each["problem"] and each["remedy"] and each["remedy_zh"] for each in told["problems"])
    assert (told["read"], told["created"], told["left_out"]) == (3, 2, 1)


def test_what_has_no_place_in_our_lists_is_kept_in_its_own_words(liu):
    run(ROWS, liu)
    link = ImportedEntry.objects.get(identifier="u/2")
    assert link.raw == {"update_frequency": "每两年"}
    assert link.entry.draft.update_frequency == ""
    assert link.entry.draft.format == "spreadsheet"


def test_the_same_file_again_does_nothing(liu):
    run(ROWS, liu)
    again = run(ROWS, liu)
    assert (again.created, again.changed, again.unchanged, again.case) == (0, 0, 2, "")
    assert ImportBatch.objects.count() == 1


def test_a_record_under_review_is_not_changed_and_says_in_which_case(liu):
    first = run(ROWS, liu)
    again = run([{**ROWS[0], "标题": "公交站台"}], liu)
    assert (again.changed, again.created) == (0, 0)
    assert first.case in again.faults[0].en


def test_a_record_that_changed_is_written_anew_once_its_review_has_ended(liu, chen):
    first = run(ROWS, liu)
    move(first.case, "reject", Statement(reason="补正"), actor=chen, now=NOW)
    again = run([{**ROWS[0], "标题": "公交站台"}, ROWS[1]], liu)
    assert (again.changed, again.unchanged) == (1, 1)
    assert Entry.objects.get(imported__identifier="u/1").draft.title == "公交站台"
    assert standing.state_of(queries.entry(liu, Entry.objects.get(imported__identifier="u/1").number)) == "in_review"


def test_nothing_imported_is_published_but_by_the_decision_of_its_review(liu, chen):
    made = run([whole()], liu, OWN)
    assert [entry.state for entry in Entry.objects.all()] == [State.DRAFT]
    move(made.case, "approve", Statement(), actor=chen, now=NOW)
    worker.drain(NOW)
    assert [entry.state for entry in Entry.objects.all()] == [State.PUBLISHED]
    assert ImportBatch.objects.get().state == "published"


def test_an_approved_import_publishes_what_is_complete_and_leaves_the_rest_with_its_provider(liu, chen):
    made = run([whole(), whole("站点", format="")], liu, OWN)
    move(made.case, "approve", Statement(), actor=chen, now=NOW)
    worker.drain(NOW)
    assert Entry.objects.get(state=State.PUBLISHED).shown.title == "公交线路"
    left = ImportedEntry.objects.get(entry__state=State.DRAFT)
    assert "format" in left.left_out
    services.edit(left.entry.number, {"format": "database"}, actor=liu, now=NOW)


def test_an_import_in_which_nothing_is_complete_cannot_be_approved(liu, chen):
    with pytest.raises(EffectRefused, match="meets what the texts demand"):
        move(run(ROWS, liu).case, "approve", Statement(reason="试"), actor=chen, now=NOW)


def test_an_entry_is_left_out_with_a_reason_and_the_others_are_published(liu, chen):
    made = run([whole(), whole("站点")], liu, OWN)
    number = Entry.objects.get(draft__title="站点").number
    with pytest.raises(NotYet):
        services.leave_out(made.number, number, " ", actor=chen, now=NOW)
    services.leave_out(made.number, number, "与另一目录重复", actor=chen, now=NOW)
    move(made.case, "approve", Statement(), actor=chen, now=NOW)
    worker.drain(NOW)
    assert [entry.shown.title for entry in Entry.objects.filter(state=State.PUBLISHED)] == ["公交线路"]
    assert ImportedEntry.objects.get(entry__number=number).left_out == "与另一目录重复"


def test_the_provider_cannot_leave_entries_out_of_a_review(liu):
    made = run([whole()], liu, OWN)
    with pytest.raises(Refused):
        services.leave_out(made.number, Entry.objects.get().number, "不想要", actor=liu, now=NOW)


def test_an_entry_under_the_review_of_its_import_cannot_be_edited(liu):
    run(ROWS, liu)
    with pytest.raises(UnderReview):
        services.edit(Entry.objects.first().number, {"abstract": "改"}, actor=liu, now=NOW)


def test_an_authority_imports_for_all_that_it_reviews_but_another_officer_decides(chen):
    made = run([whole(), {**whole("宗地"), "provider": "511700-zrzyj"}], chen, OWN)
    assert {entry.provider.code for entry in Entry.objects.all()} == {"511700-jtysj", "511700-zrzyj"}
    with pytest.raises(OwnApplication):
        move(made.case, "approve", Statement(), actor=chen, now=NOW)


def test_nobody_imports_for_another_body(liu):
    made = run([{**ROWS[0], "提供单位": "511700-zrzyj"}], liu)
    assert (made.created, made.faults[0].field) == (0, "provider")
    assert Entry.objects.count() == 0


def test_the_public_cannot_import_and_sees_no_import(liu):
    made = run(ROWS, liu)
    with pytest.raises(Refused):
        run(ROWS, ANYONE)
    with pytest.raises(Exception, match=made.number):
        queries.import_batch(ANYONE, made.number)


def test_all_records_can_be_put_under_one_provider(liu):
    assert run([{"标题": "站点", "提供单位": "外星局"}], liu, provider="511700-jtysj").created == 1


def test_a_published_entry_that_changed_at_its_source_gets_a_draft_for_a_review_of_its_own(liu, chen):
    made = run([whole()], liu, OWN)
    move(made.case, "approve", Statement(), actor=chen, now=NOW)
    worker.drain(NOW)
    again = run([whole(abstract="新的摘要")], liu, OWN)
    entry = Entry.objects.get()
    assert (again.changed, again.case, entry.current.abstract == "新的摘要") == (1, "", False)
    publish(entry, liu, chen)
    assert entry.current.abstract == "新的摘要"


def test_what_a_dead_import_left_is_seen_by_nobody_and_swept_by_the_next(liu, monkeypatch):
    def die(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.import_catalogue(given(ROWS), actor=liu, now=NOW, progress=die)
    assert Entry.objects.filter(state=State.STAGED).count() == 2
    assert list(queries.entries(liu)) == []
    assert run(ROWS, liu).created == 2
    assert Entry.objects.count() == 2
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_whatever_encoding_an_office_saves_it(liu, encoding):
    assert run(table(ROWS, encoding), liu).created == 2
    assert {entry.draft.title for entry in Entry.objects.all()} == {"公交站点", "客运班线"}


def test_a_line_of_a_table_is_counted_as_an_editor_counts_it(liu):
    rows = [{**ROWS[0], "摘要": "一行\n又一行"}, {"标题": "无主", "提供单位": ""}]
    assert [fault.line for fault in run(table(rows), liu).faults] == [4]


def test_a_packed_file_is_unpacked(liu):
    assert run(gzip.compress(json.dumps(ROWS).encode()), liu).created == 2


def test_markup_is_taken_out_of_texts_and_a_long_title_is_cut_and_kept(liu):
    long = "很长" * 200
    run([{**ROWS[0], "标题": long, "摘要": "<p>站点 &amp; 线路</p><script>alert(1)</script>"}], liu)
    link = ImportedEntry.objects.get()
    assert (link.entry.draft.abstract, len(link.entry.draft.title), link.raw["title"]) == ("站点 & 线路", 200, long)


def test_a_record_that_stands_twice_is_imported_once(liu):
    made = run([ROWS[0], ROWS[0]], liu)
    assert (made.created, made.faults[0].line) == (1, 2)


def test_two_records_with_one_identifier_are_kept_apart(liu):
    assert run([ROWS[0], {**ROWS[0], "标题": "公交首末站"}], liu).created == 2


def test_ckan_and_data_json_are_read_where_they_nest(liu):
    ckan = {"result": {"results": [{"id": "a", "title": "站点", "organization": {"title": "511700-jtysj"}, "tags": [{"display_name": "公交"}], "resources": [{"format": "CSV"}]}]}}  # fmt: skip
    data = {"dataset": [{"identifier": "b", "title": "班线", "publisher": {"name": "511700-jtysj"}, "accessLevel": "public", "accrualPeriodicity": "R/P1M", "contactPoint": {"hasEmail": "mailto:a@b.cn"}}]}  # fmt: skip
    run(ckan, liu, "ckan")
    run(data, liu, "data-json")
    one, two = (entry.draft for entry in Entry.objects.order_by("number"))
    assert (one.title, one.keywords, one.format) == ("站点", ["公交"], "spreadsheet")
    assert (two.opening, two.update_frequency, two.contact_details) == ("unconditional", "monthly", "a@b.cn")


def test_a_mapping_file_of_a_portal_says_which_field_is_which(liu, tmp_path):
    file = tmp_path / "site.json"
    file.write_text('{"资源": "title", "单位": "department", "周期": "update_frequency"}', encoding="utf-8")
    run([{"资源": "站点", "单位": "511700-jtysj", "周期": "每天"}], liu, chosen(str(file)))
    assert Entry.objects.get().draft.update_frequency == "daily"


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"\x1f\x8bx", b"PK\x03\x04x"])
def test_a_file_that_is_no_catalogue_is_refused_with_a_remedy(liu, content):
    with pytest.raises(FileUnfit) as refused:
        run(content, liu)
    assert all(refused.value.remedy.values())


def test_an_unknown_mapping_is_refused_with_those_there_are(liu):
    with pytest.raises(FileUnfit, match="portal"):
        chosen("nothing")
