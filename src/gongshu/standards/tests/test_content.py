"""Elements and codes as files, standards of others, and what items take from them."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest

from gongshu.catalogue import queries as catalogue_queries
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.lists.files import lines
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.people import Refused
from gongshu.standards import content, presenting, queries, services, shipped
from gongshu.standards.errors import NoSuchStandard, StandardState, StandardUnfit
from gongshu.standards.models import Code, CodeSet, Element, Norm
from gongshu.standards.naming import named
from gongshu.standards.tests.stage import CODES, ELEMENTS, drafted, issued


def test_a_dry_run_lists_every_problem_by_its_line_and_changes_nothing(liu):
    norm = drafted(liu, loads=())
    bad = ELEMENTS.replace("字符型,8", "乱型,零").replace("DZ00002,车辆类型", "DZ00002,") + "DZ00001,又一,,,文本,,,\n"
    with pytest.raises(StandardUnfit) as told:
        services.load(norm.pk, bad.encode(), "x.csv", dry_run=True, actor=liu, now=at(1))
    assert [en for _zh, en in told.value.faults] == [
        "line 2: the type '乱型' is unknown; write one of text、integer、decimal、boolean、date、datetime",
        "line 2: length is a whole number above 0, not '零'",
        "line 3: lacks zh (中文名称)",
    ]
    twice = ELEMENTS + "DZ00001,又一,,,文本,,,\n"
    with pytest.raises(StandardUnfit, match="line 4: DZ00001 stands twice"):
        services.load(norm.pk, twice.encode(), "x.csv", actor=liu, now=at(1))
    tried = services.load(norm.pk, ELEMENTS.encode(), "x.csv", dry_run=True, actor=liu, now=at(1))
    assert ([each.how for each in tried.changes], tried.kept) == (["added", "added"], False)
    norm.draft.refresh_from_db()
    assert norm.draft.elements == []


def test_a_dry_run_on_a_standard_in_force_begins_no_draft(liu, chen, huang):
    norm = issued(drafted(liu), liu, chen, huang)
    services.load(norm.pk, ELEMENTS.encode(), "x.csv", dry_run=True, actor=liu, now=at(10))
    norm.refresh_from_db()
    assert norm.draft is None


@pytest.mark.parametrize("part", ["elements", "codes"])
def test_what_is_exported_is_imported_again_without_a_difference(liu, part):
    norm = drafted(liu)
    held = content.read(part, getattr(norm.versions.get(), part))
    file = "".join(lines(presenting.titles(part), presenting.rows(part, held)))
    assert services.load(norm.pk, file.encode(), "x.csv", actor=liu, now=at(1)).changes == []
    rows = json.dumps([dict(zip(presenting.titles(part), row, strict=True)) for row in presenting.rows(part, held)])
    assert services.load(norm.pk, rows.encode(), "x.json", actor=liu, now=at(1)).changes == []


def test_a_workbook_is_read_as_a_file_of_commas_is(liu, tmp_path):
    book = openpyxl.Workbook()
    for row in CODES.splitlines():
        book.active.append(row.split(","))
    book.save(tmp_path / "codes.xlsx")
    norm = drafted(liu, loads=(CODES,))
    done = services.load(norm.pk, (tmp_path / "codes.xlsx").read_bytes(), "codes.xlsx", actor=liu, now=at(1))
    assert (done.part, done.read, done.changes) == ("codes", 3, [])


def test_a_code_ends_after_it_began(liu):
    norm = drafted(liu, loads=())
    bad = CODES.replace("2020-01-01,2024-12-31", "2025-01-01,2024-12-31").replace("Bus,,", "Bus,明天,")
    with pytest.raises(StandardUnfit) as told:
        services.load(norm.pk, bad.encode(), "x.csv", actor=liu, now=at(1))
    assert [en for _zh, en in told.value.faults] == [
        "line 2: since is a day like 2025-09-29, not '明天'", "line 4: it ends on 2024-12-31, before it begins on 2025-01-01",
    ]  # fmt: skip


def test_an_element_is_set_by_one_standard_alone(liu, chen, huang):
    issued(drafted(liu), liu, chen, huang)
    other = drafted(huang, code="DB-CL-2", loads=())
    with pytest.raises(StandardUnfit, match="DZ00001 is set by DB-CL-1 already"):
        services.load(other.pk, ELEMENTS.encode(), "x.csv", actor=huang, now=at(10))


def test_a_draft_that_cannot_be_kept_names_every_fault(liu):
    with pytest.raises(StandardUnfit) as told:
        services.add_norm({"code": "", "zh": "x" * 201, "kind": "sector", "level": "world"}, actor=liu, now=at(0))
    assert len(told.value.faults) == 4
    assert not Norm.objects.exists()


def test_standards_that_come_with_the_software_are_taken_over_once_with_their_source(chen, liu):
    made = [services.adopt(document, actor=chen, now=at(0)) for document in shipped.shipped()]
    assert [(norm.code, changed) for norm, changed in made] == [
        ("GB 11643", True), ("GB 32100", True), ("GB/T 2261.1", True), ("GB/T 2261.2", True), ("GB/T 3304", True),
    ]  # fmt: skip
    assert not any(services.adopt(document, actor=chen, now=at(1))[1] for document in shipped.shipped())
    assert CodeSet.objects.get(code="GB/T 3304").codes.count() == 56
    assert Norm.objects.get(code="GB 11643").current.source == "GB 11643—1999"
    with pytest.raises(Refused):
        services.adopt({}, actor=liu, now=at(1))


def test_a_standard_that_is_taken_over_anew_gets_its_next_version_and_is_told_what_it_lacks(chen):
    document = {
        "code": "GB/T 1",
        "zh": "试",
        "level": "national",
        "source": "GB/T 1—2020",
        "elements": [{"code": "A", "zh": "甲"}],
    }
    services.adopt(document, actor=chen, now=at(0))
    norm, changed = services.adopt({**document, "elements": [{"code": "A", "zh": "乙"}]}, actor=chen, now=at(1))
    assert (norm.current.number, changed, Element.objects.get().zh) == (2, True, "乙")
    with pytest.raises(StandardUnfit) as told:
        services.adopt({"level": "platform", "elements": [{"zh": "甲", "colour": "x"}]}, actor=chen, now=at(1))
    assert len(told.value.faults) == 6


def test_a_code_holds_from_its_first_to_its_last_day(liu, chen, huang):
    issued(drafted(liu), liu, chen, huang)
    assert named(["DZ-CLLX"], at(0).date())["DZ-CLLX"].values == ("01", "02")
    assert named(["DZ00002"], Code.objects.get(value="03").until)["DZ00002"].values == ("01", "02", "03")


def test_an_item_takes_type_and_length_from_the_element_that_it_names_and_what_differs_is_told(liu, chen, huang):
    issued(drafted(liu), liu, chen, huang)
    items = [
        {"name": "车牌号", "code": "plate", "standard": "DZ00001", "key": True, "duty": "运输管理"},
        {"name": "类型", "code": "kind", "standard": "DZ00002", "length": 9, "type": "integer", "duty": "运输管理"},
    ]
    entry = catalogue.add(complete(provider="511700-jtysj", items=items), actor=liu, now=at(10))
    plate, _kind = entry.draft.items.all()
    assert (plate.type, plate.length) == ("text", 8)
    told = [each for each in catalogue_queries.problems(liu, entry.number, at(10)) if each.rule == "standards.element"]
    assert [(each.path, str(each.article)) for each in told] == [
        ("items[2].name", "达州办法 第十七条"), ("items[2].type", "达州办法 第十七条"), ("items[2].length", "达州办法 第十七条"),
    ]  # fmt: skip
    assert {each.weight for each in told} == {"warning"}


def test_a_code_set_shows_what_its_revision_touches(liu, chen, huang):
    issued(drafted(liu), liu, chen, huang)
    items = [{"name": "车辆类型", "code": "kind", "standard": "DZ00002", "key": True, "duty": "运输管理"}]
    entry = publish(
        catalogue.add(complete(provider="511700-jtysj", items=items), actor=liu, now=at(10)), liu, chen, at(11)
    )
    found = queries.used(huang, "DZ-CLLX")
    assert [(each.version.entry.number, each.code) for each in found.items.rows] == [(entry.number, "kind")]
    assert [each.code for each in found.elements] == ["DZ00002"]


def test_what_nobody_has_drafted_is_not_found(liu):
    for ask in (queries.element_of, queries.code_set_of):
        with pytest.raises(NoSuchStandard):
            ask(liu, "nothing")
    with pytest.raises(NoSuchStandard):
        queries.norm_of(liu, 99, at(0))
    with pytest.raises(NoSuchStandard):
        services.load(99, ELEMENTS.encode(), "x.csv", actor=liu, now=at(0))
    with pytest.raises(StandardState):
        services.say(drafted(liu).pk, "x", actor=liu, now=at(0))


def test_a_code_set_is_found_by_codes_and_names_together_on_the_day_it_holds(liu, chen, huang):
    issued(drafted(liu), liu, chen, huang)
    held = {"01": "客车", "02": "货车（含挂车）"}
    assert queries.code_sets_with(liu, held, date(2026, 1, 1)) == ["DZ-CLLX"]
    assert queries.code_sets_with(liu, {"01": "货车", "02": "客车"}, date(2026, 1, 1)) == []
    assert queries.code_sets_with(liu, {**held, "03": "拖拉机"}, date(2026, 1, 1)) == []
    assert queries.code_sets_with(liu, {**held, "03": "拖拉机"}, date(2024, 1, 1)) == ["DZ-CLLX"]
    assert queries.code_sets_with(liu, {"01": ""}, date(2026, 1, 1)) == []
