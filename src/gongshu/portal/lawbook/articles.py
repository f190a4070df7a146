"""One article: what it says in our words, the values it sets, the duties in it, who acts and which procedures rest on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gongshu.law import Jurisdiction, Law
from gongshu.law.articles import Article, ArticleText
from gongshu.law.errors import UnknownName
from gongshu.law.measures import Measure, Status
from gongshu.law.procedures import Procedure
from gongshu.law.roles import Function, Role
from gongshu.portal.lawbook import texts
from gongshu.portal.lawbook.examples import Example, examples
from gongshu.portal.lawbook.proofs import Duty, record
from gongshu.portal.lawbook.texts import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """A procedure and where in its table the article stands."""

    procedure: Procedure
    place: Jurisdiction
    clocks: Sequence[str]  # keys of clocks that run by a value of the article
    steps: Sequence[str]  # titles of moves that rest on it, "submitted.grant"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """All that the page of an article shows, but for what happened under it."""

    place: Jurisdiction
    measure: Measure
    status: Status
    article: Article
    text: ArticleText | None  # None where nobody has written a summary
    chapter: ArticleText | None  # the article that begins the chapter this one stands in
    before: Article | None
    after: Article | None
    values: Sequence[Value]
    roles: Sequence[Role]
    functions: Sequence[Function]
    duties: Sequence[Duty]
    examples: Sequence[Example]
    citing: Sequence[Citing]


def read(law: Law, path: str, short: str, number: int, day: date) -> ArticlePage:
    """Return an article as it stands on a day. Raises: UnknownName for one that the law folder says nothing of."""
    place = law.jurisdiction(path)
    if short not in place.measures:
        raise UnknownName(f"measure in {path}", short, place.measures)
    known = numbers(place, short)
    if number not in known:
        raise UnknownName(f"article of {short}", str(number), [str(each) for each in known])
    article = texts.article(place.path, short, number)
    held = [value for value in texts.values(law, place.path, short, day) if _sets(value, number)]
    at = known.index(number)
    return ArticlePage(
        place=place,
        measure=place.measures[short],
        status=place.measures[short].status_on(day),
        article=article,
        text=place.texts.get((short, number)),
        chapter=_chapter(place, short, number),
        before=texts.article(place.path, short, known[at - 1]) if at else None,
        after=texts.article(place.path, short, known[at + 1]) if at + 1 < len(known) else None,
        values=held,
        roles=[role for role in place.roles.roles.values() if _is(role.article, article)],
        functions=[each for each in place.roles.functions.values() if _is(each.article, article)],
        duties=record(law).duties(place.path, number) if short == _main(place) else [],
        examples=examples(law, place.path, short, number),
        citing=list(_citing(law, place, article, {value.parameter.name for value in held})),
    )


def numbers(place: Jurisdiction, short: str) -> list[int]:
    """Return the numbers of all articles of a text that the law folder says something of, in order."""
    summarised = {number for law, number in place.texts if law == short}
    valued = {
        each.article.number for value in place.parameters.values() for each in value.values if each.article.law == short
    }
    named = [role.article for role in place.roles.roles.values()] + [
        each.article for each in place.roles.functions.values()
    ]
    return sorted(summarised | valued | {each.number for each in named if each and each.law == short})


def _main(place: Jurisdiction) -> str:
    """Rows of obligations.csv are of a place's main text."""
    return place.main.short if place.main else ""


def _sets(value: Value, number: int) -> bool:
    return any(dated.article.number == number for dated in value.parameter.values)


def _is(cited: Article | None, article: Article) -> bool:
    return (
        cited is not None
        and cited.law == article.law
        and cited.jurisdiction == article.jurisdiction
        and cited.number == article.number
    )


def _chapter(place: Jurisdiction, short: str, number: int) -> ArticleText | None:
    heads = [text for (law, at), text in place.texts.items() if law == short and at <= number and text.chapter]
    return max(heads, key=lambda text: text.article.number, default=None)


def _citing(law: Law, place: Jurisdiction, article: Article, names: set[str]) -> Iterator[Citing]:
    for name in law.procedure_names(place.path):
        procedure = law.procedure(name, place.path)
        clocks = [key for key, clock in procedure.clocks.items() if clock.parameter in names]
        steps = [
            f"{step.state}.{step.outcome}"
            for step in procedure.steps()
            if _rests_on(law, place, step.article, step.by, article)
        ]
        if clocks or steps or _is(procedure.article, article):
            yield Citing(procedure=procedure, place=place, clocks=clocks, steps=steps)


def _rests_on(law: Law, place: Jurisdiction, cited: Article | None, by: str, article: Article) -> bool:
    """A move rests on its own article, or on the one that names who takes it."""
    if cited is not None:
        return _is(cited, article)
    function = place.roles.functions.get(by)
    return function is not None and _is(function.article, article)
