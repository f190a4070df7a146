"""The jurisdictions and their texts, with how they stand on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongshu.law import Jurisdiction, Law
from gongshu.law.articles import Article
from gongshu.law.measures import Measure, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One measure as lists show it."""

    measure: Measure
    status: Status
    articles: int
    values: int

    @property
    def address(self) -> str:
        return f"/law/{self.measure.jurisdiction}/{self.measure.short}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A jurisdiction with its texts."""

    jurisdiction: Jurisdiction
    texts: Sequence[Text]
    above: Sequence[Jurisdiction]  # the nation first, itself left out
    depth: int  # steps below the nation
    here: bool  # the node's own

    @property
    def name(self) -> Mapping[str, str]:
        return self.jurisdiction.name

    @property
    def path(self) -> str:
        return self.jurisdiction.path

    @property
    def address(self) -> str:
        return f"/law/{self.path}/"


def places(law: Law, day: date, own: str) -> list[Place]:
    """Return every jurisdiction that has a text, the nation first, then by path."""
    found = [place(law, path, day, own) for path in sorted(law.jurisdictions)]
    return [each for each in found if each.texts]


def place(law: Law, path: str, day: date, own: str) -> Place:
    """Return one jurisdiction. Raises: UnknownName."""
    jurisdiction = law.jurisdiction(path)
    chain = law.chain(jurisdiction.path)
    return Place(
        jurisdiction=jurisdiction,
        texts=[_text(jurisdiction, measure, day) for measure in jurisdiction.measures.values()],
        above=chain[:-1],
        depth=len(chain) - 1,
        here=jurisdiction.path == law.jurisdiction(own).path,
    )


def _text(jurisdiction: Jurisdiction, measure: Measure, day: date) -> Text:
    articles = sum(1 for law, _ in jurisdiction.texts if law == measure.short)
    values = sum(1 for parameter in jurisdiction.parameters.values() if parameter.law == measure.short)
    return Text(measure=measure, status=measure.status_on(day), articles=articles, values=values)


def cite(measure: Measure, clause: str | None) -> Article | None:
    """Return an article of a measure, None without a clause."""
    return Article(jurisdiction=measure.jurisdiction, law=measure.short, clause=clause) if clause else None
