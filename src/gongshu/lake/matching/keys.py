"""Keys as they are compared: spaces, small letters and full-width signs are set right, and the check digit is looked at."""

from datetime import date
from enum import StrEnum
from typing import Final

from ..checks.numbers import CREDIT_FORM, ID_FORM, ON_DAY, PREPARED, credit_code_sql, id_number_sql
from ..columns import literal


class KeyForm(StrEnum):
    """What kind of number tells the records of a base apart."""

    CREDIT_CODE = "credit_code"  # 统一社会信用代码, GB 32100
    ID_NUMBER = "id_number"  # 公民身份号码, GB 11643
    ANY = "any"  # a number of the base's own, without a check digit


class KeyFault(StrEnum):
    """Why a row was set aside."""

    EMPTY = "empty"
    INVALID = "invalid"  # form or check digit is wrong


_PLAIN: Final = "".join(chr(code) for code in range(0x21, 0x7F)).replace("'", "")
_WIDE: Final = "".join(chr(ord(sign) + 0xFEE0) for sign in _PLAIN)
_SMALL: Final = "abcdefghijklmnopqrstuvwxyz"
_BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff"
_FORMS: Final = {KeyForm.CREDIT_CODE: CREDIT_FORM, KeyForm.ID_NUMBER: ID_FORM}


def normal_sql(cell: str, form: KeyForm) -> str:
    """Return the key without blanks, in capital letters and half-width signs; null where nothing is left.

    A number of the base's own keeps its letters as they are: there a and A may be two things.
    """
    text = f"CAST({cell} AS VARCHAR)"
    if form is KeyForm.ANY:
        return f"nullif(translate({text}, {literal(_WIDE + _BLANKS)}, {literal(_PLAIN)}), '')"
    capital = f"translate({text}, {literal(_SMALL + _WIDE + _BLANKS)}, {literal(_SMALL.upper() + _PLAIN.upper())})"
    # Nearly all keys are right as written: one look at the form is quicker than writing each of them anew.
    return f"CASE WHEN regexp_full_match({text}, '{_FORMS[form]}') THEN {text} ELSE nullif({capital}, '') END"


def prepared_sql(key: str, form: KeyForm) -> str:
    """Return what is reckoned once for a key before `valid_sql` looks at it."""
    return PREPARED[form].format(cell=key) if form in PREPARED else "NULL"


def valid_sql(key: str, form: KeyForm, today: date, prepared: str = "") -> str:
    """Return whether a normal key is a number of this form with its right check digit; nobody is born after `today`.

    `prepared` is a column that holds what `prepared_sql` says of the key.
    """
    if form is KeyForm.CREDIT_CODE:
        return credit_code_sql(key, prepared)
    if form is KeyForm.ID_NUMBER:
        return f"({id_number_sql(key, prepared)} AND {ON_DAY['id_number'].format(cell=key, today=today)})"
    return f"({key} IS NOT NULL)"
