"""To what an applicant commits in writing: the duties and prohibitions of the texts, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongshu.law.articles import Article
from gongshu.law.procedures import Procedure
from gongshu.law.terms import Term, Terms

_DUTIES, _PROHIBITED, _REPORT = ("user_duties", "commitment_fields"), "prohibited", "usage_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One thing that is committed to, with the article that demands it."""

    words: Mapping[str, str]  # zh, en
    article: Article | None


def clauses(procedure: Procedure, terms: Terms) -> tuple[Clause, ...]:
    """Return the clauses of the commitment that opening this procedure needs; none where no text in force asks for one.

    Counted: each duty of a user, each thing that is forbidden, the report on use. Source: <group>.commitment, such as 达州办法
    第二十九条, 江苏条例 第三十四条第三款, 湖南草案 第十六条第二款.
    """
    if not procedure.commits or not terms.value(f"{procedure.commits}.commitment"):
        return ()
    return tuple(_clauses(procedure.commits, terms))


def _clauses(group: str, terms: Terms) -> Iterator[Clause]:
    for name in _DUTIES:
        for term, word in _each(terms.get(f"{group}.{name}")):
            yield Clause(words=word, article=term.article)
    for term, word in _each(terms.get(f"{group}.{_PROHIBITED}")):
        yield Clause(words={"zh": f"不得{word['zh']}", "en": f"Never: {word['en'].lower()}"}, article=term.article)
    report = terms.get(f"{group}.{_REPORT}")
    if report is not None and report.decides and report.value:
        yield Clause(words=report.description, article=report.article)


def _each(term: Term | None) -> Iterator[tuple[Term, Mapping[str, str]]]:
    if term is not None and term.decides:
        for value in term.value or ():
            yield term, term.names[value]
