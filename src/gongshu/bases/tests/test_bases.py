"""Base databases: defined by their lead body out of what it may use, built into an entry of their own, contradictions sent back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.bases import queries, services
from gongshu.bases.errors import BaseUnfit, CannotBuild, LookUnfit, NoSuchBase
from gongshu.bases.models import Build, Conflict, Database
from gongshu.bases.tests.stage import LAND, NOW, ROADS, A, B, C, definition, roads
from gongshu.cases import services as cases
from gongshu.cases.errors import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import lake
from gongshu.catalogue import services as catalogue
from gongshu.collection.models import Delivery
from gongshu.jobs import worker
from gongshu.lake.engine import Ref
from gongshu.people import ANYONE, Refused

LATER = NOW + timedelta(hours=2)


def rows_of(base):
    snapshot = base.entry.resources.get().snapshot
    with lake.engine() as engine:
        return engine.query("SELECT * FROM t ORDER BY 1", {"t": Ref(snapshot.resource.number, int(snapshot.lake))}).rows


def test_the_result_is_a_delivery_to_an_entry_of_the_lead_body_with_the_source_of_every_value(base, registers):
    land, road = (each.number for each in registers)
    assert rows_of(base) == [
        (A, "达州一号公司", land, "城东1号", land, "货运", road),
        (B, "达州二号公司", land, None, None, "客运", road),
        (C, "达州三号公司", road, None, None, "货运", road),
    ]
    assert base.entry.provider.code == "511700-zrzyj"
    assert Delivery.objects.get(number=Build.objects.get().delivery).state == "published"


def test_rows_without_a_valid_key_are_counted_and_not_in_the_result(base):
    first, second = Build.objects.get().members
    assert (first["rows"], first["empty"], first["invalid"]) == (3, 0, 1)
    assert (second["rows"], second["empty"], second["invalid"]) == (4, 1, 0)


def test_the_result_is_described_with_the_level_of_its_sources_and_as_strictly_shared(base, stage):
    version = base.entry.shown
    levels = {item.code: item.level for item in version.items.all()}
    assert (version.sharing, version.opening, version.level) == ("unconditional", "conditional", "general-2")
    assert (levels["place"], version.base_database) == ("general-2", "legal_person")
    catalogue.edit(base.entry.number, {"level": "general-1", "items": []}, actor=stage.cast("huang"), now=LATER)
    with pytest.raises(CannotBuild, match="住所地址"):
        services.build(base.pk, actor=stage.cast("huang"), now=LATER)
    assert Build.objects.first().problem is not None


def test_a_result_that_would_be_shared_more_widely_than_a_source_is_not_built(base, stage):
    catalogue.edit(base.entry.number, {"opening": "unconditional"}, actor=stage.cast("huang"), now=LATER)
    with pytest.raises(CannotBuild, match="unconditional in opening"):
        services.build(base.pk, actor=stage.cast("huang"), now=LATER)


def test_only_a_steward_of_the_lead_body_defines_builds_and_sends(base, registers, cast):
    for act in (
        lambda: services.define(definition(*registers), actor=cast("liu"), now=NOW),
        lambda: services.build(base.pk, actor=cast("liu"), now=NOW),
        lambda: services.revise(base.pk, definition(*registers), actor=cast("liu"), now=NOW),
        lambda: services.send_conflicts(base.pk, actor=cast("liu"), now=NOW),
    ):
        with pytest.raises(Refused):
            act()
    for stranger in (ANYONE, cast("lin")):
        with pytest.raises(NoSuchBase):
            queries.database(stranger, base.pk, NOW)


def test_every_fault_of_a_definition_is_told_at_once(registers, cast):
    said = definition(*registers, kind="kitchen", members=[{"entry": "511700-9999", "key": "x"}])
    with pytest.raises(BaseUnfit):
        services.define(said, actor=cast("huang"), now=NOW)
    said = definition(*registers, key={"form": "shoe"}, items=[])
    with pytest.raises(BaseUnfit) as told:
        services.define(said, actor=cast("huang"), now=NOW)
    assert len(told.value.faults) >= 4
    assert not Database.objects.exists()


def test_an_item_that_the_lead_body_may_not_use_cannot_be_merged(registers, stage, cast):
    land, road = registers
    other = roads(stage)
    catalogue.edit(road.number, {"sharing": "conditional", "sharing_reason": "含个人信息", "sharing_conditions": "限履职"}, actor=cast("liu"), now=NOW)  # fmt: skip
    review = catalogue.submit([road.number], actor=cast("liu"), now=NOW)
    other.move(review.number, "approve", cast("chen"))
    with pytest.raises(BaseUnfit, match="may not use firm, licence, uscc"):
        services.define(definition(land, road), actor=cast("huang"), now=NOW)


def test_a_delivery_of_a_member_builds_the_base_anew_and_the_same_data_builds_nothing(base, registers, stage):
    stage.deliver(registers[0], LAND.replace("达州一号公司", "达州壹号公司"), now=LATER)
    worker.drain(LATER)
    newest = Build.objects.first()
    assert (Build.objects.count(), newest.by, newest.conflicts) == (2, "", {})
    assert not Conflict.objects.exists()
    assert rows_of(Database.objects.get())[0][1] == "达州壹号公司"
    assert services.refresh(f"{registers[0].number}-1", now=LATER) == 0


def test_a_contradiction_is_listed_with_every_source_and_each_source_sees_its_own(base, cast):
    found = queries.conflicts(cast("huang"), base.pk, NOW)
    assert [(line.key, line.code, [value for _, value in line.values]) for line in found.lines] == [
        (A, "firm_name", ["达州一号公司", "达州壹号公司"])
    ]
    assert len(queries.conflicts(cast("liu"), base.pk, NOW).lines) == 1
    with pytest.raises(Refused):
        queries.conflicts(cast("chen"), base.pk, NOW)
    assert A.encode() not in bytes(Conflict.objects.get().key)


def test_contradictions_go_to_their_source_as_a_work_order_that_closes_when_a_build_finds_none(base, registers, stage):
    (number,) = services.send_conflicts(base.pk, actor=stage.cast("huang"), now=NOW).cases
    case = Case.objects.get(number=number)
    assert case.decider.code == "511700-jtysj"
    assert "1 条记录与其他来源不一致" in case.facts["problems"]
    assert A not in case.facts["problems"]
    assert services.send_conflicts(base.pk, actor=stage.cast("huang"), now=NOW).cases == []
    with pytest.raises(EffectRefused, match="法人名称"):
        cases.move(number, "rectify", Statement(), actor=stage.cast("liu"), now=NOW)
    roads(stage).deliver(registers[1], ROADS.replace("达州壹号公司", "达州一号公司"), now=LATER)
    worker.drain(LATER)
    assert cases.move(number, "rectify", Statement(), actor=stage.cast("liu"), now=LATER).state == "rectified"


def test_a_look_takes_a_purpose_and_leaves_an_event_without_the_key(base, cast):
    with pytest.raises(LookUnfit):
        services.look(base.pk, A, " ", actor=cast("liu"), now=NOW)
    found = services.look(base.pk, f" {A.lower()}", "办理运输许可", actor=cast("liu"), now=NOW)
    told = {line.code: (line.told.value, line.told.member.entry.provider.code) for line in found.lines if line.told}
    assert told["firm_name"] == ("达州一号公司", "511700-zrzyj")
    assert [each.value for each in found.lines[0].others] == ["达州壹号公司"]
    assert services.look(base.pk, "91510604MA00000089", "核对", actor=cast("liu"), now=NOW).lines is None
    first, second = AuditEvent.objects.filter(event="bases:record:look").order_by("pk")
    assert A not in str(first.body)
    assert "办理运输许可" in str(first.body)
    assert "核对" in str(second.body)


def test_a_definition_is_changed_but_its_items_stay(base, registers, cast):
    said = definition(*registers)
    said["items"][0]["from"].reverse()
    assert services.revise(base.pk, said, actor=cast("huang"), now=LATER).version == 2
    services.build(base.pk, actor=cast("huang"), now=LATER)
    worker.drain(LATER)
    assert rows_of(Database.objects.get())[0][1] == "达州壹号公司"
    with pytest.raises(BaseUnfit, match="key and items stay"):
        services.revise(base.pk, definition(*registers, items=said["items"][:1]), actor=cast("huang"), now=LATER)


def test_a_base_is_no_member_of_itself(base, registers, cast):
    said = definition(*registers)
    said["members"][1] = {"entry": base.entry.number, "key": "firm_code"}
    with pytest.raises(BaseUnfit):
        services.revise(base.pk, said, actor=cast("huang"), now=LATER)


def test_whoever_reads_contradictions_leaves_a_record_without_keys_or_values(base, cast):
    services.read_conflicts(base.pk, actor=cast("huang"), now=NOW)
    told = AuditEvent.objects.get(event="bases:conflicts:read")
    assert told.actor_login == "huang"
    assert "firm_name" in str(told.body)
    assert A not in str(told.body)
    assert "达州" not in str(told.body)
