"""Resources: registering one, sending it for hooking, taking it off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongshu.audit import Event, record
from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.catalogue.errors import CatalogueError, NoSuchEntry, NotYet
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Entry, Resource
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching import index
from gongshu.catalogue.services.drafting import add_row, own_entry
from gongshu.catalogue.words import ResourceKind, ResourceState, State
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service


@service
def add_resource(number: str, kind: str, title: str, *, actor: Actor, now: datetime) -> Resource:
    """Register a further table or file of an entry; it is hooked by a review of its own. Raises: NoSuchEntry, Refused, CatalogueError."""
    entry = own_entry(number, actor)
    if kind not in ResourceKind.values:
        options = ", ".join(ResourceKind.values)
        raise CatalogueError(
            f"“{kind}”不是资源类型",
            f"{kind!r} is no kind of resource",
            where=number,
            shown=kind,
            remedy_zh=f"可选：{options}",
            remedy_en=f"choose {options}",
        )
    with transaction.atomic():
        entry = locked(entry)
        resource = add_row(entry, kind, title or entry.shown.title, entry.resources.count() + 1, now)
        record(Event.RESOURCE_CREATE, subject_of(resource), by=actor, at=now, facts={"entry": number, "kind": kind})
    return resource


@service
def submit_resource(number: str, reason: str = "", *, actor: Actor, now: datetime) -> Case:
    """Send a resource for hooking and return the case. Raises: NotYet without data or before publication; NoSuchEntry; Refused."""
    resource = own_resource(number, actor)
    if resource.entry.state != State.PUBLISHED:
        raise NotYet(
            f"目录 {resource.entry.number} 尚未发布，不能挂接资源", f"entry {resource.entry.number} is not published, so nothing is hooked to it yet",
            where=number, shown=resource.entry.state, remedy_zh="先将目录送审", remedy_en="send the entry for review first",
        )  # fmt: skip
    if resource.kind == ResourceKind.INTERFACE and not resource.has_data:
        raise NotYet(
            f"接口 {number} 尚未登记服务", f"the service of interface {number} is not registered yet", where=number,
            remedy_zh=f"先登记服务地址和参数：/resources/{number}/interface", remedy_en=f"register its address and parameters first: /resources/{number}/interface",
        )  # fmt: skip
    if not resource.has_data:
        raise NotYet(
            f"资源 {number} 还没有数据", f"resource {number} has no data yet", where=number,
            remedy_zh=f"先用 gongshu deliver {resource.entry.number} 文件 交付数据", remedy_en=f"deliver first: gongshu deliver {resource.entry.number} FILE",
        )  # fmt: skip
    return cases.open_case("resource-hook", [number], {"reason": reason} if reason else {}, actor=actor, now=now)


@service
def unhook(number: str, reason: str, *, actor: Actor, now: datetime) -> Resource:
    """Take a resource off its entry: what stood behind it is shown to nobody else from now on. Raises: NoSuchEntry, NotYet, Refused."""
    resource = own_resource(number, actor)
    if resource.state != ResourceState.HOOKED:
        raise NotYet(f"资源 {number} 没有挂接", f"resource {number} is not hooked", where=number, shown=resource.state)
    with transaction.atomic():
        entry = locked(resource.entry)
        resource.state = ResourceState.SUSPENDED
        resource.save(update_fields=["state"])
        index.write(entry)
        record(Event.RESOURCE_UNHOOK, subject_of(resource), by=actor, at=now, facts={"reason": reason})
    return resource


def own_resource(number: str, actor: Actor, right: str = "catalogue.edit") -> Resource:
    """Return a resource that this person may change. Raises: NoSuchEntry, Refused."""
    visible = Resource.objects.visible_to(actor)
    resource: Resource | None = (
        visible.select_related("entry__provider", "entry__current", "snapshot").filter(number=number).first()
    )
    if resource is None:
        raise NoSuchEntry(number, "资源", "resource")
    require(actor, right, resource)
    return resource


def main_resource(entry: Entry, kind: str = ResourceKind.TABLE) -> Resource | None:
    """Return the first resource of a kind: where a delivery goes that names none."""
    return entry.resources.filter(kind=kind).order_by("id").first()
