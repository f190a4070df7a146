"""The list of demands: a row for each need that was taken up, written by the moves of its case."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.visibility import VisibleQuerySet


class Use(models.TextChoices):
    """What the data is needed for, and with it who reads the row."""

    SHARING = "sharing", _("共享需求")
    OPENING = "opening", _("开放需求")


class State(models.TextChoices):
    """How far a demand is."""

    OPEN = "open", _("对接中")
    PROMISED = "promised", _("已承诺")
    OVERDUE = "overdue", _("承诺逾期")
    DELIVERED = "delivered", _("待确认")
    CLOSED = "closed", _("已销号")
    DECLINED = "declined", _("不能满足")
    MERGED = "merged", _("已合并")


class Demands(VisibleQuerySet["Demand"]):
    def seen_by(self, actor: Actor) -> Demands:
        """Everybody reads what the public needs; what public bodies need of each other is read by public bodies."""
        held = self.filter(hidden_at__isnull=True)
        return held if actor.body else held.filter(use=Use.OPENING)

    def in_state(self, state: str, today: date) -> Demands:
        """Return the demands in a state as it is today; all for one that there is not."""
        try:
            return self.filter(_IN_STATE[State(state)](today))
        except ValueError:
            return self

    def counted(self, today: date) -> dict[str, int]:
        """Return how many are in each state on a day."""
        counts: dict[str, int] = self.aggregate(
            **{state.value: Count("pk", filter=_IN_STATE[state](today)) for state in State}
        )
        return counts


class Demand(models.Model):
    """A need that the authority took up. Who of the public has it stays in the case."""

    case = models.CharField(max_length=30, unique=True)  # number of the case; never shown to others
    use = models.CharField(max_length=8, choices=Use.choices)
    title = models.CharField(max_length=200)
    need = models.TextField()
    asked_on = models.DateField()
    needer = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="demands")  # null: the public
    source = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="demanded")  # null: merged
    lead = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    met_on = models.DateField(null=True)  # day of the meeting at which the promise was given
    due = models.DateField(null=True)  # the last day of the promise
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="demands")
    delivered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # whoever needs it said that it works
    declined_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")  # why it cannot be met
    hidden_at = models.DateTimeField(null=True)  # withdrawn, or taken out of a merger
    objects = Demands.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(use__in=Use.values), name="demand_use_is_known"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(lead__isnull=False), name="demand_has_a_source_or_a_lead"
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(entry__isnull=False), name="demand_is_met_by_an_entry"
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(reason=""), name="demand_is_declined_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["use", "-id"], name="demand_by_use")]

    def __str__(self) -> str:
        return self.title

    def state_on(self, today: date) -> State:
        """Return how far it is on a day."""
        if self.confirmed_at:
            return State.CLOSED
        if self.declined_at:
            return State.DECLINED
        if self.lead_id:
            return State.MERGED
        if self.delivered_at:
            return State.DELIVERED
        if self.due is None:
            return State.OPEN
        return State.OVERDUE if self.due < today else State.PROMISED


_RUNNING = Q(confirmed_at__isnull=True, declined_at__isnull=True, lead__isnull=True, delivered_at__isnull=True)
_IN_STATE = {
    State.OPEN: lambda today: _RUNNING & Q(due__isnull=True),
    State.PROMISED: lambda today: _RUNNING & Q(due__gte=today),
    State.OVERDUE: lambda today: _RUNNING & Q(due__lt=today),
    State.DELIVERED: lambda today: Q(
        delivered_at__isnull=False, confirmed_at__isnull=True, declined_at__isnull=True, lead__isnull=True
    ),
    State.CLOSED: lambda today: Q(confirmed_at__isnull=False),
    State.DECLINED: lambda today: Q(declined_at__isnull=False, confirmed_at__isnull=True),
    State.MERGED: lambda today: Q(lead__isnull=False, confirmed_at__isnull=True, declined_at__isnull=True),
}
