"""What standards add to the page of a data set: how its items stand to the elements that they name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Door, register_doors
from gongshu.people.actor import Actor
from gongshu.standards.models import Conformance


def doors(entry: Entry, actor: Actor) -> list[Door]:
    """Return the way to the conformance of an entry, for staff of public bodies, where it was measured."""
    if not actor.body or not Conformance.objects.filter(entry=entry, newest=True).exists():
        return []
    address = f"{reverse('standards:conformance')}?entry={entry.number}"
    return [Door(title=_("落标情况"), address=address, icon="check")]


register_doors(doors)
