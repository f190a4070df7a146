"""Which quality rules name a code set."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed
from gongshu.quality.models import RuleSet


def rules(actor: Actor, code: str) -> Sequence[tuple[str, str]]:
    """Return entry and rule of each newest rule set that names a code set, as far as this person may see the rules."""
    newer = RuleSet.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    seen = Entry.objects.visible_to(actor)
    # Few rules name a list, and the text in which they are kept says so: only those are read.
    held = RuleSet.objects.annotate(said=Cast("rules", TextField())).filter(
        ~Exists(newer), said__contains='"list"', entry__in=seen
    )
    return [
        (each.entry.number, str(rule["rule"]))
        for each in held.select_related("entry__provider__region").order_by("entry_id")
        for rule in each.rules
        if rule.get("list") == code and allowed(actor, "quality.see", each.entry).allowed
    ]
