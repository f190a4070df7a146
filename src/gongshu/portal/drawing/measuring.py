"""What a text in a picture needs: its width, near enough to leave room for it, and its language. The server knows no fonts."""

from __future__ import annotations

from unicodedata import east_asian_width

from django.utils.safestring import SafeString, mark_safe

from gongshu.ui.words import CHINESE, english

FONT = 13.0  # pixels
LINE = 18.0


def width_of(text: str) -> float:
    """Return the width of a text in pixels at the size of the picture."""
    return sum(FONT if east_asian_width(char) in "WF" else FONT * 0.56 for char in text)


def language_of(text: str) -> SafeString:
    """Return the attribute that marks Chinese on an English page, so that it is read as Chinese."""
    return mark_safe(' lang="zh-Hans"') if english() and CHINESE.search(text) else mark_safe("")
