"""The life of an entry, stage by stage, where a text has public data managed over its whole life cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry, Snapshot
from gongshu.catalogue.words import State
from gongshu.classification.models import AttributeReview, ColumnGrade
from gongshu.grants.models import Grant
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import query


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: when it was reached first, and last; None: not yet, or this person may not know."""

    name: str
    title: str | Promise
    first: datetime | None
    last: datetime | None = None

    @property
    def again(self) -> datetime | None:
        return self.last if self.last != self.first else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """What a text demands, and how far an entry is."""

    term: Term
    stages: Sequence[Stage]


@query
def lifecycle(actor: Actor, entry: Entry, now: datetime) -> Life | None:
    """Return the stages of an entry; None where no text of the place has data managed over its whole life cycle.

    Source: 江苏条例 第二十条第三款.
    """
    term = terms(timezone.localdate(now)).get("classification.full_lifecycle")
    seen = Entry.objects.visible_to(actor).filter(pk=entry.pk).exists()
    if term is None or not term.decides or not term.value or not seen:
        return None
    whole = {"first": Min("at"), "last": Max("at")}
    delivered = Snapshot.objects.visible_to(actor).filter(resource__entry=entry).aggregate(**whole)
    graded = ColumnGrade.objects.filter(entry=entry).aggregate(**whole)
    reviewed = AttributeReview.objects.filter(entry=entry).aggregate(**whole)
    granted = (
        Grant.objects.visible_to(actor)
        .filter(entry=entry.number)
        .aggregate(first=Min("issued_at"), last=Max("issued_at"))
    )
    versions = entry.versions.aggregate(first=Min("published_at"), last=Max("published_at"))
    gone = entry.changed_at if entry.state == State.WITHDRAWN else None
    return Life(
        term=term,
        stages=(
            Stage(name="described", title=_("编制目录"), first=entry.created_at),
            Stage(name="published", title=_("发布目录"), **versions),
            Stage(name="delivered", title=_("归集数据"), **delivered),
            Stage(name="graded", title=_("数据项定级"), **graded),
            Stage(name="granted", title=_("授权使用"), **granted),
            Stage(name="reviewed", title=_("评估属性"), **reviewed),
            Stage(name="withdrawn", title=_("下架"), first=gone),
        ),
    )
