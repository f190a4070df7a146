"""What every page knows: the node, the language, who is signed in, how many notices wait."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import metadata
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from gongshu.ui.words import english

_EXTRAS: Final[list[Callable[[HttpRequest], dict[str, Any]]]] = []


@cache
def version() -> str:
    return metadata.version("gongshu")


Extra = Callable[[HttpRequest], dict[str, Any]]


def extend(extra: Extra, *, first: bool = False) -> Extra:
    """Let a layer above add names to every page: `inbox_waiting`, `checkpoint`; longer ones than views use, whose names go before these. Asked at each page; `first` before all others."""
    if extra not in _EXTRAS:
        _EXTRAS.insert(0 if first else len(_EXTRAS), extra)
    return extra


def basics() -> dict[str, Any]:
    """Return what a page needs when nothing else can be asked: an error page is drawn from this alone."""
    return {"node": settings.GONGSHU, "english": english(), "version": version()}


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the names that `ui/base.html` uses; layers above add theirs by `extend`."""
    known = basics()
    for extra in _EXTRAS:
        known.update(extra(request))
    return known
