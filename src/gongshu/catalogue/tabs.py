"""Tabs and doors of a data set's page; capabilities above fill theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.audit import clock
from gongshu.catalogue import citing
from gongshu.catalogue.models import Entry
from gongshu.catalogue.published import of_entry
from gongshu.catalogue.queries.related import related
from gongshu.catalogue.words import State
from gongshu.people.actor import Actor
from gongshu.people.models import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab: `context` gives the names that its template draws, or None where there is nothing to show this person."""

    key: str
    title: str | Promise
    template: str
    context: Callable[[HttpRequest, Entry, Actor], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A further part of a tab, drawn below it; `context` as that of a tab."""

    template: str
    context: Callable[[HttpRequest, Entry, Actor], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A way to the data itself or to an application for it, shown as a button in the page's head."""

    title: str | Promise
    address: str
    icon: str = "arrow-right"
    primary: bool = False
    article: Any = None


def _nothing(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    return None


def _always(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any]:
    return {}


def _citation(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    if entry.state != State.PUBLISHED:
        return None
    return {"cited": citing.citation(of_entry(entry, actor), timezone.localdate(clock.now()))}


def _related(request: HttpRequest, entry: Entry, actor: Actor) -> Mapping[str, Any] | None:
    found = related(actor, entry.number)
    names = dict(Body.objects.filter(code__in={each.row.provider for each in found}).values_list("code", "zh"))
    return {"related": [(each, names.get(each.row.provider, each.row.provider)) for each in found]} if found else None


_tabs: Final[dict[str, Tab]] = {
    tab.key: tab
    for tab in (
        Tab(key="items", title=_("数据项"), template="catalogue/tabs/items.html", context=_always, order=10),
        Tab(key="resources", title=_("资源"), template="catalogue/tabs/resources.html", context=_always, order=20),
        Tab(key="sample", title=_("样例"), template="catalogue/tabs/none.html", context=_nothing, order=30),
        Tab(key="api", title=_("接口"), template="catalogue/tabs/none.html", context=_nothing, order=40),
        Tab(key="versions", title=_("版本"), template="catalogue/tabs/versions.html", context=_always, order=50),
        Tab(key="cite", title=_("引用"), template="catalogue/tabs/cite.html", context=_citation, order=70),
        Tab(key="related", title=_("相关目录"), template="catalogue/tabs/related.html", context=_related, order=65),
        Tab(key="uses", title=_("用途"), template="catalogue/tabs/uses.html", context=_always, order=60),
    )
}
_parts: Final[dict[str, list[Part]]] = {}
_doors: Final[list[Callable[[Entry, Actor], list[Door]]]] = []


def register_tab(tab: Tab) -> None:
    """Add a tab to the data set page, or fill one that is there (sample, api)."""
    _tabs[tab.key] = tab


def register_part(key: str, part: Part) -> None:
    """Add a part to a tab that another capability fills."""
    held = _parts.setdefault(key, [])
    if part not in held:
        held.append(part)


def parts(key: str, request: HttpRequest, entry: Entry, actor: Actor) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the parts of a tab that this person sees: the template of each and what it draws."""
    found = [(part.template, part.context(request, entry, actor)) for part in _parts.get(key, ())]
    return [(template, context) for template, context in found if context is not None]


def register_doors(doors: Callable[[Entry, Actor], list[Door]]) -> None:
    """Let a capability offer ways to the data of an entry to a person."""
    if doors not in _doors:
        _doors.append(doors)


def tabs() -> list[Tab]:
    return sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key))


def doors(entry: Entry, actor: Actor) -> list[Door]:
    return [door for each in _doors for door in each(entry, actor)]
