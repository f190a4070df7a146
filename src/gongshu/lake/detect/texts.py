"""Numbers of persons that stand in running text, among words: what somebody wrote about himself and should not be published."""

import re
import unicodedata
from typing import Final

from .shapes import SHAPES

# Runs that could be a number or an address for letters; the forms of columns decide, with their check digits.
_RUNS: Final = re.compile(
    r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|(?<![0-9A-Za-z])\+?[0-9](?:[ -]?[0-9]){9,20}[Xx]?(?![0-9A-Za-z])"
)
_KINDS: Final = ("cn_id", "cn_mobile", "bank_card", "email")


def numbers_of_persons(text: str) -> frozenset[str]:
    """Return which numbers of persons a text holds: `cn_id`, `cn_mobile`, `bank_card`, `email`.

    Numbers of landlines are left out: offices have them.
    """
    runs = _RUNS.findall(unicodedata.normalize("NFKC", text))
    return frozenset(
        next(kind for kind in _KINDS if _fits(kind, run)) for run in runs if any(_fits(kind, run) for kind in _KINDS)
    )


def _fits(kind: str, run: str) -> bool:
    return SHAPES[kind](run if kind in ("cn_mobile", "email") else re.sub(r"[ -]", "", run))
