"""The kinds of rules there are: which text has whom make them, and what it has them state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.law.terms import Term, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """One kind of rules. `states` are the parameters whose every key the rules have to speak of."""

    name: str
    title: str | Promise
    provided_by: tuple[tuple[str, str], ...]  # parameters, and the value in them that means this kind; empty: any value
    author: str = ""  # the function of whoever makes them
    role: str = ""  # instead: every body that holds this role makes its own
    states: tuple[str, ...] = ()
    made_with: str = ""  # the parameter that names with whom they are made

    def provided(self, held: Terms) -> Term | None:
        """Return the term under which these rules are made; None where no text in force has them."""
        for name, wanted in self.provided_by:
            term: Term | None = held.get(name)
            if term is not None and term.decides and (not wanted or wanted in term.value):
                return term
        return None

    def stated(self, held: Terms) -> list[Term]:
        """Return what the texts of the place have these rules state."""
        return [term for name in self.states if (term := held.get(name)) is not None and term.decides]

    def joined(self, held: Terms) -> Term | None:
        """Return the term that has others take part in making them."""
        term: Term | None = held.get(self.made_with) if self.made_with else None
        return term if term is not None and term.decides else None


_OUTPUT = {
    "author": "classification.rules_author",
    "states": ("classification.basis", "classification.principles", "classification.criteria"),
    "made_with": "classification.rules_with",
}

KINDS: Final[Mapping[str, RuleKind]] = {
    kind.name: kind
    for kind in (
        RuleKind(
            name="rules", title=_("分类分级规则"), **_OUTPUT,  # type: ignore[arg-type]
            provided_by=(("classification.outputs", "rules"), ("classification.rules_author", ""), ("classification.mechanism_author", "")),
        ),
        RuleKind(
            name="standards", title=_("分类标准"), **_OUTPUT,  # type: ignore[arg-type]
            provided_by=(("classification.outputs", "standards"),),
        ),
        RuleKind(
            name="requirements", title=_("分类管理要求"), **_OUTPUT,  # type: ignore[arg-type]
            provided_by=(("classification.outputs", "management_requirements"),),
        ),
        RuleKind(
            name="sector", title=_("行业分类分级实施细则"), role="sector_department",
            provided_by=(("classification.sector_rules_author", ""),), states=("classification.sector_rules_basis",),
        ),
        RuleKind(
            name="measures", title=_("目录管理和分类管理具体办法"), author="catalogue.measures_author",
            provided_by=(("catalogue.detailed_measures_by", ""),),
        ),
    )
}  # fmt: skip


def kind_of(name: str) -> RuleKind:
    """Return a kind of rules. Raises: NoSuchEntry naming those there are."""
    try:
        return KINDS[name]
    except KeyError:
        raise NoSuchEntry(f"{name} ({', '.join(KINDS)})", "规则类别", "kind of rules") from None


def offered(held: Terms) -> Sequence[RuleKind]:
    """Return the kinds that the texts of a place provide for."""
    return [kind for kind in KINDS.values() if kind.provided(held) is not None]
