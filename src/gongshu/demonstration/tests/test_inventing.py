import csv
import hashlib
from datetime import date

import pytest
from tests.shared import shared

from gongshu.demonstration.inventing import places, tables
from gongshu.demonstration.inventing.defects import DOUBTED, INSURED, spoiled
from gongshu.demonstration.inventing.numbers import credit_code, identity
from gongshu.people.identifiers import is_resident_id, is_uscc

pytestmark = pytest.mark.pure
DATA = places.TABLES.parent


def test_every_invented_identity_number_passes_the_check_and_stands_once() -> None:
    numbers = [row[0] for row in tables.rows("residents")]
    assert all(is_resident_id(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_invented_credit_code_passes_the_check_and_stands_once() -> None:
    codes = [row[0] for row in tables.rows("firms")]
    assert all(is_uscc(code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_known_numbers_get_the_check_digit_of_the_standards() -> None:
    assert identity("110105", date(1949, 12, 31), 2) == "11010519491231002X"
    assert is_uscc(credit_code("511702", 1))


@pytest.mark.parametrize("name", tables.TABLES)
def test_the_same_seed_gives_the_same_table_and_every_row_fits_its_header(name: str) -> None:
    found = tables.rows(name)
    assert found == tables.rows(name)
    assert len(found) == tables.TABLES[name].count
    assert {len(row) for row in found} == {len(tables.TABLES[name].header)}


def test_seventeen_rows_of_the_insured_are_spoiled_and_no_other() -> None:
    clean = tables.rows("insured")
    changed = spoiled(clean, INSURED)
    assert sum(before != after for before, after in zip(clean, changed, strict=True)) == len(INSURED) == 17


def test_what_only_rules_find_fits_its_item_and_spoils_no_row_twice() -> None:
    for table, doubted in DOUBTED.items():
        changed = spoiled(tables.rows(table), doubted)
        assert sum(before != after for before, after in zip(tables.rows(table), changed, strict=True)) == len(doubted)
    assert not {each.record for each in DOUBTED["insured"]} & {each.record for each in INSURED}


def manifest() -> list[dict[str, str]]:
    with (DATA / "MANIFEST.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_real_table_has_its_licence_and_the_digest_it_was_taken_with() -> None:
    assert {row["file"] for row in manifest()} == {path.name for path in places.TABLES.glob("*.csv")}
    for row in manifest():
        assert hashlib.sha256((places.TABLES / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]
        assert row["licence"].startswith(("MIT", "WTFPL")), row["file"]


def test_the_townships_equal_their_source() -> None:
    with shared("china_tables/divisions/streets.csv").open(encoding="utf-8", newline="") as stream:
        source = [(r["code"], r["name"], r["areaCode"]) for r in csv.DictReader(stream) if r["cityCode"] == "5117"]
    assert [(t.code, t.name, t.county) for t in places.townships()] == source


def test_the_villages_equal_their_source() -> None:
    with shared("china_tables/divisions/villages_51_sichuan.csv").open(encoding="utf-8", newline="") as stream:
        source = [
            (r["code"], r["name"], r["streetCode"], r["areaCode"])
            for r in csv.DictReader(stream)
            if r["cityCode"] == "5117"
        ]
    with (places.TABLES / "villages.csv").open(encoding="utf-8", newline="") as stream:
        assert [tuple(r.values()) for r in csv.DictReader(stream)] == source
