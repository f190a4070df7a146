"""Texts in the language of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

CHINESE: Final = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_RUNS: Final = re.compile(rf"((?:{CHINESE.pattern})+)")
_SENTENCE: Final = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]+ [a-z]+")


def english() -> bool:
    """Return whether the page is in English."""
    return (get_language() or "").startswith("en")


def chosen(value: Any) -> str:
    """Return the page's language of a mapping {zh, en}, the other where it is missing; any other value as text."""
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        return str(value)
    first, second = ("en", "zh") if english() else ("zh", "en")
    return str(value.get(first) or value.get(second) or "")


def colon() -> str:
    """Return the colon between a label and what it names, as the page's language writes it."""
    return ": " if english() else "："


def stands_out(text: str) -> bool:
    """Return whether this text is Chinese on an English page, and must be marked as Chinese."""
    return english() and CHINESE.search(text) is not None


def marked(text: str) -> str:
    """Return HTML in which Chinese on an English page is marked as Chinese: readers hear it right, and the crawl knows it is meant.

    Of an English sentence that names something Chinese only the names are marked, so that nobody hears English read as Chinese.
    """
    if stands_out(text):
        if _SENTENCE.search(text):
            return format_html_join("", "{}", ((_run(part),) for part in _RUNS.split(text)))
        return format_html('<span lang="zh-Hans">{}</span>', text)
    return conditional_escape(text)


def _run(part: str) -> str:
    return format_html('<span lang="zh-Hans">{}</span>', part) if CHINESE.match(part) else part


def amount(term: Any) -> SafeString | str:
    """Return a term's value with its unit in the page's language: 5 个工作日, 5 working days."""
    value = term.value
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, (list, tuple)):
        return mark_safe("、".join(marked(str(item)) for item in value))
    if value is None or value == "to_be_set":
        return gettext("文本未定")
    return lasting(value, str(term.unit)) if isinstance(value, int) else marked(chosen(value))


def lasting(count: int, unit: str) -> str:
    """Return a number with a unit of `law.parameters.Unit` in the page's language."""
    match unit:
        case "working-day":
            text = ngettext("%(count)d 个工作日", "%(count)d 个工作日", count)
        case "calendar-day":
            text = ngettext("%(count)d 天", "%(count)d 天", count)
        case "hour":
            text = ngettext("%(count)d 小时", "%(count)d 小时", count)
        case "month":
            text = ngettext("%(count)d 个月", "%(count)d 个月", count)
        case "year":
            text = ngettext("%(count)d 年", "%(count)d 年", count)
        case "percent":
            return f"{count}%"
        case _:
            return str(count)
    return text % {"count": count}
