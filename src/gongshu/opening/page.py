"""What opening adds to the page of a data set: the way to its preparation, for whoever prepares or reviews it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Door, register_doors
from gongshu.opening.models import MaskingRecord
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed


def doors(entry: Entry, actor: Actor) -> list[Door]:
    """Return the way to what was recorded before opening, to its provider, its reviewers and auditors."""
    if not actor.body:
        return []
    about = (entry, timezone.localdate(clock.now()))
    works = any(allowed(actor, f"opening.{name}", about).allowed for name in ("record", "override"))
    if not works and not MaskingRecord.objects.visible_to(actor).filter(entry=entry).exists():
        return []
    return [Door(title=_("开放准备"), address=reverse("opening:preparation", args=[entry.number]), icon="lock")]


register_doors(doors)
