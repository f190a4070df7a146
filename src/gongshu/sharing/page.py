"""What sharing adds to the page of a data set: ways to its data, and how programs fetch it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Door, Tab, register_doors, register_tab
from gongshu.grants import queries as grants
from gongshu.grants.channels import Way, direct_way
from gongshu.grants.entries import files_of, offer_of, receiver_for, table_of
from gongshu.grants.models import Grant
from gongshu.grants.offers import CONDITIONAL
from gongshu.grants.showing import address
from gongshu.people import law
from gongshu.people.actor import Actor
from gongshu.sharing import trial


def _way(entry: Entry, actor: Actor) -> Way | None:
    if entry.current is None:
        return None
    return direct_way(offer_of(entry), receiver_for(actor), law.terms(timezone.localdate(clock.now())))


def _held(entry: Entry, actor: Actor) -> list[Grant]:
    return grants.running(actor, entry.number) if actor.is_signed_in else []


def doors(entry: Entry, actor: Actor) -> list[Door]:
    """Offer direct access where it is open, the grants that are held, and an application where conditions are set."""
    way = _way(entry, actor)
    if way is not None:
        return [
            Door(
                title=_("获取数据"),
                address=reverse("sharing:take", args=[entry.number]),
                icon="download",
                primary=True,
                article=way.article,
            )
        ]
    held = [
        Door(title=_("使用授权数据"), address=reverse("grants:grant", args=[grant.number]), icon="key", primary=True)
        for grant in _held(entry, actor)[:1]
    ]
    return held + _applications(entry, actor, primary=not held)


def _applications(entry: Entry, actor: Actor, *, primary: bool) -> list[Door]:
    version = entry.current
    if version is None or (actor.body and actor.body == entry.provider.code):
        return []
    if actor.body and version.sharing == CONDITIONAL:
        return [_apply(entry, "sharing-application", _("申请共享"), primary=primary)]
    if not actor.body and version.opening == CONDITIONAL:
        return [_apply(entry, "opening-application", _("申请开放"), primary=primary)]
    return []


def _apply(entry: Entry, procedure: str, title: Any, *, primary: bool) -> Door:
    where = f"{reverse('cases:open', args=[procedure])}?about={entry.number}"
    return Door(title=title, address=where, icon="edit", primary=primary)


def interface(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """Return how programs fetch the data: directly, or under the grants that this person's body holds; None where neither is open."""
    way, held = _way(entry, actor), _held(entry, actor)
    if way is None and not held:
        return None
    return {
        "way": way,
        "trial": trial.asked(entry, request.GET) if way is not None and table_of(entry.number) else None,
        "held": held,
        "node_address": address(),
        "number": entry.number,
        "keys": offer_of(entry).keys,
        "table": table_of(entry.number) is not None,
        "files": files_of(entry.number),
    }


register_doors(doors)
register_tab(Tab(key="api", title=_("接口"), template="sharing/interface.html", context=interface, order=40))
