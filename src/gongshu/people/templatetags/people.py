"""Words for duties and roles: `{% load people %}`."""

from __future__ import annotations

from django.conf import settings
from django.template import Library

from gongshu.law.errors import UnknownName
from gongshu.people.duties import BY_VALUE
from gongshu.people.law import law
from gongshu.ui import words

register = Library()


@register.filter
def duty_words(duty: str) -> str:
    """Return the name of a duty in the page's language."""
    known = BY_VALUE[duty]
    return words.chosen({"zh": known.zh, "en": known.en})


@register.filter
def role_words(role: str) -> str:
    """Return the name of a statutory role in the page's language; the key where the law knows it no longer."""
    try:
        return words.chosen(law().role(role, settings.GONGSHU.jurisdiction).name)
    except UnknownName:
        return role
