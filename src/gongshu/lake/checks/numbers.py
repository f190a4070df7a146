"""Check digits as SQL over one cell: plain integer arithmetic, which measured faster than a walk over characters.

Every check digit is said in SQL that any engine reads; the two that nearly every table has are said once more as DuckDB reckons
them soonest (`STEPS`, `ON_STEPS`), and tests hold both to the same answers.

Each expression is true where the text, exactly as it is written, is a valid number. Capital letters and half-width digits
only: a number that becomes valid by rewriting it is not valid as delivered.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

# A real day of the years 1800 to 2099, leap years of the Gregorian calendar included: one automaton instead of a cast.
_LEAP = "(18(0[48]|[2468][048]|[13579][26])|19(0[48]|[2468][048]|[13579][26])|20([02468][048]|[13579][26]))0229"
_DAY = f"((18|19|20)[0-9]{{2}}((0[13578]|1[02])(0[1-9]|[12][0-9]|3[01])|(0[469]|11)(0[1-9]|[12][0-9]|30)|02(0[1-9]|1[0-9]|2[0-8]))|{_LEAP})"
_PROVINCE = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
ID_FORM: Final = f"{_PROVINCE}[0-9]{{4}}{_DAY}[0-9]{{3}}[0-9X]"

CREDIT_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_AREA = range(2, 8)  # places that are digits only
CREDIT_FORM: Final = f"[1-9ANY][1-9A-HJ-NPQRTUWXY][0-9]{{6}}[{CREDIT_SIGNS}]{{10}}"
VIN_FORM: Final = "[0-9A-HJ-NPR-Z]{17}"
# The place of a sign in this text, modulo 10, is its value in ISO 3779.
_VIN_SIGNS = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ"
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def id_number_sql(cell: str, number: str = "") -> str:
    """Return whether the text is a citizen's identity number: province, real day of birth, check digit. Source: GB 11643.

    `number` is a column that holds what `PREPARED` says of the cell: DuckDB would reckon it anew for each of seventeen places.
    """
    number = number or PREPARED["id_number"].format(cell=cell)
    # The digit at place k from the right weighs 2^k modulo 11. It is n/10^k − 10·(n/10^(k+1)), so one division a place is enough.
    terms = " + ".join([f"2 * {number}", *(f"{3 * pow(2, k, 11)} * ({number} // {10**k})" for k in range(1, 17))])
    digit = f"substr('10X98765432', CAST(({terms}) % 11 AS INTEGER) + 1, 1)"
    return f"(regexp_full_match({cell}, '{ID_FORM}') AND {digit} = right({cell}, 1))"


def credit_code_sql(cell: str, number: str = "") -> str:
    """Return whether the text is a unified social credit code: signs, area, check sign. Source: GB 32100.

    `number` is a column that holds what `PREPARED` says of the cell, the area as a number: its six digits cost one division each.
    """
    number = number or PREPARED["credit_code"].format(cell=cell)
    weights = [*(pow(3, place, 31) for place in range(17)), 1]  # the check sign is what the others lack of 31
    signs = " + ".join(
        f"{weights[place]} * (instr('{CREDIT_SIGNS}', substr({cell}, {place + 1}, 1)) - 1)"
        for place in range(18)
        if place not in _AREA
    )
    # As with identity numbers, the digit at place k from the right is n/10^k − 10·(n/10^(k+1)).
    area = [weights[place] for place in reversed(_AREA)]
    digits = [f"{area[0]} * {number}"]
    digits += [f"{(area[k] - 10 * area[k - 1]) % 31} * ({number} // {10**k})" for k in range(1, len(area))]
    return f"(regexp_full_match({cell}, '{CREDIT_FORM}') AND ({signs} + {' + '.join(digits)}) % 31 = 0)"


def bank_card_sql(cell: str) -> str:
    """Return whether the text is the number of a bank card: 12 to 19 digits whose last is right. Source: ISO/IEC 7812-1."""
    # Two digits ab at a time: b + 2a, less 9 where 2a has two digits, is modulo 10 the same as ab + 2·(ab/10), and 1 more from 50 on.
    padded = f"lpad({cell}, 20, '0')"
    terms = []
    for half in (f"TRY_CAST(left({padded}, 10) AS BIGINT)", f"TRY_CAST(right({padded}, 10) AS BIGINT)"):
        for place in range(5):
            pair = f"({half} // {100**place} % 100)"
            terms.append(f"{pair} + 2 * ({pair} // 10) + CAST({pair} >= 50 AS INTEGER)")
    return f"(regexp_full_match({cell}, '[0-9]{{12,19}}') AND ({' + '.join(terms)}) % 10 = 0)"


def vin_sql(cell: str) -> str:
    """Return whether the text is a vehicle identification number with its check sign in place 9. Source: GB 16735."""
    terms = " + ".join(
        f"{weight} * ((instr('{_VIN_SIGNS}', substr({cell}, {place}, 1)) - 1) % 10)"
        for place, weight in enumerate(_VIN_WEIGHTS, 1)
        if weight
    )
    check = f"substr('0123456789X', CAST(({terms}) % 11 AS INTEGER) + 1, 1)"
    return f"(regexp_full_match({cell}, '{VIN_FORM}') AND {check} = substr({cell}, 9, 1))"


def _id_number_on_steps(cell: str, p: str, today: date) -> str:
    """Return whether the text is an identity number of somebody born by today, from the columns of its steps. Source: GB 11643."""
    # What is left of the first digit weighs 7, and a check sign that is no digit is X.
    total = f"2 * (({p}e & {_mask(32)}) + 3 * ({p}e >> 32)) + 7 * (ascii({cell}) - 48) + coalesce({p}n % 10, 10)"
    born = f"(({p}h >> 12) & {_mask(32)}) <= {int(f'{today:%Y%m%d}', 16)}"
    return f"(regexp_full_match({cell}, '{ID_FORM}') AND ({total}) % 11 = 1 AND {born})"


def _credit_code_on_steps(cell: str, p: str, _today: date) -> str:
    """Return whether the text is a unified social credit code, from the column of its step. Source: GB 32100."""
    weights = [*(pow(3, place, 31) for place in range(17)), 1]
    others = [place for place in range(18) if place not in _AREA]
    signs = [f"{weights[place]} * instr('{CREDIT_SIGNS}', substr({cell}, {place + 1}, 1))" for place in others]
    area = [f"{_thousand(weights[2:5])}[{p}a // 1000 + 1]", f"{_thousand(weights[5:8])}[{p}a % 1000 + 1]"]
    # A sign is found from 1 on and its value is from 0 on: what the sum has too much is the sum of the weights.
    too_much = sum(weights[place] for place in others) % 31
    return f"(regexp_full_match({cell}, '{CREDIT_FORM}') AND ({' + '.join([*signs, *area])}) % 31 = {too_much})"


def _mask(bits: int) -> int:
    """Return the number in whose 64 bits every other group of so many is set, the last group among them."""
    return sum(((1 << bits) - 1) << start for start in range(0, 64, 2 * bits))


def _thousand(weights: list[int]) -> str:
    """Return the list of what the three digits of 0 to 999 add to a sum modulo 31."""
    sums = (sum(w * int(digit) for w, digit in zip(weights, f"{n:03}", strict=True)) % 31 for n in range(1000))
    return f"[{', '.join(map(str, sums))}]"


# Columns that are reckoned one after the other, `p` being how those before are called. The sixteen digits behind the first, read as
# hexadecimal, stand in four bits each: adding neighbours, those to the left by their weight, halves their number with each step.
STEPS: Final[dict[str, tuple[tuple[tuple[str, str], ...], ...]]] = {
    "id_number": (
        (("h", "TRY_CAST('0x' || substr({cell}, 2, 16) AS BIGINT)"), ("n", "TRY_CAST({cell} AS BIGINT)")),
        (("b", f"({{p}}h & {_mask(4)}) + 2 * (({{p}}h >> 4) & {_mask(4)})"),),
        (("d", f"({{p}}b & {_mask(8)}) + 4 * (({{p}}b >> 8) & {_mask(8)})"),),
        (("e", f"({{p}}d & {_mask(16)}) + 16 * (({{p}}d >> 16) & {_mask(16)})"),),
    ),
    "credit_code": ((("a", "TRY_CAST(substr({cell}, 3, 6) AS INTEGER)"),),),
}
ON_STEPS: Final[dict[str, Callable[[str, str, date], str]]] = {
    "id_number": _id_number_on_steps,
    "credit_code": _credit_code_on_steps,
}

# What a number must also fulfil on the day it is looked at, beyond form and check digit: nobody is born in the future.
ON_DAY: Final[dict[str, str]] = {"id_number": "substr({cell}, 7, 8) <= '{today:%Y%m%d}'"}
# What is reckoned once for a cell before its check digit is.
PREPARED: Final[dict[str, str]] = {
    "id_number": "TRY_CAST(left({cell}, 17) AS BIGINT)",
    "credit_code": "TRY_CAST(substr({cell}, 3, 6) AS INTEGER)",
}
CHECKSUMS: Final[dict[str, Callable[..., str]]] = {
    "id_number": id_number_sql,
    "credit_code": credit_code_sql,
    "bank_card": bank_card_sql,
    "vin": vin_sql,
}
