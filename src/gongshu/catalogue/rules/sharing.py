"""Sharing attribute: one of the types of the text, and what the text demands for each."""

from __future__ import annotations

from collections.abc import Iterator

from gongshu.catalogue.description import Basis, Description
from gongshu.catalogue.rules.problem import Problem
from gongshu.law.terms import Term, Terms


def attribute(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem unless the sharing attribute is one of the text's types. 达州办法 第十九条第一款; 湖南草案 第十五条第二款."""
    yield from one_of(terms, "sharing.types", "sharing", description.sharing)


def one_of(terms: Terms, name: str, path: str, value: str) -> Iterator[Problem]:
    term = terms.get(name)
    if term is None or not term.decides or value in term.value:
        return
    options = "、".join(term.names.get(key, {"zh": key})["zh"] for key in term.value)
    yield Problem(
        rule=name, path=path, article=term.article, shown=value,
        zh=f"须从{options}中确定一类", en=f"must be one of {', '.join(term.value)}",
        remedy_zh=f"填写 {path}", remedy_en=f"set `{path}`",
    )  # fmt: skip


def conditional(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield what must be stated for conditional sharing and is not. 达州办法 第十九条第二款."""
    term = terms.get("sharing.conditional_fields")
    if description.sharing != "conditional" or term is None or not term.decides:
        return
    for word in term.value:
        path = f"sharing_{word}"
        if not getattr(description, path, None):
            names = term.names.get(word, {"zh": word, "en": word})
            yield Problem(
                rule=term.name, path=path, article=term.article,
                zh=f"有条件共享须写明{names['zh']}", en=f"conditional sharing demands: {names['en']}",
                remedy_zh=f"填写 {path}，或者改为无条件共享", remedy_en=f"fill in `{path}` or share it unconditionally",
            )  # fmt: skip


def withheld(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem where data is withheld without the text that allows it, or under a kind of text that does not suffice.

    Source: 达州办法 第十八条第一款、第十九条第二款; 江苏条例 第三十三条第二款; 湖南草案 第十五条第一款.
    """
    if description.sharing != "withheld":
        return
    basis = description.sharing_basis
    for name in ("sharing.withheld_fields", "sharing.shared_by_default"):
        term = terms.get(name)
        if term is not None and term.decides and term.value and not basis.is_named:
            yield _unnamed(term, "sharing_basis", basis, "不予共享", "withheld from sharing")
    kinds = [
        term
        for name in ("sharing.withheld_basis_types", "sharing.exceptions", "sharing.refusal_basis")
        if (term := terms.get(name))
    ]
    yield from kind_of_basis(kinds, "sharing_basis", basis)


def _unnamed(term: Term, path: str, basis: Basis, zh: str, en: str) -> Problem:
    return Problem(
        rule=term.name, path=path, article=term.article, shown=str(basis),
        zh=f"{zh}须提供明确的规定，写明文件名称和条款", en=f"what is {en} needs the text and the article that say so",
        remedy_zh=f"在 {path} 中写明 kind、law、article，或者改为有条件", remedy_en=f"name kind, law and article in `{path}`, or choose conditional",
    )  # fmt: skip


def kind_of_basis(terms: list[Term], path: str, basis: Basis) -> Iterator[Problem]:
    """Yield a problem unless the basis is of a kind that one of the terms allows."""
    deciding = [term for term in terms if term.decides]
    allowed = {kind: term for term in deciding for kind in term.value}
    if not deciding or not basis or basis.kind in _spelled(allowed):
        return
    first = deciding[0]
    options = ", ".join(allowed)
    words = "、".join(term.names.get(kind, {"zh": kind})["zh"] for kind, term in allowed.items())
    yield Problem(
        rule=first.name, path=f"{path}.kind", article=first.article, shown=basis.kind,
        zh=f"依据须是{words}", en=f"the basis must be one of: {options}",
        remedy_zh="另行提供符合要求的依据，或者改为有条件", remedy_en="give a basis of that kind, or choose conditional",
    )  # fmt: skip


def _spelled(allowed: dict[str, Term]) -> set[str]:
    """法规 means administrative and local regulations alike."""
    return set(allowed) | ({"administrative_regulation"} if "regulation" in allowed else set())


__all__ = ["attribute", "conditional", "kind_of_basis", "one_of", "withheld"]
