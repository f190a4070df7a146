"""Check digits of the two national identifiers, and the form of a login."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

_USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ID_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_ID_CHECKS = "10X98765432"

LOGIN_VALIDATORS = [
    RegexValidator(
        r"^[a-z][a-z0-9-]{1,39}\Z",
        _("登录名须以小写拉丁字母开头，由小写字母、数字和连字符组成，2 至 40 个字符"),
    )
]


def uscc_check(first17: str) -> str:
    """Return the check character of a unified social credit code. Source: GB 32100. Raises: ValueError naming the letter."""
    total = 0
    for letter, weight in zip(first17, _USCC_WEIGHTS, strict=True):
        if letter not in _USCC_LETTERS:
            raise ValueError(
                f"{letter!r} in {first17!r} is no letter of a unified social credit code (GB 32100: no I, O, S, V, Z)"
            )
        total += _USCC_LETTERS.index(letter) * weight
    return _USCC_LETTERS[-total % 31]


def is_uscc(code: str) -> bool:
    """Say whether this is a unified social credit code: 18 letters, the last one the check. Source: GB 32100."""
    if len(code) != 18:
        return False
    try:
        return uscc_check(code[:17]) == code[17]
    except ValueError:
        return False


def resident_id_check(first17: str) -> str:
    """Return the check character of a citizen identity number. Source: GB 11643. Raises: ValueError."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError(f"{first17!r} is not seventeen digits (GB 11643)")
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _ID_WEIGHTS, strict=True)) % 11]


def is_resident_id(number: str) -> bool:
    """Say whether this is a citizen identity number: 17 digits with a real date of birth, and the check. Source: GB 11643.

    The place is not compared with today's divisions: numbers keep the code of the place where they were given.
    """
    number = number.upper()
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        return len(number) == 18 and resident_id_check(number[:17]) == number[17]
    except ValueError:
        return False
