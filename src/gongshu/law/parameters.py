"""A parameter: one value that a measure fixes, dated, with its article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from gongshu.law.articles import Article, number_of
from gongshu.law.errors import LawFileError
from gongshu.law.measures import Measure
from gongshu.law.yamlfile import Section, unmarked

TO_BE_SET = "to_be_set"  # the text leaves the value open; a node may promise one, which is never shown as law


class Unit(StrEnum):
    WORKING_DAY = "working-day"
    CALENDAR_DAY = "calendar-day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    COUNT = "count"
    PERCENT = "percent"
    RULE = "rule"  # true or false
    TEXT = "text"
    CHOICE = "choice"
    LIST = "list"
    FIELDS = "fields"  # keys of fields that have to be filled in
    MAPPING = "mapping"
    QUALITATIVE = "qualitative"  # timely, dynamic, regular: a time without a number

    @property
    def is_time(self) -> bool:
        return self in {Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR, Unit.MONTH, Unit.YEAR}


class Binding(StrEnum):
    DEFAULT = "default"  # a lower text may set its own value
    FLOOR = "floor"  # a lower text may be stricter, not laxer
    CEILING = "ceiling"  # a lower text may be laxer, not stricter
    EXCLUSIVE = "exclusive"  # a lower text may not set a value at all


class Strength(StrEnum):
    MUST = "must"
    MUST_NOT = "must_not"
    MAY = "may"
    ENCOURAGE = "encourage"
    EXPLORE = "explore"
    PROMOTE = "promote"


_TYPES: dict[Unit, tuple[type, ...]] = {
    Unit.RULE: (bool,),
    Unit.TEXT: (str,),
    Unit.CHOICE: (str,),
    Unit.QUALITATIVE: (str,),
    Unit.LIST: (list,),
    Unit.FIELDS: (list,),
    Unit.MAPPING: (dict,),
    Unit.PERCENT: (int, float),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A value and the article that gives it from a day on; None ends it."""

    since: date
    value: Any
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str  # "sharing.reply"
    jurisdiction: str
    description: Mapping[str, str]
    unit: Unit
    starts: str | None  # what the time runs from: received, found, changed
    stricter: str  # lower | higher | more | true
    binding: Binding
    strength: Strength
    covers: Mapping[str, Any]  # bodies and kinds of data, when the text narrows them
    verified: bool
    values: tuple[Dated, ...]  # by day, oldest first
    names: Mapping[str, Any] = field(default_factory=dict)  # statutory word of each key
    carries: tuple[str, ...] = ()  # rows of obligations.csv
    checked_on: date | None = None

    @property
    def law(self) -> str:
        return self.values[-1].article.law

    def on(self, day: date) -> Dated | None:
        """Return the value that holds on a day, or None before the first and after an ending one."""
        held = [dated for dated in self.values if dated.since <= day]
        return held[-1] if held and held[-1].value is not None else None

    def is_at_least_as_strict(self, mine: Any, other: Any) -> bool:
        """Return whether `mine` demands as much as `other` or more, in this parameter's own sense of strict."""
        if TO_BE_SET in (mine, other):
            return bool(other in (mine, TO_BE_SET))
        match self.stricter:
            case "lower":
                return bool(mine <= other)
            case "higher":
                return bool(mine >= other)
            case "more":
                return set(other) <= set(mine)
            case _:
                return bool(mine) or not other


def read_parameter(name: str, section: Section, measures: Mapping[str, Measure], jurisdiction: str) -> Parameter:
    """Return the parameter that one file declares. Raises: LawFileError naming line and column."""
    unit = Unit(section.choice("unit", tuple(Unit)))
    default = (
        "lower"
        if unit.is_time
        else "more"
        if unit in {Unit.LIST, Unit.FIELDS}
        else "higher"
        if unit is Unit.PERCENT
        else "true"
    )
    values = _read_values(section, unit, measures, jurisdiction)
    parameter = Parameter(
        name=name,
        jurisdiction=jurisdiction,
        description=section.need("description", Section).plain(),
        unit=unit,
        starts=section.maybe("starts"),
        stricter=section.choice("stricter", ("lower", "higher", "more", "true"), default),
        binding=Binding(section.choice("binding", tuple(Binding), "default")),
        strength=Strength(section.choice("strength", tuple(Strength), "must")),
        covers=unmarked(section.maybe("covers", Section, {})),
        verified=section.choice("status", ("verified", "unverified")) == "verified",
        values=values,
        names=unmarked(section.maybe("names", Section, {})),
        carries=tuple(section.maybe("carries", list, [])),
        checked_on=section.maybe("checked_on", date),
    )
    section.finish()
    return parameter


def _read_values(section: Section, unit: Unit, measures: Mapping[str, Measure], jurisdiction: str) -> tuple[Dated, ...]:
    values, sources = section.need("values", Section), section.need("source", Section)
    found = []
    for since in sorted(values, key=str):
        if not isinstance(since, date):
            raise values.complain(f"{since!r} is not a day; write it like 2025-03-01", since)
        value = unmarked(values[since])
        _check_value(values, since, value, unit)
        if since not in sources:
            raise values.complain(
                f"the value of {since} names no article under `source`; a value without an article does not load", since
            )
        found.append(Dated(since=since, value=value, article=_read_source(sources, since, measures, jurisdiction)))
    if not found:
        raise section.complain("`values` is empty; give at least one dated value", "values")
    sources.finish()
    return tuple(found)


def _check_value(values: Section, since: date, value: Any, unit: Unit) -> None:
    if value is None or value == TO_BE_SET:
        return
    wanted = _TYPES.get(unit, (int,))
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise values.complain(f"{value!r} is not a value in {unit}; a {wanted[0].__name__} is needed", since)
    if unit.is_time and isinstance(value, int) and value < 0:
        raise values.complain(f"{value!r} {unit}s: a term cannot be negative", since)


def _read_source(sources: Section, since: date, measures: Mapping[str, Measure], jurisdiction: str) -> Article:
    source = sources.need(since, Section)  # type: ignore[arg-type]
    law = source.maybe("law", str, next(iter(measures), ""))
    known = {name: short for short, measure in measures.items() for name in (short, measure.title["zh"])}
    if law not in known:
        raise source.complain(
            f"{law!r} is not a measure of {jurisdiction}; jurisdiction.yaml has {', '.join(measures) or 'none'}", "law"
        )
    clause = source.need("article")
    number = source.maybe("number")
    if number is not None and number != measures[known[law]].number:
        raise source.complain(f"number {number!r} is not that of {law} ({measures[known[law]].number})", "number")
    source.finish()
    return article_at(source, "article", jurisdiction, known[law], clause)


def article_at(section: Section, key: str, jurisdiction: str, law: str, clause: str) -> Article:
    """Return the article that a key of a section names. Raises: LawFileError if it is not written as an article."""
    try:
        number_of(clause)
    except ValueError as problem:
        raise LawFileError(section.place(key), str(problem)) from problem
    return Article(jurisdiction=jurisdiction, law=law, clause=clause)
