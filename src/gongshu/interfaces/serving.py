"""The interfaces of an entry as the gateway calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from gongshu.audit import clock
from gongshu.catalogue.words import ResourceState, State
from gongshu.grants.offers import Offer
from gongshu.grants.uses import Share
from gongshu.interfaces.credentials import PURPOSE, unseal
from gongshu.interfaces.description import Description
from gongshu.interfaces.models import Interface, PlannedStop
from gongshu.interfaces.wire.circuit import Circuits
from gongshu.interfaces.wire.line import Line
from gongshu.outside.network import read_allowed

circuits = Circuits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A time in which the source is not called."""

    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One hooked interface. The credential stays sealed until the request is made."""

    resource: str  # number
    title: str
    description: Description
    sealed: bytes | None
    items: Mapping[str, str]  # types of the entry's items by code
    keys: tuple[str, ...]
    stops: tuple[Stop, ...] = ()  # planned ones that run or are to come

    def stopped(self, now: datetime) -> Stop | None:
        """Return the planned stop that runs at this moment."""
        return next((each for each in self.stops if each.since <= now < each.until), None)

    def secret(self) -> str:
        """Return the credential in clear, for one request. Raises: CredentialDamaged."""
        if self.sealed is None:
            return ""
        return unseal(self.sealed, settings.GONGSHU.derived(PURPOSE), self.resource)

    @property
    def share(self) -> Share:
        """The source's own quota, which all its consumers draw on."""
        return Share(_counter(self.resource), self.description.quota)


def share_of(held: Interface) -> Share:
    """Return the quota that all consumers of an interface draw on."""
    return Share(_counter(held.resource.number), held.quota)


def _counter(resource: str) -> str:
    return f"interface {resource}"


def services_of(offer: Offer) -> tuple[Service, ...]:
    """Return the hooked interfaces of a published entry in the order they were registered."""
    found = Interface.objects.filter(
        resource__entry__number=offer.number, resource__entry__state=State.PUBLISHED, resource__state=ResourceState.HOOKED
    )  # fmt: skip
    held = list(found.select_related("resource").order_by("resource_id"))
    stops: dict[int, list[Stop]] = {}
    for each in PlannedStop.objects.filter(interface__in=held, cancelled_at__isnull=True, until__gt=clock.now()):
        stops.setdefault(each.interface_id, []).append(Stop(since=each.since, until=each.until, reason=each.reason))
    return tuple(service_of(each, offer, stops.get(each.pk, ())) for each in held)


def service_of(held: Interface, offer: Offer, stops: Sequence[Stop] = ()) -> Service:
    return Service(
        stops=tuple(stops),
        resource=held.resource.number, title=held.resource.title, description=held.description,
        sealed=bytes(held.secret) if held.secret is not None else None,
        items={item.code: item.type for item in offer.items}, keys=offer.keys,
    )  # fmt: skip


def line() -> Line:
    """Return the connection to sources that this node's settings allow."""
    return _line(settings.GONGSHU.interface_networks)


@lru_cache(maxsize=4)
def _line(networks: tuple[str, ...]) -> Line:
    return Line([read_allowed(each) for each in networks])
