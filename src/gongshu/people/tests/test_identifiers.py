"""Check digits of the two national identifiers."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import shared

from gongshu.people.identifiers import is_resident_id, is_uscc, resident_id_check, uscc_check

pytestmark = pytest.mark.pure
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@given(st.text(alphabet=LETTERS, min_size=17, max_size=17))
def test_every_seventeen_letters_have_exactly_one_check_character(first17):
    valid = [letter for letter in LETTERS if is_uscc(first17 + letter)]
    assert valid == [uscc_check(first17)]


@given(st.text(alphabet=LETTERS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_found(first17, place, letter):
    code = first17 + uscc_check(first17)
    changed = code[:place] + letter + code[place + 1 :]
    assert is_uscc(changed) is (changed == code)


@pytest.mark.parametrize(
    "wrong", ["", "9151170", "91511700MA62NDX0I", "I" * 18, "91350100M000100Y4", "91350100M000100Y430"]
)
def test_what_is_no_credit_code_is_said_to_be_none(wrong):
    assert not is_uscc(wrong)


def test_the_code_of_the_standards_own_form_is_valid():
    assert is_uscc("91350100M000100Y43")


def test_a_letter_outside_the_alphabet_is_named():
    with pytest.raises(ValueError, match="'O' in '9135010OM000100Y4' is no letter"):
        uscc_check("9135010OM000100Y4")


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("110105194913310029", False),  # there is no thirteenth month
        ("11010519490230002X", False),  # nor a 30 February
        ("1101051949123100", False),
        ("", False),
        ("ABCDEF19491231002X", False),
        ("110105194912310²2X", False),
    ],
)
def test_a_citizen_number_has_a_date_and_a_check(number, valid):
    assert is_resident_id(number) is valid


@given(st.integers(0, 10**17 - 1))
def test_one_wrong_digit_of_a_citizen_number_changes_the_check(value):
    first17 = f"{value:017}"
    other = ("1" if first17[0] != "1" else "2") + first17[1:]
    assert resident_id_check(first17) != resident_id_check(other)


def test_seventeen_digits_are_asked_for():
    with pytest.raises(ValueError, match="'12' is not seventeen digits"):
        resident_id_check("12")


def test_real_credit_codes_are_valid():
    path = next(iter(sorted(shared("china_tables/enterprises").glob("*.csv"))), None)
    if path is None:
        pytest.skip("shared input china_tables/enterprises/*.csv is not here")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    codes = [
        cell for row in rows for cell in row if len(cell) == 18 and cell[:2] in ("91", "92", "93") and cell.isalnum()
    ]
    if not codes:
        pytest.skip(f"shared input {path.name} holds no credit codes")
    valid = sum(is_uscc(code) for code in codes)
    assert valid > 0.95 * len(codes), f"{len(codes) - valid} of {len(codes)} codes are said to be invalid"
