"""The lists there are: which entries each holds, what it says of them, which texts demand it, who reads it.

Most lists follow from published versions of entries. A list of figures, needs or matters cannot: what it says on the day on which it is
published is kept with it. The capability that owns such figures registers its list (`lists.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.lists.columns import COLUMNS, Column
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.words import Attribute
from gongshu.law.terms import Term, Terms
from gongshu.people.actor import Actor
from gongshu.people.models import Region

_ENTRIES: Final = _("目录数")
Row: TypeAlias = Mapping[str, Any]  # what is kept of one row: plain values by column, `number` among them


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A number that the authority of a level fixes before the list can be made: from which figure on, for how long back."""

    name: str
    title: str | Promise
    unit: str | Promise
    least: int
    most: int


def _entry_address(number: str) -> str:
    return reverse("catalogue:entry", args=[number])


def _seen_entries(actor: Actor, numbers: Sequence[str]) -> set[str]:
    return set(Entry.objects.all().visible_to(actor).filter(number__in=numbers).values_list("number", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKind:
    """One kind of list. A list of a level holds the entries of the level's own bodies, a list of a body that body's."""

    name: str
    title: str | Promise
    about: str | Promise
    holds: Q = field(default_factory=Q)  # which published entries
    says: tuple[str, ...] = ()  # columns, in order
    demanded_by: tuple[tuple[str, str], ...]  # parameters and the value in them that means this list
    manner: str = ""  # how often, how and where it is kept: parameters that begin so
    is_public: bool = False
    is_of_body: bool = False
    # Of a list whose rows are kept: its columns, the first of them `number`, and what it holds on a day under the numbers that were set.
    own: tuple[Column, ...] = ()
    compute: Callable[[Region, Mapping[str, int], date], list[Row]] | None = None
    settings: tuple[Setting, ...] = ()
    period: Callable[[Mapping[str, int], date], tuple[date, date]] | None = None  # the days that the figures count
    is_costly: bool = False  # computing it reads every use of its period: only its own page and its publishing do
    counted: str | Promise = _ENTRIES  # what its rows are, in words
    address: Callable[[str], str] = _entry_address  # of the page about one row; empty where there is none
    seen: Callable[[Actor, Sequence[str]], set[str]] = _seen_entries  # which rows this person may read today
    keeping: str = ""  # the named page on which its rows are written, where people write them

    @property
    def columns(self) -> tuple[Column, ...]:
        if self.own:
            return self.own
        return tuple(COLUMNS[name] for name in ("number", *self.says, "version"))

    def demands(self, terms: Terms) -> list[Term]:
        """Return the terms of a place that demand this list; none where no text in force does."""
        held = [(terms.get(name), value) for name, value in self.demanded_by]
        return [term for term, value in held if term is not None and term.decides and value in (term.value or ())]

    def kept_as(self, terms: Terms) -> list[Term]:
        """Return what a place says on the cycle, the update and the channel of this list; silence stays silence."""
        held = [terms.get(f"{self.manner}_{what}") for what in _MANNERS] if self.manner else []
        return [term for term in held if term is not None and term.decides]


_RESOURCES = (
    "title",
    "provider",
    "region",
    "domain",
    "type",
    "format",
    "update_frequency",
    "level",
    "sharing",
    "opening",
)
_MANNERS = ("cycle", "update", "channel")
_SHARED = (Attribute.UNCONDITIONAL, Attribute.CONDITIONAL)

KINDS: Final[dict[str, ListKind]] = {
    kind.name: kind
    for kind in (
        ListKind(
            name="resource_list",
            title=_("公共数据资源清单"),
            about=_("本级各单位已发布的全部目录"),
            holds=Q(),
            says=_RESOURCES,
            demanded_by=(("census.lists", "public_data_resource_list"),),
        ),
        ListKind(
            name="body_resource_list",
            title=_("本单位资源清单"),
            about=_("一个单位已发布的全部目录"),
            holds=Q(),
            says=_RESOURCES,
            demanded_by=(("census.body_lists", "body_resource_list"),),
            manner="census.body_list",
            is_of_body=True,
        ),
        ListKind(
            name="aggregation_list",
            title=_("汇聚清单"),
            about=_("应当汇聚到平台的数据、形式和频率"),
            holds=Q(),
            says=("title", "provider", "items", "type", "format", "update_frequency"),
            demanded_by=(("collection.lists", "aggregation_list"),),
        ),
        ListKind(
            name="classified_graded_list",
            title=_("数据分类分级清单"),
            about=_("一个单位已发布目录的类别、级别和数据项级别"),
            holds=Q(),
            says=("title", "domain", "type", "level", "items_graded", "sharing", "opening"),
            demanded_by=(("classification.body_lists", "classified_graded_list"),),
            is_of_body=True,
        ),
        ListKind(
            name="base_database_list",
            title=_("基础库和主题库清单"),
            about=_("归入基础库、主题库的数据"),
            holds=~Q(current__base_database="") | ~Q(current__topic_database=""),
            says=("title", "provider", "base_database", "topic_database", "items", "update_frequency"),
            demanded_by=(),
        ),
        ListKind(
            name="sharing_responsibility_list",
            title=_("共享责任清单"),
            about=_("应当共享的数据、责任单位和条件"),
            holds=Q(current__sharing__in=_SHARED),
            says=("title", "provider", "items", "sharing", "sharing_conditions", "update_frequency", "contact"),
            demanded_by=(("sharing.lists", "sharing_responsibility_list"), ("sharing.lists", "responsibility_list")),
            manner="sharing.list",
        ),
        ListKind(
            name="sharing_catalogue",
            title=_("共享目录"),
            about=_("可以共享的数据的目录"),
            holds=Q(current__sharing__in=_SHARED),
            says=("title", "provider", "sharing", "format", "type", "update_frequency", "items"),
            demanded_by=(("sharing.lists", "sharing_catalogue"),),
        ),
        ListKind(
            name="sharing_negative_list",
            title=_("共享负面清单"),
            about=_("不予共享的数据及其依据"),
            holds=Q(current__sharing=Attribute.WITHHELD),
            says=("title", "provider", "sharing_basis"),
            demanded_by=(("sharing.lists", "negative_list"),),
        ),
        ListKind(
            name="opening_responsibility_list",
            title=_("开放责任清单"),
            about=_("向社会开放的数据、责任单位和条件"),
            holds=Q(current__opening__in=OPENED),
            says=("title", "provider", "items", "opening", "opening_conditions", "update_frequency", "contact"),
            demanded_by=(("opening.lists", "opening_responsibility_list"),),
            manner="opening.list",
            is_public=True,
        ),
        ListKind(
            name="opening_catalogue",
            title=_("开放目录"),
            about=_("向社会开放的数据的目录"),
            holds=Q(current__opening__in=OPENED),
            says=("title", "provider", "opening", "format", "type", "update_frequency", "items"),
            demanded_by=(("opening.lists", "opening_catalogue"),),
            is_public=True,
        ),
    )
}


def register(kind: ListKind) -> None:
    """Add a list that a capability above computes."""
    KINDS[kind.name] = kind


def kind_of(name: str) -> ListKind:
    """Return a kind of list. Raises: NoSuchEntry naming those there are."""
    try:
        return KINDS[name]
    except KeyError:
        raise NoSuchEntry(f"{name} ({', '.join(KINDS)})", "清单", "kind of list") from None
