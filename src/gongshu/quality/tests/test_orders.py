"""What a check finds goes to the provider as a case that names table, column and records, and closes when it is found no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongshu.cases import services as cases
from gongshu.cases.errors import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.tests.stage import NOW
from gongshu.jobs import worker
from gongshu.quality import services
from gongshu.quality.tests.stage import GOOD, HEADER, RULES

CLEAN = HEADER + "".join(f"{number},{GOOD},张三,40\n" for number in range(1, 60))


@pytest.fixture
def order(entry, cast):
    services.set_rules(entry.number, RULES, actor=cast("huang"), now=NOW)
    services.check_entry(entry.number, actor=cast("zhou"), now=NOW)
    return Case.objects.get(procedure="quality-work-order")


@pytest.mark.obligation("dazhou-16-3")
def test_violations_become_a_case_of_the_provider_with_table_column_and_records(order, entry):
    said = order.facts["problems"]
    assert f"{entry.number}-1.1" in said
    assert "身份证号（id_no）：校验码，规则 id，违规 1 条，第 3 条。" in said
    assert "440524188001010015" not in said
    assert order.decider == entry.provider


def test_a_second_check_opens_no_second_case_while_the_first_is_open(order, entry, cast):
    services.check_entry(entry.number, actor=cast("zhou"), now=NOW + timedelta(hours=1))
    assert Case.objects.filter(procedure="quality-work-order").count() == 1


def test_it_closes_only_when_a_check_of_mended_data_finds_nothing(order, stage, entry, cast):
    with pytest.raises(EffectRefused):
        cases.move(order.number, "rectify", Statement(), actor=cast("huang"), now=NOW)
    later = NOW + timedelta(hours=2)
    stage.deliver(entry, CLEAN, later)
    worker.drain(later)
    assert cases.move(order.number, "rectify", Statement(), actor=cast("huang"), now=later).state == "rectified"


def test_where_a_rule_is_wrong_the_provider_says_so_with_a_reason(order, cast):
    assert (
        cases.move(order.number, "keep", Statement(reason="年龄为登记时填报"), actor=cast("huang"), now=NOW).state
        == "kept"
    )


def test_a_term_runs_where_the_node_promises_one_and_never_as_law(entry, cast, settings):
    from dataclasses import replace

    settings.GONGSHU = replace(settings.GONGSHU, promises={"quality.rectify": 10})
    services.set_rules(entry.number, RULES, actor=cast("huang"), now=NOW)
    services.check_entry(entry.number, actor=cast("huang"), now=NOW)
    clock = Case.objects.get(procedure="quality-work-order").clocks.get()
    assert (clock.owed_by, clock.due.isoformat()) == (entry.provider, "2025-10-20")


def test_data_without_violations_or_a_place_without_the_duty_opens_nothing(stage, entry, cast):
    stage.deliver(entry, CLEAN, NOW)
    services.set_rules(entry.number, RULES, actor=cast("huang"), now=NOW)
    services.check_entry(entry.number, actor=cast("huang"), now=NOW)
    assert not Case.objects.filter(procedure="quality-work-order").exists()
