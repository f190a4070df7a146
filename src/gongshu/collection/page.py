"""What collection adds to the page of a data set: sample rows, and for its provider the deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Tab, register_tab
from gongshu.collection import pages, queries
from gongshu.collection.datasources import queries as datasources
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed


def sample(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """Return masked rows for whoever gets the data without an application; None for all others."""
    found = queries.sample(actor, entry.number, now=clock.now())
    return None if found is None else {"sample": found}


def deliveries(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """Return the newest deliveries for those who may deliver; None for all others."""
    if not allowed(actor, "collection.deliver", entry).allowed:
        return None
    rows = pages.rows(queries.deliveries(actor, entry=entry.number)[:10])
    return {"rows": rows, "number": entry.number, "sources": datasources.of_entry(actor, entry)}


register_tab(Tab(key="sample", title=_("样例"), template="collection/sample.html", context=sample, order=30))
register_tab(
    Tab(key="deliveries", title=_("投送"), template="collection/deliveries.html", context=deliveries, order=70)
)
