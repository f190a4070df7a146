"""What participation adds to the page of a data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.tabs import Tab, register_tab
from gongshu.catalogue.words import State
from gongshu.participation import queries
from gongshu.participation.models import Letters
from gongshu.people.actor import Actor


def participation(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    """Return stars, questions, uses and applications of an entry; None before it was published."""
    if entry.state != State.PUBLISHED or entry.current is None:
        return None
    return {
        "voice": queries.voice(actor, entry),
        "opened": entry.current.opening in OPENED,
        "letters": Letters.choices,
        "stars": range(1, 6),
        "today": timezone.localdate(clock.now()),
    }


register_tab(
    Tab(key="participation", title=_("互动"), template="participation/tab.html", context=participation, order=70)
)
