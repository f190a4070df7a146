"""What pages, API and command line read of interfaces."""

from __future__ import annotations

from collections.abc import Sequence

from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.words import ResourceKind, ResourceState
from gongshu.interfaces.errors import NoInterface
from gongshu.interfaces.models import Interface
from gongshu.people import allowed
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require


@query
def resource(actor: Actor, number: str) -> Resource:
    """Return an interface resource that this person may see, whether its service is registered or not. Raises: NoInterface."""
    found: Resource | None = (
        Resource.objects.visible_to(actor)
        .with_review()
        .select_related("entry__provider", "entry__current", "entry__draft")
        .filter(number=number, kind=ResourceKind.INTERFACE)
        .first()
    )
    if found is None or not (
        found.state == ResourceState.HOOKED or Interface.objects.visible_to(actor).filter(resource=found).exists() or may_register(actor, found)
    ):  # fmt: skip
        raise NoInterface(number)
    return found


@query
def registrable(actor: Actor, number: str) -> Resource:
    """Return an interface resource for whoever may register its service. Raises: NoInterface; Refused."""
    found = resource(actor, number)
    require(actor, "catalogue.edit", found)
    return found


@query
def interface(actor: Actor, number: str) -> Interface:
    """Return a registered interface. Raises: NoInterface, the same where there is none and where this person may not see it."""
    found: Interface | None = (
        Interface.objects.visible_to(actor)
        .select_related("resource__entry__provider", "resource__entry__current", "resource__entry__draft")
        .filter(resource__number=number)
        .first()
    )
    if found is None:
        raise NoInterface(number)
    return found


@query
def of_entry(actor: Actor, entry: Entry) -> Sequence[Interface]:
    """Return the hooked interfaces of an entry that this person sees, in the order they were registered."""
    seen = Interface.objects.visible_to(actor).filter(resource__entry=entry, resource__state=ResourceState.HOOKED)
    return list(seen.select_related("resource__entry").order_by("resource_id"))


@query
def may_register(actor: Actor, held: Resource) -> bool:
    """Whether this person may register and change the service."""
    return allowed(actor, "catalogue.edit", held).allowed


@query
def sees_address(actor: Actor, held: Resource) -> bool:
    """Whether this person may learn where the source's system stands."""
    return allowed(actor, "interfaces.address", held).allowed
