"""Fields that a text demands of every entry, or of every entry that is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongshu.catalogue.description import Description
from gongshu.catalogue.rules.problem import Problem
from gongshu.law.terms import Term, Terms

# The texts' own words for what an entry says, where our field has another name or takes two fields.
MEANS: Mapping[str, tuple[str, ...]] = {
    "attribute": ("sharing", "opening"),
    "type": ("data_type",),
    "condition": ("conditions",),
}
_CONDITIONS = (("sharing", "sharing_conditions"), ("opening", "opening_conditions"))


def fields(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each field that is demanded and empty. 达州办法 第十三条第一款; 成都条例 第十三条第二款、第十四条第一款、第二十一条第二款."""
    for term, word, path in _demanded(description, terms):
        if not getattr(description, path, None):
            yield _missing(path, word, term)


def demanded(description: Description, terms: Terms) -> Iterator[tuple[Term, str]]:
    """Yield each field that a text demands of this entry with the term that does, filled or not."""
    yield from ((term, path) for term, _word, path in _demanded(description, terms))


def _demanded(description: Description, terms: Terms) -> Iterator[tuple[Term, str, str]]:
    opened = description.opening in ("unconditional", "conditional")
    for name in (
        "catalogue.required_fields",
        "classification.required_fields",
        *(["opening.catalogue_fields"] if opened else []),
    ):
        term = terms.get(name)
        if term is None or not term.decides:
            continue
        yield from ((term, word, path) for word in term.value for path in _paths(word, description))


def _paths(word: str, description: Description) -> tuple[str, ...]:
    found = MEANS.get(word, (word,))
    if found == ("conditions",):
        # A condition can only be stated where there is one.
        return tuple(field for attribute, field in _CONDITIONS if getattr(description, attribute) == "conditional")
    return found


def _missing(path: str, word: str, term: Term) -> Problem:
    names: Mapping[str, Any] = term.names.get(word, {"zh": word, "en": word})
    return Problem(
        rule=term.name, path=path, article=term.article,
        zh=f"须写明{names['zh']}", en=f"the text demands: {names['en']}", remedy_zh=f"填写 {path}", remedy_en=f"fill in `{path}`",
    )  # fmt: skip


def compilation(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each guide or standard that entries are compiled under and this one was not. 达州办法 第十三条; 江苏条例 第二十条."""
    term = terms.get("catalogue.compilation_basis")
    if term is None or not term.decides:
        return
    for standard in term.value:
        if standard not in description.compiled_under:
            names = term.names.get(standard, {"zh": standard, "en": standard})
            yield Problem(
                rule=term.name, path="compiled_under", article=term.article, shown=", ".join(description.compiled_under),
                zh=f"须依据{names['zh']}编制", en=f"must be compiled under: {names['en']}",
                remedy_zh=f"按其编制后在 compiled_under 中写明 {standard}", remedy_en=f"follow it and name `{standard}` in `compiled_under`",
            )  # fmt: skip
