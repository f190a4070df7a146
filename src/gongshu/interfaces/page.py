"""What interfaces add to the page of a data set: the interfaces of the source, below the platform's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Part, register_part
from gongshu.grants import queries as grants
from gongshu.grants.channels import direct_way
from gongshu.grants.entries import offer_of, receiver_for
from gongshu.grants.showing import address
from gongshu.interfaces import queries, trial
from gongshu.people import law
from gongshu.people.actor import Actor


def interfaces(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """Return the hooked interfaces of an entry, each with how it is called and, where it is open, a form to try it; None without one."""
    held = queries.of_entry(actor, entry)
    if not held or entry.current is None:
        return None
    offer = offer_of(entry)
    way = direct_way(offer, receiver_for(actor), law.terms(timezone.localdate(clock.now())))
    granted = grants.running(actor, entry.number) if actor.is_signed_in else []
    return {
        "interfaces": [trial.shown(each, offer, request.GET, tries=way is not None) for each in held],
        "way": way,
        "granted": granted,
        "node_address": address(),
        "number": entry.number,
    }


register_part("api", Part(template="interfaces/tab.html", context=interfaces))
