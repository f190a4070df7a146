"""Numbers that pass their own check: resident identity numbers, unified social credit codes, telephones."""

from __future__ import annotations

from datetime import date
from random import Random

from gongshu.people.identifiers import resident_id_check, uscc_check


def identity(county: str, born: date, sequence: int) -> str:
    """Return an 18-digit identity number: county, day of birth, three digits (odd: male), check digit. Source: GB 11643."""
    body = f"{county}{born:%Y%m%d}{sequence % 1000:03d}"
    return body + resident_id_check(body)


def credit_code(county: str, sequence: int) -> str:
    """Return an 18-character unified social credit code of an enterprise (91). Source: GB 32100."""
    organisation = f"MA{sequence % 10**6:06d}"
    body = f"91{county}{organisation}{_organisation_check(organisation)}"
    return body + uscc_check(body)


def _organisation_check(organisation: str) -> str:
    """The check of the organisation's own number inside the code. Source: GB 11714."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(char, 36) * weight for char, weight in zip(organisation, weights, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def mobile(random: Random) -> str:
    """Return an eleven-digit mobile number in a block that is not given out (1990 and 1660 with a fixed middle)."""
    return f"{random.choice(('1990000', '1660000'))}{random.randrange(10_000):04d}"
