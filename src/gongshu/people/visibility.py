"""Query sets that know who may see which row; starting from them counts as having asked."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from gongshu.people.actor import Actor
from gongshu.people.permission import mark_asked

Row = TypeVar("Row", bound=models.Model)


class VisibleQuerySet(models.QuerySet[Row]):
    """Base of every query set that pages, search, counts, feeds and previews start from."""

    def visible_to(self, actor: Actor) -> Self:
        """Return only the rows that this person may see."""
        mark_asked()
        # The node's own jobs see all rows: what they send out is asked again for its receiver.
        return self if actor.kind == "system" else self.seen_by(actor)

    def seen_by(self, actor: Actor) -> Self:
        """The rule itself; each query set says its own."""
        raise NotImplementedError(f"{type(self).__name__} says nothing about who may see its rows")
