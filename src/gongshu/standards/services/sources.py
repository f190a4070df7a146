"""Which entry is the one source of an element that items of several bodies name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import require, service
from gongshu.standards import rivals
from gongshu.standards.errors import StandardState, StandardUnfit
from gongshu.standards.models import SourceDecision


@service
def decide_source(
    code: str, number: str, reason: str, kept: Mapping[str, str] | None = None, *, actor: Actor, now: datetime
) -> SourceDecision:
    """Decide that an entry is the one source of an element in its place; others take it from there or are kept with a reason.

    A later decision takes the place of the one before. Source: 达州办法 第十四条; 成都条例 第十二条第一款. Raises: NoSuchEntry; StandardState
    where no text has one source; StandardUnfit naming every fault; Refused.
    """
    entry = Entry.objects.visible_to(actor).select_related("provider__region", "current").filter(number=number).first()
    if entry is None or entry.current is None:
        raise NoSuchEntry(number)
    require(actor, "standards.decide", entry)
    term = terms(timezone.localdate(now)).get("catalogue.single_source")
    if term is None or not term.decides:
        raise StandardState(
            "本地法规没有规定一数一源", "no text of the place has one source for each datum", where=code
        )
    given = {body: why.strip() for body, why in (kept or {}).items() if why.strip()}
    faults = []
    if not reason.strip():
        faults.append(("须说明理由", "say why"))
    if not rivals.naming([code]).filter(version=entry.current).exists():
        faults.append((f"{number} 没有收集数据元 {code} 的数据项", f"no item of {number} collects {code}"))
    known = set(Body.objects.filter(code__in=given).values_list("code", flat=True)) - {entry.provider.code}
    for body in sorted(set(given) - known):
        faults.append((f"{body} 不是另一个单位", f"{body} is no other body"))
    if faults:
        raise StandardUnfit(code, faults, article=term.article)
    with transaction.atomic():
        said = {"source": entry, "reason": reason.strip(), "kept": given, "at": now, "by": actor.login}
        made, _new = SourceDecision.objects.update_or_create(
            code=code, region_id=entry.current.region_id, defaults=said
        )
        facts = {"element": code, "region": made.region_id, "kept": sorted(given)}
        subject = Subject("catalogue-entry", entry.number, entry.current.title)
        record(Event.STANDARD_SOURCE, subject, by=actor, at=now, facts=facts)
    return made
