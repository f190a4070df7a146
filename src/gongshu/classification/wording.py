"""Levels as the Chinese half of a message names them, whatever language the page is in."""

from __future__ import annotations

from django.utils import translation

from gongshu.catalogue.lists import PUBLISHED_IN
from gongshu.catalogue.words import Level


def level_zh(level: str) -> str:
    """Return the Chinese word of a level; a dash where there is none, what is no level as it was given."""
    if level not in Level.values:
        return level or "—"
    with translation.override(PUBLISHED_IN):
        return str(Level(level).label)
