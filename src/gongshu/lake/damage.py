"""Long numbers whose last digits a spreadsheet turned into zeros, told from those that end so by chance.

A spreadsheet keeps fifteen digits: 511702199001011234 becomes 511702199001011000. One such number among a thousand says nothing,
for one in a thousand ends so by itself; that many of a column do, or that its other numbers have right check digits and this one has
not, does. Moments and codes that were rounded by themselves have zeros before the sixteenth digit too, which no spreadsheet writes.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from math import exp
from typing import Final

from .checks.numbers import bank_card_sql, id_number_sql

KEPT: Final = 15  # Digits that a spreadsheet keeps
LONG: Final = re.compile(r"[0-9]{16,19}")
ENDED: Final = f"[0-9]{{{KEPT}}}0{{1,4}}"
CHANCE: Final = 0.01  # How improbable so many numbers must be that end in zeros
SOUND: Final = 3  # Numbers with a right check digit from which on, if most have it, a column is known to have one
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Damage(StrEnum):
    """Which numbers of a column that end in zeros are damaged."""

    NONE = "none"
    UNPROVEN = "unproven"  # Those whose check digit is wrong
    ALL = "all"


def damage_of(values: Sequence[str | None]) -> Damage:
    """Return what some values of a column tell about all of it."""
    numbers = [value for value in values if value is not None and LONG.fullmatch(value)]
    ended = [value for value in numbers if not value[KEPT:].strip("0")]
    rounded = sum(value[KEPT - 1] == "0" for value in ended) * 2 > len(ended)
    if not rounded and _tail(len(ended), sum(10.0 ** (KEPT - len(value)) for value in numbers)) < CHANCE:
        return Damage.ALL
    others = [value for value in numbers if value[KEPT:].strip("0")]
    sound = sum(map(_is_sound, others))
    return Damage.UNPROVEN if sound >= SOUND and sound * 2 >= len(others) else Damage.NONE


def _tail(found: int, expected: float) -> float:
    """Return how probable it is that so many or more are found by chance (Poisson)."""
    below, term = 0.0, exp(-expected)
    for k in range(found):
        below, term = below + term, term * expected / (k + 1)
    return 1 - below


def _is_sound(number: str) -> bool:
    digits = [int(sign) for sign in number]
    if len(digits) == 18:
        total = sum(weight * digit for weight, digit in zip(_ID_WEIGHTS, digits, strict=False))
        return "10X98765432"[total % 11] == number[-1]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def damaged_sql(cell: str, damage: Damage) -> str:
    """Return the SQL condition of a cell that is damaged; empty where none is."""
    if damage is Damage.NONE:
        return ""
    ended = f"ends_with({cell}, '0') AND regexp_full_match({cell}, '{ENDED}')"
    if damage is Damage.ALL:
        return ended
    sound = f"CASE WHEN length({cell}) = 18 THEN {id_number_sql(cell)} ELSE {bank_card_sql(cell)} END"
    return f"{ended} AND NOT {sound}"
