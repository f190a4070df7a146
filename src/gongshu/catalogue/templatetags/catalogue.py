"""Values of entries in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongshu.catalogue import labels
from gongshu.catalogue.lists import kind_of
from gongshu.catalogue.models import EntryClass
from gongshu.catalogue.models.codes import LEVELS
from gongshu.people.law import jurisdiction, law
from gongshu.ui.words import chosen, colon, english, marked

register = Library()


@register.filter
def in_words(value: Any, field: str) -> SafeString | str:
    """Return the value of a field as people read it: choices in their words, lists and mappings one on a line."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping):
        return format_html_join(
            "",
            "<div>{}{}{}</div>",
            ((_name(field, key), colon(), in_words(held, key)) for key, held in value.items() if held),
        )
    if isinstance(value, list | tuple):
        return format_html_join("", "<div>{}</div>", ((in_words(each, field),) for each in value))
    return marked(str(_word(field, str(value))))


def _name(field: str, key: str) -> str:
    for names in (
        labels.ITEM_FIELDS if field.startswith("items") else {},
        labels.BASIS_FIELDS,
        labels.COLLECTION_FIELDS,
        labels.ENTRUSTED_FIELDS,
        labels.FIELDS,
    ):
        if key in names:
            return str(names[key])
    return key


_LISTED = {
    "compiled_under": "catalogue.compilation_basis",
    "opening_ground": "opening.withheld_grounds",
    "base_database": "collection.base_databases",
    "topic_database": "collection.thematic_databases",
}


def _word(field: str, value: str) -> Any:
    """The word of a choice, or the statutory word of a value that a text lists."""
    parameter = _LISTED.get(field)
    if parameter is None:
        return labels.word(field, value)
    for place in reversed(law().chain(jurisdiction().path)):
        held = place.parameters.get(parameter)
        if held is not None and value in held.names:
            return chosen(held.names[value])
    return value


@register.simple_tag
def row_link(kind: str, number: str) -> SafeString:
    """Return the number of a row of a list, linked to the page about it where there is one."""
    address = kind_of(kind).address(number)
    if not address:
        return format_html("<code>{}</code>", number)
    return format_html('<a href="{}">{}</a>', address, number)


@register.filter
def class_name(place: EntryClass) -> SafeString | str:
    """Return the name of a class in the page's language; where there is none, the Chinese one marked as such."""
    return place.en if place.en and english() else marked(place.zh)


@register.filter
def class_name_plain(place: EntryClass) -> str:
    return chosen({"zh": place.zh, "en": place.en or place.zh})


@register.filter
def class_level(level: int) -> str:
    """Return the word of a level: 类, 项, 目, 细目."""
    return str(LEVELS[level])


@register.filter
def setting_of(values: Mapping[str, int] | None, name: str) -> int | str:
    return (values or {}).get(name, "")


@register.filter
def basis(version: Any, name: str) -> str:
    """Return the text and article that a justification of a version rests on."""
    return f"{getattr(version, f'{name}_law')} {getattr(version, f'{name}_article')}".strip()


@register.simple_tag
def without(request: Any, name: str, value: str) -> str:
    """Return the address of the same search without one value of one facet, from its first page."""
    query = request.GET.copy()
    query.setlist(name, [each for each in query.getlist(name) if each != value])
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    return f"?{query.urlencode()}"


@register.filter
def percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.0f}%"


@register.simple_tag
def bar(share: float | None) -> SafeString | str:
    """Draw a share as a bar; the number beside it says the same."""
    return (
        ""
        if share is None
        else format_html(
            '<progress class="share" max="100" value="{}" aria-hidden="true"></progress>', round(share * 100)
        )
    )


# What would end the block or begin a comment in it is written as JSON writes it.
_SAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(said: Mapping[str, Any] | None) -> SafeString | str:
    """Return a block of JSON-LD for search engines; nothing where there is nothing to say. It is data and runs nowhere."""
    if said is None:
        return ""
    text = json.dumps(said, ensure_ascii=False).translate(_SAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
