"""What stands before the demonstration's data about persons is opened, and its opening plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from gongshu.cases.errors import EffectRefused
from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.demonstration import guides
from gongshu.opening import services
from gongshu.people.acting import actor_for_login
from gongshu.people.actor import Actor
from gongshu.people.models import Body

OFFICER = "chen"
# Entries of the plan: the day, counted from today, and the type. The last one is past its day and not opened as planned.
PLAN = (("visits", 20, "conditional"), ("trainees", 20, "unconditional"), ("transport", -12, "unconditional"))


def prepare(
    number: str, said: Mapping[str, Any], hooking: str, *, deliver: Callable[[str], None], actor: Actor, now: datetime
) -> None:
    """Record what was done and who agreed, and check; where the check stops the hooking, deliver what was mended and check again."""
    consent = {
        "given_on": timezone.localdate(now),
        **said["consent"],
        "paper": guides.consent(said["consent"], timezone.localdate(now)),
    }
    services.record_masking(number, said["treatments"], said["basis"], actor=actor, now=now)
    services.record_consent(number, **consent, actor=actor, now=now)
    if services.check(number, actor=actor, now=now).passes:
        return
    try:
        move(hooking, "approve", Statement(reason="所列内容齐全"), actor=actor_for_login(OFFICER, now), now=now)
    except EffectRefused:
        deliver(said["mended"])
        services.check(number, actor=actor, now=now)


def plan(numbers: Mapping[str, str], today: date, now: datetime) -> None:
    """Plan three entries and publish the plan of each year that they fall in."""
    officer = actor_for_login(OFFICER, now)
    city = Body.objects.get(code=officer.body).region_id
    days = {key: today + timedelta(days=ahead) for key, ahead, _ in PLAN}
    for key, _, opening in PLAN:
        services.plan(numbers[key], planned_on=days[key], opening=opening, actor=officer, now=now)
    for year in sorted({day.year for day in days.values()}):
        services.publish_plan(city, year, actor=officer, now=now)
