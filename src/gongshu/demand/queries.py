"""What pages, API and command line read of demands: each query starts from what this person may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from gongshu.cases.models import Case
from gongshu.catalogue.models import Entry
from gongshu.demand.errors import NoSuchDemand
from gongshu.demand.models import Demand, Demands
from gongshu.law.articles import Article
from gongshu.people.actor import Actor
from gongshu.people.law import jurisdiction, law, terms
from gongshu.people.permission import query, require
from gongshu.ui.paging import Page, page

_OF_BODIES, _OF_THE_PUBLIC = "sharing-demand", "opening-demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which demands: words in them, a state, a use, the code of the body that provides or needs."""

    text: str = ""
    state: str = ""
    use: str = ""
    body: str = ""


@query
def demands(
    actor: Actor, wanted: Wanted, today: date, *, after: str = "", before: str = "", size: int = 20
) -> Page[Demand]:
    """Return one page of the demands that this person may read, newest first."""
    found = _with_all(_chosen(actor, wanted).in_state(wanted.state, today))
    return page(found, after=after, before=before, size=size)


@query
def whole(actor: Actor, wanted: Wanted, today: date) -> Iterator[Demand]:
    """Yield all demands that this person may read, newest first."""
    found = _with_all(_chosen(actor, wanted).in_state(wanted.state, today))
    return found.order_by("-pk").iterator(chunk_size=500)


@query
def counts(actor: Actor, wanted: Wanted, today: date) -> Mapping[str, int]:
    """Return how many demands there are in each state, whatever state is wanted."""
    return _chosen(actor, wanted).counted(today)


def _chosen(actor: Actor, wanted: Wanted) -> Demands:
    found: Demands = Demand.objects.all().visible_to(actor)
    for word in wanted.text.split():
        found = found.filter(Q(title__icontains=word) | Q(need__icontains=word))
    if wanted.use:
        found = found.filter(use=wanted.use)
    if wanted.body:
        found = found.filter(Q(source__code=wanted.body) | Q(needer__code=wanted.body))
    return found


def _with_all(found: Demands) -> Demands:
    return found.select_related("needer", "source", "lead", "entry__current").annotate(
        joined=Count("merged", filter=Q(merged__hidden_at__isnull=True))
    )


@query
def demand(actor: Actor, number: int) -> Demand:
    """Return one demand. Raises: NoSuchDemand, also where it exists and is not theirs to see."""
    found: Demand | None = _with_all(_chosen(actor, Wanted())).filter(pk=number).first()
    if found is None:
        raise NoSuchDemand(number)
    return found


@query
def case_of(actor: Actor, held: Demand) -> Case | None:
    """Return the case of a demand to whoever has part in it."""
    found: Case | None = Case.objects.visible_to(actor).filter(number=held.case).first()
    return found


@query
def sees_entry(actor: Actor, held: Demand) -> bool:
    """Return whether this person may see the entry that met a demand."""
    return Entry.objects.all().visible_to(actor).filter(demands=held.pk).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How this person may say what data they need here."""

    procedure: str
    title: Mapping[str, str]
    article: Article | None
    provided: bool  # a text of the place provides for it


@query
def way(actor: Actor, today: date) -> Way:
    """Return the way that is open to this person: public bodies ask for sharing, everybody else for opening."""
    require(actor, "demand.ways")
    table = law().procedure(_OF_BODIES if actor.body else _OF_THE_PUBLIC, jurisdiction().path)
    term = terms(today).get(str(table.allowed_by))
    return Way(
        procedure=table.name,
        title=table.title,
        article=term.article if term else None,
        provided=term is not None and bool(term.value),
    )
