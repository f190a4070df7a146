"""The assessment (评估) that a provider's opening type rests on: made when a version is written and again when it is sent for review, kept with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from gongshu.catalogue.description import Description
from gongshu.catalogue.words import Personal
from gongshu.law.terms import Term, Terms
from gongshu.ledger import jcs
from gongshu.people.actor import Actor


def demanded(terms: Terms) -> Term | None:
    """Return the term by which the place wants an assessment before an opening type is set: 达州办法 第二十五条第二款."""
    term = terms.get("opening.assessment")
    return term if term is not None and term.decides and term.value else None


def assess(description: Description, terms: Terms, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what was assessed, what was chosen and why, and by whom; empty where no text asks for it.

    `levels` counts items by their level, `persons` names those about persons, `protected` the protected contents.
    """
    term = demanded(terms)
    if term is None:
        return {}
    return {
        "opening": description.opening, "reason": reason_of(description), "protected": sorted(description.contents),
        "persons": [item.code for item in description.items if item.personal != Personal.NONE],
        "levels": dict(Counter(item.level or description.level for item in description.items)), "covers": covers(description),
        "article": str(term.article), "body": actor.body, "by": actor.login, "by_name": actor.name, "on": timezone.localdate(now).isoformat(),
    }  # fmt: skip


def fits(assessment: Mapping[str, Any], description: Description) -> bool:
    """Say whether an assessment led to the opening type of this description and looked at its items and contents."""
    return bool(assessment) and assessment["covers"] == covers(description)


def covers(description: Description) -> str:
    """Return the SHA-256 of what an assessment is about: type, items with level and kind, protected contents."""
    items = [[item.code, item.level, item.personal] for item in description.items]
    told = {"opening": description.opening, "items": items, "contents": sorted(description.contents)}
    return sha256(jcs.canonical(told)).hexdigest()


def reason_of(description: Description) -> str:
    """Return why a description is not opened without conditions, in the words that it gives; empty where it gives none."""
    basis = description.opening_basis
    named = f"{basis.law} {basis.article}".strip() if basis.is_named else ""
    said = (description.opening_reason, description.opening_conditions, description.opening_ground, named)
    return "；".join(each for each in said if each)
