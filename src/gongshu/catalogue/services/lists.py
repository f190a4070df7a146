"""Publishing a list: what holds now becomes its next numbered version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.catalogue import lists
from gongshu.catalogue.errors import NothingChanged
from gongshu.catalogue.models import PublishedList
from gongshu.catalogue.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import require, service


@service
def publish_list(kind: str, scope: str, *, actor: Actor, now: datetime) -> PublishedList:
    """Fix what a list holds now as its next version and return it.

    `scope` is the code of a region, or of a body for a list of one body. Source: the articles that `ListKind.demands` finds, such as
    达州办法 第二十一条 and 第二十六条. Raises: NoSuchEntry for an unknown kind or scope; NothingChanged; Refused.
    """
    wanted, day = lists.kind_of(kind), timezone.localdate(now)
    place = lists.scope_of(wanted, scope)
    require(actor, "catalogue.lists", (place, day))
    pairs = lists.chosen(wanted, place)
    digest = lists.digest_of(wanted, pairs)
    articles = [str(term.article) for term in wanted.demands(terms(day))]
    region, body = (place.region, place) if isinstance(place, Body) else (place, None)
    with transaction.atomic():
        last = _last(lists.versions_of(wanted, place))
        if last is not None and [tuple(pair) for pair in last.entries] == pairs:
            raise NothingChanged(wanted.title, last.version)
        made = PublishedList.objects.create(
            kind=wanted.name, region=region, body=body, version=last.version + 1 if last else 1, entries=pairs,
            digest=digest, articles=articles, published_at=now, published_by=actor.login,
        )  # fmt: skip
        facts = {"version": made.version, "entries": len(pairs), "digest": digest}
        record(Event.LIST_PUBLISH, subject_of(made), by=actor, at=now, law="、".join(articles), facts=facts)
    return made


def _last(versions: QuerySet[PublishedList]) -> PublishedList | None:
    return versions.select_for_update(of=("self",)).order_by("-version").first()
