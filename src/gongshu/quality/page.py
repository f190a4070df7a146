"""What quality adds to the page of a data set: the way to its score, rules and history."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Door, register_doors
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed
from gongshu.quality import naming
from gongshu.quality.models import QualityCheck
from gongshu.standards.touching import also_named_by


def doors(entry: Entry, actor: Actor) -> list[Door]:
    """Return the way to the quality of an entry, where there is a check that this person may see or rules to be set."""
    if not allowed(actor, "quality.see", entry).allowed and not _checked(entry, actor):
        return []
    return [Door(title=_("数据质量"), address=reverse("quality:quality", args=[entry.number]), icon="chart")]


def _checked(entry: Entry, actor: Actor) -> bool:
    """Whether there is a check that this person may see; where nothing was delivered, nobody has to ask."""
    if all(each.snapshot_id is None for each in entry.resources.all()):
        return False
    return QualityCheck.objects.visible_to(actor).filter(snapshot__resource__entry=entry).exists()


register_doors(doors)
also_named_by(naming.rules)
