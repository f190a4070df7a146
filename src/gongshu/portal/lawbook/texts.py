"""One text: its chapters and articles, the times it sets, its other values by topic, and who does what under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from gongshu.law import Law
from gongshu.law.articles import Article, ArticleText, to_chinese
from gongshu.law.errors import UnknownName
from gongshu.law.measures import Measure, Status
from gongshu.law.parameters import Binding, Dated, Parameter
from gongshu.law.roles import Function, Role
from gongshu.portal.lawbook.words import topic_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter as it stands on a day, and what changes it next."""

    parameter: Parameter
    now: Dated | None  # None before the first value and after an ending one
    next: Dated | None

    @property
    def shown(self) -> Dated:
        """The value in force; before it begins, or in a draft, the one to come; after it ended, the last."""
        return self.now or self.next or self.parameter.values[-1]

    @property
    def is_free(self) -> bool:
        """Whether a lower text may set its own value, which is the usual case and need not be said."""
        return self.parameter.binding is Binding.DEFAULT

    @property
    def topic(self) -> Any:
        return topic_of(self.parameter.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One article in a text's table of contents."""

    text: ArticleText
    number: int
    values: int
    times: Sequence[Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    title: Mapping[str, str] | None
    number: int
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the page of a text shows."""

    measure: Measure
    status: Status
    chapters: Sequence[Chapter]
    times: Sequence[Value]
    topics: Sequence[tuple[Any, Sequence[Value]]]
    roles: Sequence[Role]
    functions: Sequence[Function]


def read(law: Law, path: str, short: str, day: date) -> Reading:
    """Return a text as it stands on a day. Raises: UnknownName for a place or a text that is not there."""
    place = law.jurisdiction(path)
    if short not in place.measures:
        raise UnknownName(f"measure in {path}", short, place.measures)
    held = values(law, path, short, day)
    return Reading(
        measure=place.measures[short],
        status=place.measures[short].status_on(day),
        chapters=_chapters(law, path, short, held),
        times=[value for value in held if value.parameter.unit.is_time],
        topics=_topics([value for value in held if not value.parameter.unit.is_time]),
        roles=[role for role in place.roles.roles.values() if role.article and role.article.law == short],
        functions=[each for each in place.roles.functions.values() if each.article and each.article.law == short],
    )


def values(law: Law, path: str, short: str, day: date) -> list[Value]:
    """Return the values that one text sets, in the order of its articles."""
    found = [
        _on(each, day) for each in law.jurisdiction(path).parameters.values() if each.values[0].article.law == short
    ]
    return sorted(found, key=lambda value: (value.shown.article.number, value.parameter.name))


def _on(parameter: Parameter, day: date) -> Value:
    coming = [dated for dated in parameter.values if dated.since > day]
    return Value(parameter=parameter, now=parameter.on(day), next=coming[0] if coming else None)


def _chapters(law: Law, path: str, short: str, held: Sequence[Value]) -> list[Chapter]:
    texts = sorted((number, text) for (of, number), text in law.jurisdiction(path).texts.items() if of == short)
    chapters: list[tuple[Mapping[str, str] | None, list[Line]]] = []
    for number, text in texts:
        if text.chapter or not chapters:
            chapters.append((text.chapter, []))
        chapters[-1][1].append(_line(number, text, held))
    return [Chapter(title=title, number=at, lines=lines) for at, (title, lines) in enumerate(chapters, 1)]


def _line(number: int, text: ArticleText, held: Sequence[Value]) -> Line:
    own = [value for value in held if value.shown.article.number == number]
    return Line(
        text=text, number=number, values=len(own), times=[value for value in own if value.parameter.unit.is_time]
    )


def _topics(held: Sequence[Value]) -> list[tuple[Any, list[Value]]]:
    by_topic = sorted(held, key=lambda value: value.parameter.name.partition(".")[0])
    return [
        (topic_of(key), list(group))
        for key, group in groupby(by_topic, key=lambda value: value.parameter.name.partition(".")[0])
    ]


def article(path: str, short: str, number: int) -> Article:
    """Return the citation of a whole article."""
    return Article(jurisdiction=path, law=short, clause=f"第{to_chinese(number)}条")
