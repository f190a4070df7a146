"""What changes in oversight outside the moves of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.oversight.errors import MatterUnfit, UnknownMatter
from gongshu.oversight.models import Matter, MisuseMeasure, Relief
from gongshu.oversight.recording import note
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.models import Region
from gongshu.people.permission import require, service

_LETTERS: Final = {Relief.EXEMPT: "MZ", Relief.MITIGATED: "JZ"}
_NEEDED: Final = {
    "matter": ("事项", "matter"),
    "conditions": ("条件", "conditions"),
    "law": ("依据", "law"),
    "article": ("条款", "article"),
}


@service
def take_down(*, now: datetime, actor: Actor = SYSTEM) -> int:
    """Take down the notices whose last day is over, and return how many; the measures themselves go on."""
    require(actor, "oversight.take_down")
    today = timezone.localdate(now)
    with transaction.atomic():
        over = list(MisuseMeasure.objects.filter(withdrawn_at__isnull=True, shown_until__lt=today).order_by("pk"))
        for measure in over:
            measure.withdrawn_at = now
            measure.save(update_fields=["withdrawn_at"])
            note(Event.NOTICE_WITHDRAW, measure, actor, now)
    return len(over)


@service
def add_matter(
    relief: str, region: Region, said: Mapping[str, str], since: date, *, actor: Actor, now: datetime
) -> Matter:
    """Put a matter on the list of exempt errors or of reduced liability of a level, and return it.

    The list that others read is its published version. Source: 成都条例 第十条. Raises: MatterUnfit; Refused.
    """
    require(actor, "oversight.matters", (region, timezone.localdate(now)))
    held = {name: str(said.get(name, "")).strip() for name in _NEEDED}
    missing = [words for name, words in _NEEDED.items() if not held[name]]
    if missing or relief not in Relief.values:
        raise MatterUnfit(missing or [("清单", "list")])
    with transaction.atomic():
        # The region's row is locked, so that two matters never get one number.
        Region.objects.select_for_update().get(pk=region.pk)
        place = Matter.objects.filter(region=region, relief=relief).count() + 1
        number = f"{region.code}-{_LETTERS[Relief(relief)]}-{place:03}"
        made = Matter.objects.create(
            number=number, relief=relief, region=region, since=since, made_by=actor.login, **held
        )
        law = f"《{made.law}》{made.article}"
        record(
            Event.MATTER_ADD,
            _about(made),
            by=actor,
            at=now,
            law=law,
            facts={"list": relief, "since": since.isoformat()},
        )
    return made


@service
def end_matter(number: str, reason: str, *, actor: Actor, now: datetime) -> Matter:
    """Take a matter out of its list; earlier versions go on naming it. Raises: UnknownMatter; MatterUnfit; Refused."""
    with transaction.atomic():
        held = Matter.objects.select_for_update(of=("self",)).select_related("region").filter(number=number).first()
        if held is None or held.ended_at is not None:
            raise UnknownMatter(
                f"清单中没有编号为 {number} 的事项", f"no list holds a matter {number!r}", shown=number,
                remedy_zh="核对编号", remedy_en="check the number",
            )  # fmt: skip
        require(actor, "oversight.matters", (held.region, timezone.localdate(now)))
        if not reason.strip():
            raise MatterUnfit([("移出理由", "reason")])
        held.ended_at, held.reason = now, reason.strip()
        held.save(update_fields=["ended_at", "reason"])
        record(Event.MATTER_END, _about(held), by=actor, at=now, facts={"list": held.relief})
    return held


def _about(held: Matter) -> Subject:
    return Subject("liability-matter", held.number, held.matter)
