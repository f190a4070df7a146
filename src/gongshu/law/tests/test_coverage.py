import csv
import json

import pytest

from gongshu.law import library
from gongshu.law.coverage import coverage, read_proofs, source_digest
from gongshu.law.obligations import carriers, read_obligations, written
from gongshu.law.tests.folders import write

pytestmark = pytest.mark.pure
LAW = library.load()
ROWS = read_obligations(library.PACKAGED)


def test_all_575_duties_of_the_five_texts_are_there() -> None:
    assert len(ROWS) == 575
    assert {row.jurisdiction for row in ROWS} == {"chengdu", "jiangsu", "dazhou", "taiyuan", "hunan"}


def test_every_duty_to_enforce_or_track_is_carried_by_something_in_the_law_folder() -> None:
    held = carriers(LAW)
    missing = [row.id for row in ROWS if row.enforce != "inform" and row.id not in held]
    assert not missing, f"no parameter, role, function or move carries {missing}"


def test_nothing_carries_a_duty_that_is_no_row() -> None:
    assert set(carriers(LAW)) <= {row.id for row in ROWS}


def test_the_column_carried_by_says_what_the_law_files_say() -> None:
    path = library.PACKAGED / "obligations.csv"
    assert path.read_text(encoding="utf-8") == written(library.PACKAGED, LAW), "run `make carried`"


def proofs(*databases: str, noticed: bool = True):
    row = next(row for row in ROWS if row.id == "dazhou-20-3")
    withdrawn = {row.carried_by[0]: ["a::t"]} if noticed else {}
    return {"digest": "d", "tests": {row.id: {"a::t": list(databases)}}, "withdrawals": {row.id: withdrawn}}


def test_a_duty_is_proven_by_tests_on_both_databases_that_fail_without_what_carries_it() -> None:
    found = coverage(ROWS, proofs("sqlite", "postgresql"), "d")
    assert found.rows == {"dazhou-20-3": ["a::t"]}
    assert found.by_jurisdiction["dazhou"]["track"]["proven"] == 1
    assert not found.stale


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (proofs("sqlite"), "one database only"),
        (proofs("sqlite", "postgresql", noticed=False), "do not fail when what carries it is taken away"),
    ],
)
def test_a_claim_that_is_not_proven_is_told_with_the_reason(record, why) -> None:
    found = coverage(ROWS, record, "d")
    assert not found.rows
    assert why in found.claimed["dazhou-20-3"]


def test_a_duty_that_nothing_carries_cannot_be_proven() -> None:
    bare = [type(row)(**{**{name: getattr(row, name) for name in row.__slots__}, "carried_by": ()}) for row in ROWS]
    assert (
        "nothing in the law folder carries it"
        in coverage(bare, proofs("sqlite", "postgresql"), None).claimed["dazhou-20-3"]
    )


def test_proofs_of_another_state_of_the_source_are_stale() -> None:
    assert coverage(ROWS, proofs("sqlite", "postgresql"), "other").stale


def test_duties_that_only_inform_are_not_counted() -> None:
    totals = coverage(ROWS, {}, None).by_jurisdiction
    assert sum(held["total"] for place in totals.values() for held in place.values()) == 437


def test_the_digest_changes_with_the_source_and_not_with_what_is_built(tmp_path) -> None:
    source = write(tmp_path / "src/a.py", "x = 1\n")
    before = source_digest(tmp_path)
    write(tmp_path / "src/ui/static/vendor/x.js", "1")
    write(tmp_path / "src/a.pyc", "1")
    assert source_digest(tmp_path) == before
    write(source, "x = 2\n")
    assert source_digest(tmp_path) != before


def test_proofs_that_were_never_made_prove_nothing(tmp_path) -> None:
    assert read_proofs(tmp_path / "proofs.json")["tests"] == {}
    path = write(tmp_path / "proofs.json", json.dumps({"tests": {"a": {}}}))
    assert read_proofs(path) == {"tests": {"a": {}}}


def test_the_moves_that_carry_a_duty_are_among_its_carriers() -> None:
    assert "move:cn/sichuan/dazhou:sharing-application/states.submitted.refuse" in carriers(LAW)["dazhou-20-5"]


def test_the_file_keeps_the_columns_that_auditors_read() -> None:
    with (library.PACKAGED / "obligations.csv").open(encoding="utf-8", newline="") as stream:
        assert next(csv.reader(stream))[:4] == ["id", "jurisdiction", "article", "kind"]
