"""Duty list and system list: kept by their body, linked to its data; an item without a listed duty is not published."""

from __future__ import annotations

from datetime import date

import pytest
from tests.proof import obligation

from gongshu.audit.models import AuditEvent
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import FileUnfit, NotReady
from gongshu.catalogue.tests.stage import at, complete, publish
from gongshu.people import ANYONE, Refused
from gongshu.registers import queries, services
from gongshu.registers.errors import NoSuchBody, NoSuchSystem, RegisterUnfit
from gongshu.registers.models import ListedDuty, System
from gongshu.registers.tests.stage import BUREAU, ESTATE, SURVEY, listed, sheet, system


def lists(actor, hours=2):
    return queries.three_lists(actor, BUREAU, at(hours))


def codes(actor):
    return [each.code for each in queries.duties(actor, BUREAU)]


def test_a_workbook_of_an_office_becomes_the_duty_list(huang):
    made = listed(huang)
    assert (made.read, made.added, made.changed, made.ended) == (2, 2, 0, 0)
    first = queries.duties(huang, BUREAU)[0]
    assert (first.code, first.name, first.law, first.article, first.office) == ESTATE


def test_a_csv_in_gb18030_is_read_as_well(huang):
    text = "编号,事项名称,设定依据,条款\nD09,地名管理,地名管理条例,第六条\n"
    services.import_duties(text.encode("gb18030"), "清单.csv", BUREAU, actor=huang, now=at(0))
    assert codes(huang) == ["D09"]


def test_a_newer_file_replaces_the_list_and_what_it_no_longer_names_is_kept_as_ended(huang):
    listed(huang)
    made = listed(huang, (*ESTATE[:4], "综合科"), ("D03", "地名管理", "地名管理条例", "第六条", ""), hours=24)
    assert (made.added, made.changed, made.ended) == (1, 1, 1)
    assert codes(huang) == ["D01", "D03"]
    assert str(ListedDuty.objects.get(code="D02").ended_on) == "2025-09-30"
    back = listed(huang, ESTATE, SURVEY, hours=48)
    assert (back.added, back.changed, back.ended) == (0, 2, 1)


def test_a_file_with_a_fault_changes_nothing_and_names_every_fault_by_its_line(huang):
    listed(huang)
    bad = sheet(
        ("D05", "", "测绘法", "第一条", ""),
        ("D06", "巡查", "", "", ""),
        ("D07", "甲", "乙", "丙", ""),
        ("D07", "甲", "乙", "丙", ""),
    )
    with pytest.raises(RegisterUnfit) as told:
        services.import_duties(bad, "坏.xlsx", BUREAU, actor=huang, now=at(1))
    said = told.value.because["zh"]
    for words in (
        "第 3 行：缺少“职责名称”",
        "第 4 行：缺少“依据名称”",
        "第 4 行：缺少“依据条款”",
        "第 6 行：编号 D07 重复",
    ):
        assert words in said
    assert codes(huang) == ["D01", "D02"]


@pytest.mark.parametrize(
    ("content", "error"), [(b"", FileUnfit), (b"PK\x03\x04nonsense", FileUnfit), (b"a,b\n", RegisterUnfit)]
)
def test_what_is_no_duty_list_is_refused(huang, content, error):
    with pytest.raises(error):
        services.import_duties(content, "x", BUREAU, actor=huang, now=at(0))


def test_only_a_body_keeps_its_own_registers(liu, huang):
    with pytest.raises(Refused):
        listed(liu)
    with pytest.raises(Refused):
        system(liu)
    held = system(huang)
    for act in (
        lambda: services.change_system(held.number, {"name": "x"}, actor=liu, now=at(2)),
        lambda: services.retire_system(held.number, actor=liu, now=at(2)),
    ):
        with pytest.raises(Refused):
            act()
    with pytest.raises(NoSuchBody):
        services.import_duties(sheet(ESTATE), "x", "nobody", actor=huang, now=at(0))


def test_the_public_reads_neither_duties_nor_systems(cast, huang):
    listed(huang)
    held = system(huang)
    lin = cast("lin")
    for reader in (ANYONE, lin):
        assert queries.duties(reader, BUREAU) == []
        assert list(queries.systems(reader).rows) == []
        with pytest.raises(NoSuchSystem):
            queries.system(reader, held.number)
        with pytest.raises(Refused):
            lists(reader)


def test_every_fault_of_a_system_is_told_at_once(huang):
    with pytest.raises(RegisterUnfit) as told:
        system(
            huang,
            "Bad Code",
            name="",
            kind="toy",
            network="x",
            protection=9,
            in_use_since="gestern",
            duties=["D99"],
            entries=["511700-9999"],
        )
    assert len(told.value.faults) == 8
    assert not System.objects.exists()
    system(huang)
    with pytest.raises(RegisterUnfit, match="registered already"):
        system(huang)


def test_a_system_is_linked_to_duties_and_to_entries_of_its_own_body(huang, chen):
    listed(huang)
    entry = publish(catalogue.add(complete(), actor=huang, now=at(1)), huang, chen, at(1))
    held = system(huang, duties=["D01"], entries=[entry.number], hours=2)
    changed = services.change_system(held.number, {"protection": 2}, actor=huang, now=at(3))
    found = queries.system(huang, changed.number)
    assert (found.protection, found.name) == (2, "不动产登记系统")
    assert [each.code for each in found.duties.all()] == ["D01"]
    assert [each.number for each in found.entries.all()] == [entry.number]
    services.change_system(held.number, {"duties": []}, actor=huang, now=at(4))
    assert not queries.system(huang, held.number).duties.exists()


def test_the_three_lists_show_what_serves_what_and_what_serves_nothing(huang, chen):
    listed(huang)
    entry = publish(catalogue.add(complete(), actor=huang, now=at(1)), huang, chen, at(1))
    other = publish(
        catalogue.add(complete(title="测绘成果", duty="D02", items=[{"name": "成果名称", "code": "CG"}]), actor=huang, now=at(1)),
        huang, chen, at(1),
    )  # fmt: skip
    served = system(huang, duties=["D01"], entries=[entry.number])
    loose = system(huang, "survey", name="测绘系统")
    found = lists(chen)
    assert [(each.duty.code, [one.number for one in each.systems], [one.entry for one in each.entries]) for each in found.linked] == [
        ("D01", [served.number], [entry]), ("D02", [], [other]),
    ]  # fmt: skip
    assert [each.number for each in found.loose_systems] == [loose.number]
    assert [each.entry for each in found.loose_entries] == [other]
    assert (found.bare, found.entries, found.systems) == ({}, 2, 2)
    assert found.demanded is not None


def test_a_retired_system_stands_in_the_list_and_serves_nothing_any_more(huang):
    listed(huang)
    held = system(huang, duties=["D01"])
    services.retire_system(held.number, actor=huang, now=at(5))
    assert [each.systems for each in lists(huang).linked] == [[], []]
    assert [str(each.retired_on) for each in queries.systems(huang).rows] == ["2025-09-29"]
    with pytest.raises(RegisterUnfit):
        services.retire_system(held.number, actor=huang, now=at(6))


def test_once_a_body_keeps_a_duty_list_an_item_whose_duty_stands_not_in_it_is_not_published(huang, chen):
    before = publish(catalogue.add(complete(duty="随便写的职责"), actor=huang, now=at(0)), huang, chen, at(0))
    listed(huang)
    items = [{"name": "成果名称", "code": "CG"}, {"name": "坐标系", "code": "ZB", "duty": "D02"}]
    made = catalogue.add(complete(title="测绘成果", duty="随便写的职责", items=items), actor=huang, now=at(1))
    with pytest.raises(NotReady) as told:
        publish(made, huang, chen, at(1))
    (problem,) = told.value.problems
    assert (problem.path, problem.shown, str(problem.article)) == ("duty", "成果名称", "达州办法 第十四条")
    assert [each.entry for each in lists(chen).bare] == [before]


@pytest.mark.parametrize("words", ["D01", "不动产统一登记", "D01 不动产统一登记"])
def test_a_duty_is_named_by_code_or_by_name(huang, chen, words):
    listed(huang)
    assert publish(catalogue.add(complete(duty=words), actor=huang, now=at(1)), huang, chen, at(1)).state == "published"


def test_every_change_leaves_an_event_that_names_what_was_linked(huang):
    listed(huang)
    held = system(huang, duties=["D01"])
    services.change_system(held.number, {"duties": ["D02"]}, actor=huang, now=at(2))
    services.retire_system(held.number, actor=huang, now=at(3))
    kinds = list(
        AuditEvent.objects.filter(event__startswith="registers:").order_by("pk").values_list("event", flat=True)
    )
    assert kinds == [
        "registers:duties:import", "registers:system:register", "registers:system:change", "registers:system:retire",
    ]  # fmt: skip


@pytest.fixture
def registry(place, huang, chen):
    """An entry whose data a company collects for the 自然资源局, seen where the text of Chengdu holds."""
    said = {"trustee": "数通科技", "entrusted_matters": "入户登记", "notice": "入户时出示"}
    written = complete(collection_method="entrusted", entrusted=said)
    made = publish(catalogue.add(written, actor=huang, now=at(0)), huang, chen, at(0))
    place("cn/sichuan/chengdu")
    return made


@obligation("chengdu-12-4")
def test_whoever_has_data_collected_for_it_is_told_of_what_it_never_checked(registry, huang):
    waiting = lists(huang)
    assert [each.entry for each in waiting.unchecked] == [registry]
    assert str(waiting.supervised.article) == "成都条例 第十二条第二款"
    services.check_entrusted(registry.number, date(2025, 9, 28), "抽查十户，均已告知", actor=huang, now=at(2))
    assert lists(huang).unchecked == []
    assert [
        str(each.checked_on) for each in queries.entrusted(huang, registry.number).entry.entrusted_checks.all()
    ] == ["2025-09-28"]


def test_a_check_says_something_of_an_entrusted_collection_that_is_ones_own(registry, huang, liu, chen):
    with pytest.raises(RegisterUnfit) as told:
        services.check_entrusted(registry.number, date(2025, 12, 1), " ", actor=huang, now=at(2))
    assert len(told.value.faults) == 2
    with pytest.raises(Refused):
        services.check_entrusted(registry.number, date(2025, 9, 28), "x", actor=liu, now=at(2))
