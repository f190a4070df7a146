"""Which kinds of base and topic databases there are: those that the text of the place lists, else the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from gongshu.law.articles import Article
from gongshu.law.terms import Term
from gongshu.people.law import terms

BASE, TOPIC = "base", "topic"
PARAMETERS: Final = {BASE: "collection.base_databases", TOPIC: "collection.thematic_databases"}
DUTIES: Final = "collection.lead_duties"
# Where no text lists any. The last stands beside every list: all of them end in 等.
USUAL: Final = {
    "population": {"zh": "人口", "en": "Population"},
    "legal_person": {"zh": "法人", "en": "Legal persons"},
    "natural_resources": {"zh": "自然资源和空间地理", "en": "Natural resources and geography"},
    "economy": {"zh": "经济", "en": "Economy"},
    "electronic_certificates": {"zh": "电子证照", "en": "Electronic certificates"},
    "credit": {"zh": "信用", "en": "Credit"},
}
OTHER_TOPIC: Final = "other_topic"
OTHER: Final = {"zh": "其他主题", "en": "Another topic"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind, with the article that has it built; none where no text does."""

    key: str
    family: str  # base or topic
    names: Mapping[str, str]
    article: Article | None = None

    @property
    def described(self) -> dict[str, str]:
        """How the catalogue describes an entry of this kind; what no list names stands in no field."""
        return {} if self.key == OTHER_TOPIC else {f"{self.family}_database": self.key}


def kinds(day: date) -> dict[str, Kind]:
    """Return every kind by its key. Source: 成都条例 第十五条第二款; 江苏条例 第二十四条; 湖南草案 第十三条第三款."""
    held, found = terms(day), dict[str, Kind]()
    for family, parameter in PARAMETERS.items():
        term = held.get(parameter)
        if term is not None and term.decides:
            for key in term.value:
                names = term.names.get(key, {"zh": key, "en": key})
                found.setdefault(key, Kind(key=key, family=family, names=names, article=term.article))
    if not any(each.family == BASE for each in found.values()):
        found = {key: Kind(key=key, family=BASE, names=names) for key, names in USUAL.items()} | found
    return found | {OTHER_TOPIC: Kind(key=OTHER_TOPIC, family=TOPIC, names=OTHER)}


def lead_duties(day: date) -> Term | None:
    """Return what the text has the lead unit organise; None where it is silent. Source: 成都条例 第十五条第二款."""
    term = terms(day).get(DUTIES)
    return term if term is not None and term.decides else None


def kind_of(key: str, day: date) -> Kind:
    """Return a kind; one that the text no longer lists keeps its key for a name."""
    return kinds(day).get(key) or Kind(key=key, family=BASE, names={"zh": key, "en": key})
