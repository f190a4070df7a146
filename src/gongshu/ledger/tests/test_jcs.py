"""Canonical JSON: against the published vectors, and by properties that need none."""

from __future__ import annotations

import json
from enum import StrEnum
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared import shared

from gongshu.ledger.errors import NotCanonical
from gongshu.ledger.jcs import canonical

pytestmark = pytest.mark.pure

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_published_examples_come_out_byte_for_byte(name):
    given_value = json.loads(shared(f"conformance/jcs/input/{name}.json").read_bytes())
    expected = bytes.fromhex(shared(f"conformance/jcs/outhex/{name}.txt").read_text())
    assert canonical(given_value) == expected


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (-1.5, "-1.5"),
        (100.0, "100"),
        (0.1, "0.1"),
        (0.000001, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-7, "1.5e-7"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.25e22, "1.25e+22"),
        (5e-324, "5e-324"),
        (-1.7976931348623157e308, "-1.7976931348623157e+308"),
        (333333333.33333329, "333333333.3333333"),
    ],
)
def test_a_number_is_written_as_ecmascript_writes_it(number, text):
    assert canonical(number).decode() == text


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(number):
    assert float(canonical(number)) == number


@given(value=VALUES)
def test_what_is_written_reads_back_and_is_written_the_same_again(value):
    text = canonical(value)
    assert canonical(json.loads(text, parse_int=float)) == text


@given(mapping=st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_keys_makes_no_difference(mapping):
    backwards = dict(reversed(mapping.items()))
    assert canonical(mapping) == canonical(backwards)


def test_keys_are_sorted_by_utf_16_units_and_not_by_code_points():
    assert canonical({"\ufb33": 1, "\U0001f602": 2, "z": 3}).decode() == '{"z":3,"\U0001f602":2,"\ufb33":1}'


def test_chinese_text_stays_readable_and_control_characters_are_escaped():
    assert canonical({"单位": '交通局\n"\\\x01\x7f'}).decode() == '{"单位":"交通局\\n\\"\\\\\\u0001\x7f"}'


def test_subclasses_and_other_mappings_are_written_as_what_they_are():
    class Event(StrEnum):
        MOVE = "case:move"

    assert (
        canonical(MappingProxyType({"event": Event.MOVE, "at": (1, True, None)}))
        == b'{"at":[1,true,null],"event":"case:move"}'
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), [float("nan")]])
def test_no_infinity_and_no_nan_is_written(value):
    with pytest.raises(NotCanonical, match="no JSON number"):
        canonical(value)


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 10**30])
def test_an_integer_that_would_lose_digits_is_refused(value):
    with pytest.raises(NotCanonical, match=str(value)):
        canonical({"n": value})


def test_the_largest_exact_integer_is_written():
    assert canonical([2**53, -(2**53)]) == b"[9007199254740992,-9007199254740992]"


@pytest.mark.parametrize("key", [1, None, True, b"a"])
def test_a_key_that_is_not_text_is_refused(key):
    with pytest.raises(NotCanonical, match="keys of a JSON object are text"):
        canonical({key: 1})


@pytest.mark.parametrize("value", ["\ud800", {"\udc00": 1}, ["a\udfffb"]])
def test_half_a_character_is_refused(value):
    with pytest.raises(NotCanonical, match="half a character"):
        canonical(value)


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object()])
def test_a_type_that_json_does_not_have_is_refused_by_name(value):
    with pytest.raises(NotCanonical, match=type(value).__name__):
        canonical({"value": value})
