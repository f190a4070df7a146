"""The interfaces of an entry as the gateway calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from gongshu.catalogue.words import ResourceState, State
from gongshu.grants.offers import Offer
from gongshu.grants.uses import Share
from gongshu.interfaces.credentials import PURPOSE, unseal
from gongshu.interfaces.description import Description
from gongshu.interfaces.models import Interface
from gongshu.interfaces.wire.circuit import Circuits
from gongshu.interfaces.wire.line import Line
from gongshu.outside.network import read_allowed

circuits = Circuits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One hooked interface. The credential stays sealed until the request is made."""

    resource: str  # number
    title: str
    description: Description
    sealed: bytes | None
    items: Mapping[str, str]  # types of the entry's items by code
    keys: tuple[str, ...]

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
    return tuple(service_of(each, offer) for each in found.select_related("resource").order_by("resource_id"))


def service_of(held: Interface, offer: Offer) -> Service:
    return Service(
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
