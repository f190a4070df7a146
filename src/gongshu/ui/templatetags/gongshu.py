"""Components of the pages; every template has them without `{% load %}`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context, Library
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from gongshu import law
from gongshu.ui import assets, navigation, statuses, words

register = Library()


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a static file with its digest, so that browsers may keep it for a year."""
    return assets.address(name)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return one of the drawings of `static/icons.svg`; it says nothing to screen readers, words beside it do."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        asset("icons.svg"),
        name,
    )


@register.filter
def zh_en(value: Any) -> str:
    """Return the page's language of a mapping {zh, en}; Chinese on an English page is marked as Chinese for readers and machines."""
    text = words.chosen(value)
    return words.marked(text)


@register.filter
def words_of(value: Any) -> str:
    """Like `zh_en`, but plain text: for attributes and titles."""
    return words.chosen(value)


@register.filter
def data(value: Any) -> str:
    """Return text that comes from data, not from us; on an English page Chinese is marked as Chinese."""
    return words.marked("" if value is None else str(value))


@register.filter
def language_of(text: Any) -> SafeString | str:
    """Return the attribute that marks an element's text as Chinese where an English page holds Chinese; else nothing."""
    return mark_safe(' lang="zh-Hans"') if words.stands_out(str(text or "")) else ""


@register.simple_tag
def article(cited: Any) -> str:
    """Return a link to the page of an article; nothing where there is none, the bare words where it is only text."""
    if not cited:
        return ""
    if not getattr(cited, "address", ""):
        return format_html('<cite class="article" lang="zh-Hans">{}</cite>', str(cited))
    return format_html('<a class="article" lang="zh-Hans" href="{}">{}</a>', cited.address, cited.label)


@register.simple_tag
def status(value: Any, label: Any = "", kind: str = "") -> str:
    """Return a tag with drawing and words; `kind` tells a law's draft from an entry's, `label` replaces the words."""
    known = statuses.of(str(value), kind)
    said = zh_en(label) if label else words.marked(str(known.words))
    return format_html('<span class="status status-{}">{}{}</span>', known.tone, icon(known.icon), said)


@register.simple_tag
def days_left(due: Any, today: Any = None, unit: str = "working-day") -> str:
    """Return how long there is until a day and how late it is, in working days or calendar days."""
    if not due:
        return ""
    last, now = _day(due), _day(today or timezone.localdate())
    working = str(unit).replace("_", "-") == "working-day"
    left = law.load(settings.GONGSHU.laws).calendar.between(now, last) if working else (last - now).days
    tone, picture = ("late", "alert") if last < now else ("soon", "clock") if left <= 1 else ("calm", "clock")
    text = _left(left, last, now, working=working)
    return format_html(
        '<time class="days days-{}" datetime="{}" title="{}">{}{}</time>',
        tone,
        last.isoformat(),
        last.isoformat(),
        icon(picture),
        text,
    )


def _left(left: int, last: date, now: date, *, working: bool) -> str:
    if last == now:
        return gettext("今天到期")
    if last < now:
        # A day that ended on Friday is late on Saturday, though no working day has passed.
        count = max(1, -left)
        one = ngettext("已逾期 %(count)d 个工作日", "已逾期 %(count)d 个工作日", count)
        return (one if working else ngettext("已逾期 %(count)d 天", "已逾期 %(count)d 天", count)) % {"count": count}
    if working and left == 0:
        return gettext("下一个工作日前到期")
    one = ngettext("还剩 %(count)d 个工作日", "还剩 %(count)d 个工作日", left)
    return (one if working else ngettext("还剩 %(count)d 天", "还剩 %(count)d 天", left)) % {"count": left}


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return value
    return _day(value.day)


@register.inclusion_tag("ui/term.html", takes_context=True)
def term(context: Context, key: Any) -> dict[str, Any]:
    """Show what a text fixes: value, unit, article, and whether it is law, unverified, or this node's promise."""
    found = (context.get("terms") or {}).get(key) if isinstance(key, str) else key
    return {"term": found, "said": words.amount(found) if found else ""}


@register.inclusion_tag("ui/chart.html")
def chart(id: str, data: Mapping[str, Any], title: str, kind: str = "bar", unit: str = "") -> dict[str, Any]:
    """Draw figures {labels: [...], series: [{name, values}]}; the same figures stand below as a table for all who see no picture."""
    rows = [(name, [series["values"][at] for series in data["series"]]) for at, name in enumerate(data["labels"])]
    said = {"kind": kind, "unit": unit, "title": title, **data}
    return {
        "id": id,
        "title": title,
        "rows": rows,
        "series": data["series"],
        "json": json_script(said, f"{id}-data"),
        "unit": unit,
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any) -> dict[str, Any]:
    """Link to the pages before and after by cursor, keeping every other part of the address."""
    request: HttpRequest = context["request"]
    kept = {name: values for name, values in request.GET.lists() if name not in {"before", "after"}}
    before, after = getattr(page, "before", None), getattr(page, "after", None)
    return {
        "previous": "?" + urlencode({**kept, "before": before}, doseq=True) if before else "",
        "next": "?" + urlencode({**kept, "after": after}, doseq=True) if after else "",
        "total": getattr(page, "total", None),
        "capped": getattr(page, "capped", False),
    }


@register.inclusion_tag("ui/figure.html")
def figure(value: Any, label: str, href: str = "", unit: str = "", note: str = "") -> dict[str, Any]:
    """Show one number with the words that say what it counts."""
    return {"value": value, "label": label, "href": href, "unit": unit, "note": note}


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, label: str = "") -> dict[str, Any]:
    """Draw a form's field with its label, help and errors, tied together for screen readers."""
    kind = getattr(bound.field.widget, "input_type", "")
    several = bound.field.widget.use_fieldset
    css = "form-select" if kind == "select" else "form-check-input" if kind in {"checkbox", "radio"} else "form-control"
    if several:
        css = (
            "choices"  # Django gives this class to the frame around the boxes as well, which must not look like a box.
        )
    attrs: dict[str, str | bool] = {"class": f"{css} is-invalid" if bound.errors else css}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if words.stands_out(_content(bound)):
        attrs["lang"] = "zh-Hans"
    return {
        "bound": bound,
        "widget": bound.as_widget(attrs=attrs),
        "check": kind == "checkbox" and not several,
        "several": several,
        "label": label or bound.label,
        "hidden": bound.is_hidden,
        "clauses": getattr(bound.field.widget, "clauses", ()),  # what ticking this box signs
    }


def _content(bound: BoundField) -> str:
    """Return what stands in a field: what is written in it, or where it offers names to choose from, those names."""
    offered = getattr(bound.field, "choices", ())
    return " ".join(str(name) for _, name in offered) if offered else str(bound.value() or "")


@register.inclusion_tag("ui/fields.html")
def fields(form: Any) -> dict[str, Any]:
    """Draw all fields of a form, its common errors first."""
    return {"form": form}


@register.inclusion_tag("ui/navigation.html", takes_context=True)
def places(context: Context, menu: str) -> dict[str, Any]:
    """List the places of a menu that this person may go to; the current one is marked."""
    request: HttpRequest | None = context.get("request")
    path = request.path if request else ""
    duties: frozenset[str] = getattr(context.get("actor"), "duties", frozenset())
    links = navigation.places(menu, path, duties, context.get)
    return {
        "groups": [
            {"title": title, "links": list(held)} for title, held in groupby(links, lambda link: link.place.group)
        ]
    }


@register.simple_tag
def address(name: str, *parts: Any) -> str:
    """Return the address of a named page, or nothing on a node that has no such page."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


@register.simple_tag
def colon() -> str:
    """Return the colon between a label and what it names."""
    return words.colon()


@register.simple_tag
def is_english() -> bool:
    return (get_language() or "").startswith("en")
