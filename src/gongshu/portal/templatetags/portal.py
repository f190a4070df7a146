"""Parts of the portal's pages."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gongshu.audit.events import Event
from gongshu.catalogue.words import Frequency
from gongshu.jobs.models import State
from gongshu.law.articles import Article
from gongshu.law.errors import UnknownName
from gongshu.people.law import jurisdiction, law
from gongshu.people.models import Body
from gongshu.portal.links import link
from gongshu.ui import words
from gongshu.ui.templatetags.gongshu import article

register = Library()
_MYRIAD, _MILLION = 10_000, 1_000_000


@register.simple_tag
def short_count(count: int) -> tuple[str, str]:
    """Return a count and its unit as people say it: 120.4 万, or 1.2 million."""
    if words.english():
        return (f"{count / _MILLION:.1f}", gettext("百万")) if count >= _MILLION else (f"{count:,}", "")
    return (f"{count / _MYRIAD:.1f}", gettext("万")) if count >= _MYRIAD else (f"{count:,}", "")


@register.simple_tag
def provider_of(providers: Mapping[str, Body], code: str) -> Body | None:
    return providers.get(code)


@register.simple_tag
def body_name(names: Mapping[str, str], code: str) -> SafeString | str:
    return words.marked(names.get(code, code))


@register.simple_tag
def entry_address(number: str) -> str:
    """Return the page of an entry."""
    return link("catalogue:entry", number) or f"/catalogue/{number}"


@register.simple_tag
def kept_article(kept: Mapping[str, str] | None) -> str:
    """Return the link to an article that was kept as JSON."""
    return article(Article(**kept)) if kept else ""


@register.filter(name="base64")
def in_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


@register.simple_tag
def event_words(tag: str) -> SafeString | str:
    """Return what a kind of event means; a tag of an older version stays as it is."""
    known = next((event for event in Event if event.value == tag), None)
    return words.marked(words.chosen({"zh": known.zh, "en": known.en})) if known else tag


@register.simple_tag
def procedure_words(name: str) -> SafeString | str:
    """Return the title of a procedure as the law of the place has it today."""
    try:
        return words.marked(words.chosen(law().procedure(name, jurisdiction().path).title))
    except UnknownName:
        return name


@register.simple_tag
def role_words_of(key: str) -> SafeString | str:
    try:
        return words.marked(words.chosen(law().role(key, jurisdiction().path).name))
    except UnknownName:
        return key


@register.simple_tag
def frequency_words(key: str) -> str:
    return str(Frequency(key).label) if key in Frequency.values else key


@register.simple_tag
def job_state(state: str) -> str:
    said: dict[Any, str] = {
        State.WAITING: gettext("等待"),
        State.RUNNING: gettext("进行中"),
        State.DONE: gettext("完成"),
        State.DEAD: gettext("已终止"),
    }
    return said[state]


@register.simple_tag
def json_of(said: Mapping[str, Any], id: str) -> SafeString:
    """Return a block of JSON for a script of ours to draw from; it runs nowhere."""
    return json_script(said, id)


@register.filter
def position(degrees: float) -> str:
    """Return a coordinate to the sixth digit, a tenth of a metre, the same in every language."""
    return f"{degrees:.6f}"
