"""Rules are set by who answers for the data, every snapshot is checked by them, and nobody learns a value."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.obligations.stage import BASIS

from gongshu.audit import clock
from gongshu.audit.models import AuditEvent
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.jobs import worker
from gongshu.lake.errors import RuleInvalid
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused
from gongshu.quality import presenting, queries, services
from gongshu.quality.errors import NoRules, NoTable, NotReferable
from gongshu.quality.models import QualityCheck, RuleSet
from gongshu.quality.tests.stage import DRIVERS, GOOD, HEADER, RULES


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def ruled(entry, cast, rules=RULES):
    return services.set_rules(entry.number, rules, actor=cast("huang"), now=NOW)


def found(entry, cast, login="huang"):
    return services.check_entry(entry.number, actor=cast(login), now=NOW)


def test_findings_name_the_records_of_the_delivered_file_and_never_a_value(entry, cast):
    ruled(entry, cast)
    check = found(entry, cast)
    assert (check.rows, check.violations) == (59, 3)
    assert check.findings == [
        {"row": 3, "column": "id_no", "rule": "id"}, {"row": 5, "column": "name", "rule": "name"}, {"row": 60, "column": "age", "rule": "age"},
    ]  # fmt: skip
    assert "440524188001010015" not in json.dumps(presenting.checked(check, sees=True), default=str)


def test_the_score_is_kept_with_its_dimensions_and_a_table_that_is_not_hooked_is_not_accessible(entry, cast):
    ruled(entry, cast)
    check = found(entry, cast)
    assert (check.dimensions["completeness"], check.dimensions["accessibility"], check.score) == (
        pytest.approx(58 / 59),
        0.0,
        65.5,
    )
    event = AuditEvent.objects.filter(event="quality:check:run").earliest("at")
    assert json.loads(event.body)["facts"]["violations"] == 3


@pytest.mark.obligation("dazhou-16-1")
def test_every_snapshot_that_is_published_is_checked_by_the_rules_of_its_entry(stage, entry, cast):
    ruled(entry, cast)
    stage.deliver(
        entry,
        HEADER + f"1,{GOOD},张三,40\n" * 1 + "".join(f"{n},{GOOD},张三,40\n" for n in range(2, 40)),
        NOW + timedelta(hours=1),
    )
    worker.drain(NOW + timedelta(hours=1))
    check = QualityCheck.objects.get()
    assert (check.snapshot.number, check.by, check.score) == (f"{entry.number}-1.2", "", 66.6)


def test_rules_are_versions_and_the_same_rules_make_no_new_one(entry, cast):
    assert (ruled(entry, cast).number, ruled(entry, cast).number, ruled(entry, cast, RULES[:1]).number) == (1, 1, 2)
    assert RuleSet.objects.count() == 2
    assert AuditEvent.objects.filter(event="quality:rules:set").count() == 2


def test_a_table_without_rules_or_an_entry_without_a_table_is_said_so(stage, entry, cast):
    with pytest.raises(NoRules):
        found(entry, cast)
    empty = stage.entry(title="还没有数据")
    services.set_rules(empty.number, [{"kind": "rows"}], actor=cast("huang"), now=NOW)
    with pytest.raises(NoTable):
        found(empty, cast)


def test_only_the_provider_and_the_body_that_checks_set_rules(entry, cast):
    for login in ("liu", "he", "wu", "lin"):
        with pytest.raises((Refused, NoSuchEntry)):
            services.set_rules(entry.number, RULES, actor=cast(login), now=NOW)


def test_whoever_may_not_see_the_rules_gets_the_score_of_what_they_see_and_no_record(entry, cast):
    ruled(entry, cast)
    found(entry, cast)
    other = queries.quality(cast("liu"), entry.number)
    said = json.dumps(presenting.standing(other), default=str)
    assert (other.rules, other.sees) == (None, False)
    assert "findings" not in said
    with pytest.raises((Refused, NoSuchEntry)):
        queries.rules(ANYONE, entry.number)


def test_a_rule_cannot_be_used_to_learn_which_records_another_body_has(stage, entry, cast):
    liu = cast("liu")
    said = complete(
        provider=liu.body, collection=BASIS, collection_method="direct", sharing="conditional", sharing_reason="含个人信息",
        sharing_conditions="限履职需要", masked=True, consent=True, title="驾驶员", items=DRIVERS,
    )  # fmt: skip
    own = publish(catalogue.add(said, actor=liu, now=NOW), liu, cast("chen"))
    rule = {"kind": "reference", "column": "driver_no", "entry": entry.number, "to": "id_no"}
    with pytest.raises(NotReferable):
        services.set_rules(own.number, [rule], actor=liu, now=NOW)
    # The body that checks quality may compare, and its rule stays when the provider adds another.
    kept = services.set_rules(own.number, [rule], actor=cast("zhou"), now=NOW)
    more = [*kept.rules, {"kind": "null", "column": "driver_no"}]
    assert services.set_rules(own.number, more, actor=liu, now=NOW).number == 2


def test_a_record_whose_key_no_record_of_the_other_entry_has_violates(entry, cast):
    rule = {
        "rule": "again",
        "kind": "reference",
        "column": "id_no",
        "entry": entry.number,
        "to": "id_no",
        "where": "age > 100",
    }
    ruled(entry, cast, [rule])
    outcome = found(entry, cast).outcomes[0]
    assert (outcome["checked"], outcome["violations"]) == (1, 0)


def test_rules_are_proposed_from_what_the_items_say_and_what_the_records_hold(entry, cast):
    proposed = queries.proposal(cast("huang"), entry.number, NOW)
    kinds = {(each["kind"], each.get("column")) for each in proposed}
    assert {
        ("null", "no"),
        ("unique", "no"),
        ("checksum", "id_no"),
        ("null", "name"),
        ("range", "age"),
        ("rows", None),
    } <= kinds
    ruled(entry, cast, proposed)
    rows = {each["row"] for each in found(entry, cast).findings}
    assert {3, 5} <= rows


def test_rules_that_do_not_fit_are_refused_whole_and_nothing_is_set(entry, cast):
    with pytest.raises(RuleInvalid):
        ruled(entry, cast, [*RULES, {"kind": "range", "column": "height", "min": 1}])
    assert RuleSet.objects.count() == 0


def test_the_overview_is_by_administrative_division_with_as_many_queries_for_many_as_for_one(
    entry, cast, django_assert_max_num_queries
):
    ruled(entry, cast)
    found(entry, cast)
    with django_assert_max_num_queries(4):
        divisions = queries.overview(cast("huang"))
    assert [(each.code, each.score, len(each.checks)) for each in divisions] == [("511700", 65.5, 1)]
