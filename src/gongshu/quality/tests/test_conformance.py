"""Delivered data is measured by the elements that its items name, in the scan of the quality check."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gongshu.audit import clock
from gongshu.audit.models import AuditEvent
from gongshu.catalogue.tests.stage import NOW
from gongshu.jobs import worker
from gongshu.people.actor import SYSTEM
from gongshu.people.permission import Refused
from gongshu.quality import queries as quality
from gongshu.quality import services
from gongshu.quality.models import QualityCheck
from gongshu.quality.tests.stage import RULES
from gongshu.standards import queries
from gongshu.standards import services as standards
from gongshu.standards.models import Conformance

ITEMS = [
    {"name": "序号", "code": "no", "type": "text", "key": True, "level": "general-1"},
    {"name": "性别", "code": "sex", "type": "text", "level": "general-2", "standard": "GB/T 2261.1"},
    {
        "name": "身份证号",
        "code": "id_no",
        "type": "text",
        "level": "general-3",
        "personal": "id_number",
        "standard": "GB 11643",
        "length": 30,
    },
    {"name": "满意度", "code": "mood", "type": "text", "level": "general-1", "standard": "GB/T 99999"},
]
TABLE = "序号,性别,身份证号,满意度\n" + "".join(
    f"{number},{sex},{held},好\n"
    for number, (sex, held) in enumerate(
        [
            ("1", "440524188001010014"),
            ("2", "440524188001010014"),
            ("男", "4405241880010100140"),
            ("", "440524188001010014"),
        ],
        1,
    )
)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def entry(stage: Any) -> Any:
    from gongshu.standards import shipped

    for document in shipped.shipped():
        standards.adopt(document, actor=stage.cast("chen"), now=NOW)
    found = stage.entry(title="满意度登记", items=ITEMS, opening="conditional", opening_conditions="仅限研究")
    stage.deliver(found, TABLE)
    return found


def measured(entry: Any) -> dict[str, tuple[int, bool, bool, int, int]]:
    rows = Conformance.objects.filter(entry=entry, newest=True)
    return {each.column: (each.rows, each.name_fits, each.type_fits, each.too_long, each.outside) for each in rows}


def test_a_delivery_is_measured_by_itself_where_the_entry_has_no_rules(entry):
    Conformance.objects.all().delete()
    assert services.measure_conformance(entry.number, actor=SYSTEM, now=NOW) == 2
    assert measured(entry) == {"sex": (3, True, True, 0, 1), "id_no": (4, False, True, 1, 0)}
    event = AuditEvent.objects.filter(event="standards:conformance:check").latest("at")
    assert json.loads(event.body)["facts"] | {"snapshot": ""} == {"snapshot": "", "items": 2, "conform": 0}


def test_the_job_that_follows_a_delivery_measures(entry):
    worker.drain(NOW)
    assert set(measured(entry)) == {"sex", "id_no"}
    assert not QualityCheck.objects.exists()


def test_with_rules_it_is_one_scan_and_what_does_not_conform_is_no_violation_of_a_rule(entry, cast, monkeypatch):
    services.set_rules(entry.number, [{"rule": "id", "kind": "null", "column": "id_no"}], actor=cast("huang"), now=NOW)
    scans = []
    ran = services.check
    monkeypatch.setattr(services, "check", lambda *given, **named: scans.append(1) or ran(*given, **named))
    made = services.check_entry(entry.number, actor=cast("huang"), now=NOW)
    assert (len(scans), made.violations, [each["rule"] for each in made.outcomes]) == (1, 0, ["id"])
    assert measured(entry)["sex"] == (3, True, True, 0, 1)


def test_a_rule_takes_its_codes_from_the_code_set_that_it_names(entry, cast):
    rules = [{"rule": "sex", "kind": "codes", "column": "sex", "list": "GB/T 2261.1"}]
    services.set_rules(entry.number, rules, actor=cast("huang"), now=NOW)
    made = services.check_entry(entry.number, actor=cast("huang"), now=NOW)
    assert made.violations == 1
    assert queries.used(cast("huang"), "GB/T 2261.1").rules == [(entry.number, "sex")]
    assert queries.used(cast("liu"), "GB/T 2261.1").rules == []


def test_the_code_set_in_force_that_an_item_names_is_proposed_as_its_rule(entry, cast):
    proposed = {each["rule"]: each for each in quality.proposal(cast("huang"), entry.number, NOW)}
    assert proposed["codes-sex"] == {"rule": "codes-sex", "kind": "codes", "column": "sex", "list": "GB/T 2261.1"}
    assert proposed["checksum-id_no"]["of"] == "id_number"
    services.set_rules(entry.number, list(proposed.values()), actor=cast("huang"), now=NOW)
    assert queries.used(cast("huang"), "GB/T 2261.1").rules == [(entry.number, "codes-sex")]


def test_the_rate_counts_the_newest_data_of_each_entry_by_body_and_by_element(entry, stage, cast):
    worker.drain(NOW)
    stage.deliver(entry, TABLE.replace("男", "9").replace("0100140", "010014"))
    worker.drain(NOW)
    assert Conformance.objects.filter(newest=False).count() == 2
    (held,) = queries.bodies(cast("liu"))
    assert (held.code, held.rate.conform, held.rate.items, held.rate.percent, held.names) == (
        "511700-zrzyj",
        1,
        2,
        "50.0%",
        1,
    )
    assert queries.whole(cast("liu")).rate == held.rate
    assert [each.column for each in queries.columns(cast("liu"), standard="GB/T 2261.1").rows] == ["sex"]
    assert [each.column for each in queries.columns(cast("liu"), failing=True).rows] == ["id_no"]
    _entry, rate, rows = queries.of_entry(cast("liu"), entry.number)
    assert (rate.share, [each.column for each in rows]) == (0.5, ["id_no", "sex"])


def test_only_staff_of_public_bodies_see_the_rates_and_only_who_checks_measures(entry, cast):
    with pytest.raises(Refused):
        queries.whole(cast("lin"))
    with pytest.raises(Refused):
        services.measure_conformance(entry.number, actor=cast("liu"), now=NOW)


def test_the_rules_of_the_quality_check_stay_what_they_were(stage, cast):
    from gongshu.quality.tests.stage import ITEMS as PLAIN
    from gongshu.quality.tests.stage import TABLE as KEPT

    found = stage.entry(title="人员登记", items=PLAIN, opening="conditional", opening_conditions="仅限研究")
    stage.deliver(found, KEPT)
    services.set_rules(found.number, RULES, actor=cast("huang"), now=NOW)
    assert services.check_entry(found.number, actor=cast("huang"), now=NOW).violations == 3
    assert not Conformance.objects.exists()
