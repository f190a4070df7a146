"""Registering an interface. Hooking it is the catalogue's own reviewed step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from gongshu.audit import Event, record
from gongshu.cases.models import NoticeKind
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Resource
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.words import ResourceKind, ResourceState
from gongshu.interfaces import sampling
from gongshu.interfaces.credentials import PURPOSE, seal
from gongshu.interfaces.description import Credential, Description, Fault
from gongshu.interfaces.errors import DescriptionUnfit, Hooked, InterfaceError, NoInterface
from gongshu.interfaces.models import Interface, Probe
from gongshu.interfaces.reading import as_mapping, read
from gongshu.interfaces.telling import tell
from gongshu.interfaces.wire.failures import Outcome
from gongshu.people.actor import Actor
from gongshu.people.permission import require, service
from gongshu.ui.moments import local_iso

LONGEST_SECRET = 1_000  # characters
KEPT_FOR = timedelta(days=30)  # of probes
ALARM_AFTER = timedelta(minutes=10)  # that a source has not been reached: one lost probe alarms nobody
# What the review of the hooking looks at; the rest may change at any time.
REVIEWED = (
    "protocol", "method", "address", "operation", "namespace", "action", "credential", "credential_name", "parameters", "fields", "rows_at",
    "status_at", "fine",
)  # fmt: skip


@service
def register(number: str, given: Mapping[str, Any], secret: str = "", *, actor: Actor, now: datetime) -> Interface:
    """Register the service behind an interface resource, or change what is registered. An empty `secret` keeps the one there is.

    Raises: NoInterface, Refused; DescriptionUnfit with every fault; Hooked where what was reviewed would change.
    """
    resource = _own(number, actor)
    items = _items(resource)
    said = read(given, tuple(items), number)
    if unread := sampling.fault_of(said, items, ()):
        raise DescriptionUnfit(number, [unread])
    with transaction.atomic():
        locked(resource.entry)
        resource = _own(number, actor)  # as it is now that nobody else can change it
        held = Interface.objects.select_for_update().filter(resource=resource).first()
        before = as_mapping(held.description) if held else {}
        after = as_mapping(said)
        changed = [name for name in after if before.get(name) != after[name]]
        reviewed = [name for name in changed if name in REVIEWED]
        if held and reviewed and (resource.state == ResourceState.HOOKED or resource.is_in_review):
            raise _hooked(number, reviewed)
        made = held or Interface(resource=resource)
        for name, value in after.items():
            setattr(made, name, value)
        made.secret = _sealed(number, said, secret, held, before)
        made.changed_at, made.changed_by = now, actor.login
        made.save()
        if reviewed:
            resource.described_at = now
            resource.save(update_fields=["described_at"])
        # The address tells where a body's system stands, so the record names its host alone.
        facts = {"entry": resource.entry.number, "changed": changed, "host": urlsplit(said.address).hostname or "", "credential": said.credential.value, "new_secret": bool(secret)}  # fmt: skip
        record(Event.INTERFACE_REGISTER, subject_of(resource), by=actor, at=now, facts=facts)
    return made


@service
def note_probes(found: Mapping[int, tuple[Outcome, int]], *, actor: Actor, now: datetime) -> None:
    """Keep what came of looking at interfaces, outcome and milliseconds by primary key.

    What was lost or found again becomes an event. What stays lost for ten minutes is told to its provider and to whoever uses it, and so
    is what they were told of once it is found again.
    """
    require(actor, "interfaces.probe")
    with transaction.atomic():
        Probe.objects.filter(at__lt=now - KEPT_FOR).delete()
        Probe.objects.bulk_create(
            Probe(interface_id=key, at=now, outcome=outcome, ms=ms) for key, (outcome, ms) in found.items()
        )
        held = list(
            Interface.objects.select_for_update(of=("self",))
            .select_related("resource__entry__provider")
            .filter(pk__in=found)
        )
        for each in held:
            outcome, reached = found[each.pk][0], found[each.pk][0] is Outcome.OK
            if each.reachable is not reached and not (each.reachable is None and reached):
                event, facts = Event.INTERFACE_FOUND if reached else Event.INTERFACE_LOST, {"entry": each.resource.entry.number, "outcome": outcome.value}  # fmt: skip
                record(event, subject_of(each.resource), by=actor, at=now, facts=facts)
            if each.reachable is not reached:
                each.reachable, each.reachable_since = reached, now
            each.probed_at = now
            _alarm(each, outcome, now)
        Interface.objects.bulk_update(held, ["reachable", "reachable_since", "probed_at", "alarmed_at"])


def _alarm(held: Interface, outcome: Outcome, now: datetime) -> None:
    assert held.reachable_since is not None  # a probe has just said so
    lost = not held.reachable and now - held.reachable_since >= ALARM_AFTER
    if lost and held.alarmed_at is None:
        facts = {"since": local_iso(held.reachable_since), "outcome": outcome.value}
        tell(held, NoticeKind.LOST, occasion=f"lost {held.reachable_since:%Y%m%d%H%M}", now=now, facts=facts)
        held.alarmed_at = now
    elif held.reachable and held.alarmed_at is not None:
        tell(held, NoticeKind.FOUND, occasion=f"found {now:%Y%m%d%H%M}", now=now, facts={"since": local_iso(now)})
        held.alarmed_at = None


def _own(number: str, actor: Actor) -> Any:
    visible = Resource.objects.visible_to(actor).with_review()
    resource = visible.select_related("entry__provider", "entry__current", "entry__draft").filter(number=number).first()
    if resource is None:
        raise NoInterface(number)
    require(actor, "catalogue.edit", resource)
    if resource.kind != ResourceKind.INTERFACE:
        raise InterfaceError(
            f"资源 {number} 是{resource.get_kind_display()}，不是接口", f"resource {number} is a {resource.kind} and no interface", where=number, shown=resource.kind,
            remedy_zh="在目录维护页另行登记一个接口资源", remedy_en="register a resource of the kind interface on the entry's page",
        )  # fmt: skip
    return resource


def _items(resource: Resource) -> dict[str, str]:
    """Return the types of the entry's items by their codes."""
    version = resource.entry.draft or resource.entry.current
    return dict(version.items.values_list("code", "type")) if version else {}


def _hooked(number: str, reviewed: list[str]) -> Hooked:
    names = ", ".join(reviewed)
    return Hooked(
        f"接口 {number} 已挂接或者正在审核，审核的内容不能修改：{names}", f"{number} is hooked or under review; what is reviewed cannot change: {names}", where=number, shown=names,
        remedy_zh="先撤回或者脱挂，改后重新送审；或者另行登记一个接口，挂接后再脱挂这一个", remedy_en="withdraw or unhook it, change it and send it for hooking again; or register a second one, hook it, then unhook this one",
    )  # fmt: skip


def _sealed(
    number: str, said: Description, secret: str, held: Interface | None, before: Mapping[str, Any]
) -> bytes | None:
    """Return the credential as it is kept. One that was entered for a host never goes to another without being entered again."""
    if said.credential is Credential.NONE:
        return None
    if len(secret) > LONGEST_SECRET or any(ord(sign) < 32 or ord(sign) > 126 for sign in secret):
        raise DescriptionUnfit(number, [Fault("secret", f"凭证须为 {LONGEST_SECRET} 个以内的 ASCII 可见字符", f"a credential is at most {LONGEST_SECRET} visible ASCII characters")])  # fmt: skip
    if secret:
        return seal(secret, settings.GONGSHU.derived(PURPOSE), number)
    same = held is not None and held.secret is not None and all(
        _where(before[name]) == _where(getattr(said, name)) if name == "address" else before[name] == getattr(said, name)
        for name in ("credential", "credential_name", "address")
    )  # fmt: skip
    if not same:
        raise DescriptionUnfit(number, [Fault("secret", "须填写凭证；更换主机或者凭证方式时须重新填写", "enter the credential; again too when the host or its kind changes")])  # fmt: skip
    assert held is not None  # `same` says so
    assert held.secret is not None
    return bytes(held.secret)


def _where(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port
