"""How interfaces do: whether they can be reached, what their calls tell, what is left of their quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q
from django.utils import timezone

from gongshu.catalogue.words import ResourceState
from gongshu.grants.models import Grant
from gongshu.grants.uses import reading
from gongshu.grants.uses.calls import CallLine, calls
from gongshu.interfaces import queries
from gongshu.interfaces.figures import Consumer, Figures, figures
from gongshu.interfaces.models import Interface, Probe
from gongshu.interfaces.serving import share_of
from gongshu.interfaces.wire.failures import Outcome
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import query, require

DAYS = 30  # that figures look back
LISTED = 200  # interfaces on the overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One interface with its figures."""

    held: Interface
    figures: Figures
    probes: int
    reached: int
    today: int  # calls
    consumers: Sequence[tuple[Consumer, str, str]] = ()  # with name and purpose in words

    @property
    def left(self) -> int | None:
        """Calls that the source still allows today; None where it sets no limit."""
        return None if self.held.quota is None else max(0, self.held.quota - self.today)

    @property
    def probed(self) -> float | None:
        """Per cent of probes that reached the source, rounded down; None without a probe."""
        return self.reached * 1000 // self.probes / 10 if self.probes else None


@query
def watched(actor: Actor, number: str, now: datetime) -> Watched:
    """Return how one interface does. Raises: NoInterface; Refused."""
    held = queries.interface(actor, number)
    require(actor, "interfaces.watch", held.resource)
    lines = calls(settings.GONGSHU.uses, now - timedelta(days=DAYS), entry=held.resource.entry.number)
    return _watched([held], lines, now, named=True)[0]


@query
def overview(actor: Actor, now: datetime) -> Sequence[Watched]:
    """Return the hooked interfaces that this person watches: of the own body, or all; what cannot be reached comes first."""
    seen = Interface.objects.watched_by(actor).filter(resource__state=ResourceState.HOOKED)
    found = list(
        seen.select_related("resource__entry__provider").order_by(
            F("reachable").asc(nulls_last=True), "resource__number"
        )[:LISTED]
    )
    return _watched(found, calls(settings.GONGSHU.uses, now - timedelta(days=DAYS)), now, named=False)


def _watched(found: Sequence[Interface], lines: Sequence[CallLine], now: datetime, *, named: bool) -> list[Watched]:
    by_resource: dict[str, list[CallLine]] = {}
    for line in lines:
        by_resource.setdefault(line.resource, []).append(line)
    probes = _probes(found, now - timedelta(days=DAYS))
    today = reading.on_day(
        settings.GONGSHU.uses, [share_of(each).counter for each in found], timezone.localdate(now).isoformat()
    )
    made = []
    for each in found:
        said = figures(by_resource.get(each.resource.number, ()))
        every, well = probes.get(each.pk, (0, 0))
        made.append(
            Watched(
                held=each,
                figures=said,
                probes=every,
                reached=well,
                today=today.get(share_of(each).counter, 0),
                consumers=_named(said.consumers) if named else (),
            )
        )
    return made


def _probes(found: Sequence[Interface], since: datetime) -> dict[int, tuple[int, int]]:
    """Return how many probes there were and how many reached their source, by primary key."""
    recent = Probe.objects.filter(interface__in=[each.pk for each in found], at__gte=since)
    counted = recent.values_list("interface").annotate(
        every=Count("pk"), well=Count("pk", filter=Q(outcome=Outcome.OK))
    )
    return {key: (every, well) for key, every, well in counted}


def _named(consumers: Sequence[Consumer]) -> list[tuple[Consumer, str, str]]:
    """Add the name of each consumer and the purpose of its grant."""
    grants: Mapping[str, Grant] = Grant.objects.in_bulk(
        [each.grant for each in consumers if each.grant], field_name="number"
    )
    bodies = dict(Body.objects.filter(code__in=[each.body for each in consumers]).values_list("code", "short"))
    return [
        (
            each,
            held.receiver_name if (held := grants.get(each.grant)) else bodies.get(each.body, ""),
            held.purpose if held else each.purpose,
        )
        for each in consumers
    ]
