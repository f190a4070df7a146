"""Addresses of other layers' pages; a node without a page has no link to it."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def link(name: str, *parts: object, asked: str = "") -> str:
    """Return the address of a named page with a query, or nothing where the node has no such page."""
    try:
        address = reverse(name, args=parts)
    except NoReverseMatch:
        return ""
    return f"{address}?{asked}" if asked else address
