"""Under which article public data is brought together here, and on what basis: named in the record of every delivery."""

from __future__ import annotations

from datetime import date
from typing import Final

from gongshu.law.terms import Term
from gongshu.people.law import terms

# The texts say it in different places; the first that the law of the place has is the one that a delivery rests on.
NAMES: Final = ("collection.basis", "collection.based_on", "infrastructure.required_channel", "collection.channel")


def ground(day: date) -> Term | None:
    """Return the term that a delivery rests on; None where the texts are silent. Nothing is delivered outside the catalogue anyway."""
    held = terms(day)
    return next((held[name] for name in NAMES if name in held), None)


def words(term: Term) -> dict[str, str]:
    """Return what the term names, in both languages: 公共数据目录, 市级公共数据管理平台 …"""
    values = term.value if isinstance(term.value, list | tuple) else [term.value]
    named = [term.names.get(value, {"zh": str(value), "en": str(value)}) for value in values]
    return {"zh": "、".join(each["zh"] for each in named), "en": ", ".join(each["en"] for each in named)}
