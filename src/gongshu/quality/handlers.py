"""Jobs of quality: every published snapshot is checked by the rules of its entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.audit import Event, subscribe
from gongshu.catalogue.models import Resource
from gongshu.jobs import handler
from gongshu.lake.errors import RuleInvalid
from gongshu.people.actor import SYSTEM
from gongshu.quality import services
from gongshu.quality.errors import QualityError
from gongshu.quality.models import RuleSet

CHECK = "quality.check"


@handler(CHECK)
def check(payload: dict[str, Any], *, now: datetime) -> None:
    """Check what was published. A snapshot that these rules have checked is not checked again, and an entry without rules has nothing to be checked by.

    Rules that no longer fit the columns are told to whoever checks by hand.
    """
    resource = Resource.objects.select_related("entry").filter(number=str(payload["subject"])).first()
    held = RuleSet.objects.filter(entry=resource.entry).first() if resource else None
    if resource is None or held is None or held.checks.filter(snapshot=resource.snapshot).exists():
        return
    try:
        services.check_entry(resource.entry.number, actor=SYSTEM, now=now)
    except (QualityError, RuleInvalid):
        return


subscribe(Event.SNAPSHOT_PUBLISH, CHECK)
subscribe(Event.SNAPSHOT_RESTORE, CHECK)
