"""What is answered soonest is what the portable statement says of each record, on whatever is in the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshu.lake.checks.checking import run
from gongshu.lake.checks.classes import as_glob
from gongshu.lake.checks.compiling import Other
from gongshu.lake.checks.quick import FEW, compile_rules
from gongshu.lake.checks.rules import read

pytestmark = pytest.mark.pure
TODAY = date(2025, 9, 29)
KIND = {"id_no": "VARCHAR", "uscc": "VARCHAR", "text": "VARCHAR", "age": "BIGINT", "born": "DATE"}
RULES: list[dict[str, Any]] = [
    {"kind": "checksum", "column": "id_no", "of": "id_number"}, {"kind": "checksum", "column": "uscc", "of": "credit_code"},
    {"kind": "checksum", "column": "text", "of": "bank_card"}, {"kind": "unique", "column": "id_no"},
    {"kind": "unique", "columns": ["text", "age"], "duplicates": "all"}, {"kind": "unique", "column": "uscc", "where": "age > 1"},
    {"kind": "pattern", "column": "text", "pattern": "[0-9]{3}"}, {"kind": "pattern", "column": "text", "pattern": "^a[b-d1]{2}$"},
    {"kind": "pattern", "column": "text", "pattern": "a+"}, {"kind": "pattern", "column": "text", "forbidden": "[0-9]"},
    {"kind": "codes", "column": "text", "values": ["a", "1", "001"]}, {"kind": "codes", "column": "age", "values": ["1", "-2", "03", "x"]},
    {"kind": "reference", "column": "text", "entry": "511700-0001", "to": "code"}, {"kind": "reference", "column": "age", "entry": "511700-0001", "to": "n"},
    {"kind": "reference", "columns": ["text", "age"], "entry": "511700-0001", "to": ["code", "n"]},
    {"kind": "range", "column": "age", "min": 0, "max": 99}, {"kind": "null", "column": "text"}, {"kind": "null", "column": "age"},
]  # fmt: skip
IDS = ["11010519491231002X", "11010519491231002x", "110105194912310021", "51170219900101123X", "110105203012310024", "１１０１０５１９４９１２３１００２Ｘ", "81010519491231002X", "99999999999999999X"]  # fmt: skip
CODES = [
    "91350211M000100Y43",
    "91350211M000100Y44",
    "9135021M1000100Y43",
    "91350211m000100Y43",
    "91510604MA0000001X",
    "ⅠⅡ",
]
TEXTS = [
    "a",
    "ab1",
    "acd",
    "aaa",
    "123",
    "１２３",
    "12",
    "001",
    "1",
    " ",
    "",
    "\u3000",
    "6222021234567890128",
    "a\nb",
    "%",
    "[0]",
    "*",
]


def texts(known: list[str], signs: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(known) | st.text(signs, max_size=19)


ROWS = st.lists(
    st.tuples(
        texts(IDS, "0123456789Xx "), texts(CODES, "0123456789ABCXYZ"), texts(TEXTS, "ab01２ "),
        st.none() | st.integers(-3, 4) | st.just(2**62), st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    ),
    max_size=25,
)  # fmt: skip
OTHERS = st.lists(st.tuples(st.none() | st.sampled_from(TEXTS), st.none() | st.integers(-3, 4)), max_size=5)


def answers(rows: list[tuple[Any, ...]], others: list[tuple[Any, ...]], said: list[Mapping[str, Any]], limit: int) -> tuple[Any, Any]:  # fmt: skip
    """Return checked, violations and first records of each rule: as they are found, and as the flags of the records say."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (_row BIGINT, id_no VARCHAR, uscc VARCHAR, text VARCHAR, age BIGINT, born DATE)")  # fmt: skip
        connection.execute("CREATE TABLE other (code VARCHAR, n BIGINT)")
        for table, held in (("t", [(n, *row) for n, row in enumerate(rows, 1)]), ("other", others)):
            if held:
                connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(held[0]))})", held)
        view = {"511700-0001": Other(view="other", kinds={"code": "VARCHAR", "n": "BIGINT"})}
        rules = read([{"rule": f"r{n}", **each} for n, each in enumerate(said)], {code: code for code in KIND})
        statement = compile_rules(rules, KIND, today=TODAY, limit=limit, others=view)
        counted, found = run(connection, statement)
        flags = connection.execute(f"SELECT * FROM ({statement.flags}) ORDER BY _row")
        names = [each[0] for each in flags.description]
        records = [dict(zip(names, row, strict=True)) for row in flags.fetchall()]
    assert counted == len(rows)
    quick = {name: (each.checked, each.violations, list(each.rows)) for name, each in found.items()}
    slow = {}
    for place, rule in enumerate(statement.rules):
        bad = [each["_row"] for each in records if each[f"v{place}"]]
        slow[rule.name] = (sum(each[f"a{place}"] for each in records), len(bad), bad[:limit])
    return quick, slow


@given(rows=ROWS, others=OTHERS, limit=st.integers(1, 30))
def test_every_rule_finds_the_records_that_the_portable_statement_finds(rows, others, limit) -> None:
    quick, slow = answers(rows, others, RULES, limit)
    assert quick == slow


def test_more_repeated_values_than_stand_in_a_statement_are_looked_up_in_their_table() -> None:
    rows = [(None, None, str(n % (FEW + 50)), None, None) for n in range(2 * FEW + 50)]
    quick, slow = answers(rows, [], [{"kind": "unique", "column": "text"}], 5)
    assert quick == slow == {"r0": (2 * FEW + 50, FEW, [FEW + 51, FEW + 52, FEW + 53, FEW + 54, FEW + 55])}


@given(value=st.sampled_from(IDS) | st.from_regex(r"[1-8][0-9]{5}(19|20)[0-9]{9}[0-9X]", fullmatch=True))
def test_an_identity_number_is_judged_alike_in_both_ways(value) -> None:
    quick, slow = answers([(value, None, None, None, None)], [], RULES[:1], 1)
    assert quick == slow


@given(value=st.from_regex(r"9[1-9A-C][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", fullmatch=True))
def test_a_credit_code_is_judged_alike_in_both_ways(value) -> None:
    quick, slow = answers([(None, value, None, None, None)], [], RULES[1:2], 1)
    assert quick == slow


@pytest.mark.parametrize("pattern", ["[0-9]{3}", "a[b-d1]{2}", "^A$", "[A-Z][0-9a-f]"])
@given(value=st.text("aAbBcdZ019２-[]*?\n", max_size=4))
def test_a_pattern_of_signs_by_place_means_the_same_as_glob(pattern, value) -> None:
    glob = as_glob(pattern)
    with duckdb.connect() as connection:
        (matches,) = connection.execute("SELECT ? GLOB ?", [value, glob]).fetchone()
    assert matches is bool(re.fullmatch(pattern.strip("^$"), value))


@pytest.mark.parametrize("pattern", ["a+", "[0-9]*", "\\d", "[^a]", "[9-0]", ".", "a|b", "", "[0-9]{0}", "a{65}", "[0-9]{1,3}", "中", "(a)"])  # fmt: skip
def test_a_pattern_that_says_more_stays_with_the_automaton(pattern) -> None:
    assert as_glob(pattern) is None
