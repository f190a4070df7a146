"""By which procedures somebody can bring an effect about: the page of a subject offers them, whatever a place calls them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from gongshu.cases import facts, resolved, subjects
from gongshu.cases.parties import Parties
from gongshu.law.procedures import Procedure
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.models import Account, Body


@permission.query
def ways_to(actor: Actor, effect: str, kind: str, identifier: str, now: datetime, found: Any = None) -> list[Procedure]:
    """Return the procedures that this person may open about a subject and that can end in an effect, by the law of today.

    `found` is the subject's row, where the caller has read it already.
    """
    permission.require(actor, "people.public")
    day = timezone.localdate(now)
    rules = resolved.today(day)
    terms = rules.terms(day)
    tables = [rules.procedure(name) for name in rules.plain["procedures"]]
    leading = [each for each in tables if each.about == kind and any(step.effect == effect for step in each.steps())]
    offered = [
        each
        for each in leading
        if each.opened_by == "applicant" and (not each.allowed_by or terms.value(each.allowed_by))
    ]
    if not offered:
        return []
    body = Body.objects.filter(code=actor.body).select_related("region").first() if actor.body else None
    account = Account.objects.filter(pk=actor.account_id).first() if actor.account_id and body is None else None
    sides = Parties(applicant=body, account=account, provider=None)
    known: dict[str, Any] = {"term": {name: term.value for name, term in terms.held.items() if term.decides}}
    asked = facts.asked_of(sides, subjects.subject(kind, identifier, found), {}, case=None, parent=None) | known
    return [each for each in offered if each.open_if.holds(asked)]
