"""Who sees what was done to a data set before it is opened."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.people.actor import Actor
from gongshu.people.duties import Duty

_PATHS = {ENTRY: "entry__number", RESOURCE: "entry__resources__number"}


def seen(actor: Actor) -> Q | Exists | None:
    """Return the condition on records of an entry: its provider, whoever decides on a case about it, and auditors.

    None: this person sees all of them. The public sees none: a record tells how data could be told apart.
    """
    if actor.duties & {Duty.AUDITOR, Duty.AUDIT_ADMIN}:
        return None
    if not actor.body:
        return Q(pk__in=[])
    decides = Q(case__decider__code=actor.body) | Q(case__superior__code=actor.body)
    found = Q(entry__provider__code=actor.body)
    for kind, path in _PATHS.items():
        found |= Q(Exists(CaseSubject.objects.filter(decides, kind=kind, subject=OuterRef(path))))
    return found
