"""What classification adds to the page of a data set: the way to its grading, and the mark of what is listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.tabs import Door, Part, register_doors, register_part
from gongshu.catalogue.words import ResourceKind, State
from gongshu.classification import queries
from gongshu.people.actor import Actor
from gongshu.people.permission import allowed


def doors(entry: Entry, actor: Actor) -> list[Door]:
    """Return the way to the grading desk of an entry with a table, to whoever grades it."""
    if (
        not actor.body
        or entry.state != State.PUBLISHED
        or not allowed(actor, "classification.grade", entry.provider).allowed
    ):
        return []
    if not entry.resources.filter(kind=ResourceKind.TABLE, snapshot__isnull=False).exists():
        return []
    return [Door(title=_("数据项定级"), address=reverse("classification:grade", args=[entry.number]), icon="lock")]


def _marked(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    found = queries.mark(actor, entry) if actor.body else None
    return {"marked": found} if found is not None else None


def _lived(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """The stages of an entry's life, to staff of public bodies."""
    found = queries.lifecycle(actor, entry, clock.now()) if actor.body else None
    return {"life": found} if found is not None else None


register_doors(doors)
register_part("versions", Part(template="classification/lifecycle.html", context=_lived))
register_part("items", Part(template="classification/mark.html", context=_marked))
