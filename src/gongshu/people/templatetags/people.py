"""Words for duties and roles: `{% load people %}`."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template import Library
from django.utils.safestring import SafeString

from gongshu.law.errors import UnknownName
from gongshu.people import scopes
from gongshu.people.duties import BY_VALUE
from gongshu.people.law import law
from gongshu.people.models import Body, Region
from gongshu.ui import words

register = Library()


@register.filter
def duty_words(duty: str) -> str:
    """Return the name of a duty in the page's language."""
    known = BY_VALUE[duty]
    return words.chosen({"zh": known.zh, "en": known.en})


@register.filter
def scope_words(held: Sequence[str]) -> str:
    """Return what a token is limited to."""
    return scopes.named(held)


@register.filter
def body_words(body: Body | Region) -> SafeString | str:
    """Return the name of a body or a region in the page's language; Chinese on an English page is marked."""
    return words.marked(words.chosen({"zh": body.zh, "en": body.en}))


@register.filter
def role_words(role: str) -> str:
    """Return the name of a statutory role in the page's language; the key where the law knows it no longer."""
    try:
        return words.chosen(law().role(role, settings.GONGSHU.jurisdiction).name)
    except UnknownName:
        return role
