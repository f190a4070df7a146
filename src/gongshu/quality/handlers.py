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
    """Check what was published. A snapshot that these rules have checked is not checked again, and an entry without rules is measured by
    the elements alone that its items name.

    Rules that no longer fit the columns are told to whoever checks by hand.
    """
    resource = Resource.objects.select_related("entry__current").filter(number=str(payload["subject"])).first()
    if resource is None:
        return
    entry = resource.entry
    held = RuleSet.objects.filter(entry=entry).first()
    if held is not None and held.checks.filter(snapshot=resource.snapshot).exists():
        return
    try:
        if held is not None:
            services.check_entry(entry.number, actor=SYSTEM, now=now)
        elif entry.current is not None and entry.current.items.exclude(standard="").exists():
            services.measure_conformance(entry.number, actor=SYSTEM, now=now)
    except (QualityError, RuleInvalid):
        return


subscribe(Event.SNAPSHOT_PUBLISH, CHECK)
subscribe(Event.SNAPSHOT_RESTORE, CHECK)
