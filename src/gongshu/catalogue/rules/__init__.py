"""What the law of the place demands of an entry: description and terms in, problems out, each with its article.

No rule here names a city. A text that is silent demands nothing; a value that nobody has verified only warns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongshu.catalogue.description import Description
from gongshu.catalogue.rules import collection, opening, required, sharing, source
from gongshu.catalogue.rules.problem import Problem, Weight
from gongshu.catalogue.rules.source import Held
from gongshu.law.terms import Terms

__all__ = ["Held", "Known", "Problem", "Weight", "problems"]

_ORDER = (Weight.DRAFT, Weight.REVIEW, Weight.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the catalogue already holds, as far as it concerns one description."""

    claims: Sequence[str] = ()  # of each item, in the order of items
    held: Mapping[str, Held] = field(default_factory=dict)  # by claim: what another provider already holds
    taken: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # by number: names of the items of published entries


Rule = Callable[[Description, Terms], Iterator[Problem]]
_RULES: tuple[Rule, ...] = (
    required.fields,
    required.compilation,
    sharing.attribute,
    sharing.conditional,
    sharing.withheld,
    opening.attribute,
    opening.withheld,
    opening.protected,
    opening.reclassified,
    opening.masked_before,
    opening.assessed,
    opening.important,
    collection.basis,
    collection.method,
    collection.necessity,
)


def problems(description: Description, terms: Terms, known: Known | None = None) -> list[Problem]:
    """Return everything that keeps a description from being kept, reviewed or published; the gravest first.

    Source: the article of each problem. Raises nothing.
    """
    known = known or Known()
    found = [problem for rule in _RULES for problem in rule(description, terms)]
    found += source.repeated(description, terms, known.claims, known.held)
    found += source.taken(description, known.taken)
    return sorted(found, key=lambda problem: _ORDER.index(problem.weight))
