"""Numbers of cases and codes of receipts."""

from __future__ import annotations

import secrets
from datetime import date

from django.db.models import F

from gongshu.cases.models import Sequence

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another when read aloud


def next_number(code: str, day: date) -> str:
    """Return the next number of a year and a procedure, in the caller's transaction: 2026-GX-00001; a case that is not written takes none."""
    key = f"{day.year}-{code}"
    Sequence.objects.bulk_create([Sequence(key=key)], ignore_conflicts=True)
    Sequence.objects.filter(key=key).update(last=F("last") + 1)  # The row stays locked until the transaction ends.
    return f"{key}-{Sequence.objects.get(key=key).last:05d}"


def receipt_code() -> str:
    """Return ten letters that nobody guesses: about 49 random bits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(10))
