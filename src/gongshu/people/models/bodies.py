"""Public bodies, the statutory roles they hold, and the steps that a case passes inside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from gongshu.people.actor import Actor
from gongshu.people.models.regions import Region
from gongshu.people.visibility import VisibleQuerySet


class Status(models.TextChoices):
    LIVE = "live", "在册"
    CLOSED = "closed", "已撤销"


class Bodies(VisibleQuerySet["Body"]):
    def seen_by(self, actor: Actor) -> Bodies:
        return self  # Which bodies there are, and who answers for their data, is public.


class Body(models.Model):
    """A body that holds or uses public data: 政务部门, 公共服务组织, 园区管委会, 中央驻川单位 …"""

    code = models.CharField(max_length=40, unique=True)  # "511700-jtysj", printed in addresses and never changed
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=200)
    short = models.CharField(max_length=40)  # 市交通局, for lists and inboxes
    uscc = models.CharField(max_length=18, null=True, unique=True)  # GB 32100; null while it is not known
    kind = models.CharField(max_length=60)  # a key of organisations.body_kinds, or park_committee, central_body
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="bodies")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")  # its superior body
    entrusted = models.ForeignKey(
        Region, null=True, on_delete=models.PROTECT, related_name="committees"
    )  # 达州办法 第五条第二款
    sector = models.CharField(max_length=40, blank=True, default="")  # a key of organisations.public_service_sectors
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.LIVE)
    head = models.CharField(max_length=60, blank=True, default="")  # 主要负责人: 成都条例 第七条第一款
    contact = models.CharField(
        max_length=60, blank=True, default=""
    )  # who answers for the data: 达州办法 第十三条第一款
    contact_details = models.CharField(max_length=120, blank=True, default="")  # telephone or mailbox of the office
    objects = Bodies.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="body_status_is_known"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="body_is_not_its_own_superior"),
            models.CheckConstraint(
                condition=~Q(kind="park_committee") | Q(entrusted__isnull=False), name="body_park_has_a_territory"
            ),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def territory(self) -> Region:
        """The region that the body acts for: the entrusted one where there is one."""
        return self.entrusted or self.region


class BodyRole(models.Model):
    """A statutory role that a body holds for a region: data_authority, operating_institution …"""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=60)  # a key of roles.yaml
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="roles")
    since = models.DateField()
    until = models.DateField(null=True)  # first day on which it no longer holds the role
    basis = models.CharField(max_length=200)  # the article or decision that gave the role, 达州办法 第六条第一款

    class Meta:
        constraints = [
            # One region has one data authority at a time; a successor begins after the predecessor has ended.
            models.UniqueConstraint(
                fields=["role", "region"], condition=Q(until__isnull=True), name="role_has_one_holder_in_a_region"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="role_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="role_has_a_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.role} {self.region_id}"

    @staticmethod
    def live(day: date) -> Q:
        return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


class Chain(models.Model):
    """The steps a case passes inside a body, in order, all inside the same clock."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="chains")
    procedure = models.CharField(
        max_length=60, blank=True, default=""
    )  # empty: every procedure without a chain of its own
    steps: models.JSONField[Any, Any] = models.JSONField()  # duties in order: ["handle", "section_head", "leader"]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "procedure"], name="chain_one_for_a_procedure")]

    def __str__(self) -> str:
        return f"{self.body} {self.procedure}: {' → '.join(self.steps)}"
