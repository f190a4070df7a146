"""Values of the law in the words of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gongshu.law.parameters import TO_BE_SET, Unit
from gongshu.portal.lawbook.words import QUALITIES
from gongshu.ui import words


def said(value: Any, unit: Unit, names: Mapping[str, Any]) -> SafeString | str:
    """Return a value of the law as HTML in the page's language: lists by the statutory word of each key."""
    if value is None:
        return gettext("不再适用")
    if value == TO_BE_SET:
        return gettext("文本未定")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, Mapping):
        colon = "{}: {}" if words.english() else "{}：{}"
        return _joined(
            [format_html(colon, named(key, names), said(each, Unit.TEXT, names)) for key, each in value.items()], "; "
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _joined([named(each, names) for each in value], ", ")
    if isinstance(value, int | float) and (unit.is_time or unit is Unit.PERCENT):
        return words.lasting(int(value), str(unit))
    return named(value, names) if isinstance(value, str) else f"{value:,}"


def named(key: Any, names: Mapping[str, Any]) -> SafeString | str:
    """Return the statutory word of a key; a key that no file names stays visible as it is."""
    if isinstance(key, Mapping):
        return said(key, Unit.TEXT, names)
    if key in names:
        return words.marked(words.chosen(names[key]))
    if key in QUALITIES:
        return str(QUALITIES[key])
    return words.marked(str(key).replace("_", " "))


def _joined(parts: Sequence[str], latin: str) -> SafeString:
    comma = latin if words.english() else "；" if latin == "; " else "、"
    return format_html_join(comma, "{}", ((part,) for part in parts))
