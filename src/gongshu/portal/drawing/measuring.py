"""How wide a text is, near enough to leave room for it: the server knows no fonts."""

from __future__ import annotations

from unicodedata import east_asian_width

FONT = 13.0  # pixels
LINE = 18.0


def width_of(text: str) -> float:
    """Return the width of a text in pixels at the size of the picture."""
    return sum(FONT if east_asian_width(char) in "WF" else FONT * 0.56 for char in text)
