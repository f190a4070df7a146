"""Parts of the law pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from gongshu.law import Jurisdiction
from gongshu.law.articles import to_chinese
from gongshu.law.measures import Measure, Status
from gongshu.law.roles import Function
from gongshu.law.terms import Term
from gongshu.people.law import law
from gongshu.portal.drawing.picture import picture
from gongshu.portal.lawbook import values, words
from gongshu.portal.lawbook.texts import Value
from gongshu.ui import words as language
from gongshu.ui.templatetags.gongshu import status

register = Library()


@register.simple_tag
def law_value(value: Value) -> SafeString | str:
    """Return what a parameter says now, or in a draft would say."""
    return values.said(value.shown.value, value.parameter.unit, value.parameter.names)


@register.simple_tag
def dated_value(dated: Any, parameter: Any) -> SafeString | str:
    return values.said(dated.value, parameter.unit, parameter.names)


@register.simple_tag
def term_value(term: Term) -> SafeString | str:
    return values.said(term.value, term.unit, term.names)


@register.simple_tag
def article_name(number: int) -> str:
    """Return 第二十条 or Article 20."""
    return gettext("第%(number)s条") % {"number": number if language.english() else to_chinese(number)}


@register.simple_tag
def law_status(standing: Status) -> str:
    """Return the tag of how a text stands on a day."""
    label = gettext("尚未施行") if standing is Status.NOT_YET else ""
    return status(standing, label=label, kind="law")


@register.simple_tag
def measure_title(measure: Measure) -> SafeString:
    return language.marked(language.chosen(measure.title))  # type: ignore[return-value]


@register.filter
def rank(value: str) -> Any:
    return words.RANKS.get(value, value)


@register.filter
def place_level(value: str) -> Any:
    return words.LEVELS.get(value, value)


@register.filter
def binding(value: str) -> Any:
    return words.BINDINGS.get(value, value)


@register.filter
def strength(value: str) -> Any:
    return words.STRENGTHS.get(value, value)


@register.filter
def starting(value: str | None) -> Any:
    return words.STARTS.get(value or "", "")


@register.filter
def duty_kind(value: str) -> Any:
    return words.KINDS.get(value, value)


@register.filter
def carrying(value: str) -> Any:
    return words.CARRYING.get(value, value)


@register.filter
def covered(value: str) -> str:
    """Return the words for a kind of body or data."""
    return str(words.COVERS.get(value, value.replace("_", " ")))


@register.filter
def function_name(key: str) -> Any:
    return words.FUNCTIONS.get(key, key)


@register.filter
def weekday(day: date) -> str:
    """Return the short name of a weekday."""
    return _weekdays()[day.weekday()]


@register.simple_tag
def weekdays() -> list[str]:
    return _weekdays()


def _weekdays() -> list[str]:
    return [
        gettext("周一"),
        gettext("周二"),
        gettext("周三"),
        gettext("周四"),
        gettext("周五"),
        gettext("周六"),
        gettext("周日"),
    ]


@register.simple_tag
def holder_of(function: Function, place: Jurisdiction) -> SafeString | str:
    """Return the role or the party that carries out a function in a place."""
    if function.role is None:
        return str(words.PARTIES.get(function.party or "", function.party or ""))
    return language.marked(language.chosen(law().role(function.role, place.path).name))


@register.simple_tag
def comma() -> str:
    """Return what stands between the members of a list in the page's language."""
    return ", " if language.english() else "、"


@register.simple_tag
def procedure_picture(procedure: Any) -> SafeString:
    """Return the drawing of a procedure's states and moves."""
    return picture(procedure, gettext("流程图：%(title)s") % {"title": language.chosen(procedure.title)})
