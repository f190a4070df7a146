"""From outcomes to the six dimensions of GB/T 36344 and one score.

A rule's share is the part of its checked records that do not violate it. A dimension's value is the mean of the shares of
its rules, of those that checked anything; a dimension without such a rule has none. The score is the mean of the dimensions
that have a value, times 100, with one place after the point, rounded down, so that 100 means that nothing was found.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from .checking import Outcome
from .kinds import ACCESSIBILITY, DIMENSIONS


def share(outcome: Outcome) -> Fraction | None:
    """Return the part of the checked records that do not violate, 0 to 1; None where nothing was checked."""
    return Fraction(outcome.checked - outcome.violations, outcome.checked) if outcome.checked else None


def dimensions(outcomes: Sequence[Outcome], *, accessible: bool | None = None) -> dict[str, Fraction | None]:
    """Return the value of each dimension, 0 to 1.

    `accessible` is whether the data can be had where its entry says: whether a hooked resource with a published snapshot stands behind it.
    """
    found: dict[str, Fraction | None] = {}
    for name in DIMENSIONS:
        shares = [part for each in outcomes if each.rule.dimension == name and (part := share(each)) is not None]
        if name == ACCESSIBILITY and accessible is not None:
            shares.append(Fraction(int(accessible)))
        found[name] = sum(shares, Fraction()) / len(shares) if shares else None
    return found


def score(values: Mapping[str, Fraction | None]) -> float | None:
    """Return the score, 0 to 100; None where no dimension has a value."""
    known = [value for value in values.values() if value is not None]
    return math.floor(sum(known, Fraction()) / len(known) * 1000) / 10 if known else None
