"""The rows of the ledger. Actor, body and subject are text, not foreign keys: a record outlives what it tells of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """One act. The columns are for looking it up; what the ledger proves is `body` with `salt`."""

    event = models.CharField(max_length=60)  # a member of Event
    subject_kind = models.CharField(max_length=40)  # "case", "catalogue-entry"
    subject_id = models.CharField(max_length=120)
    subject_label = models.CharField(max_length=300, blank=True)
    actor_login = models.CharField(max_length=150)
    actor_body = models.CharField(max_length=40, blank=True)  # code of the body, empty for the public and the clock
    via = models.CharField(max_length=10)  # session, token, cli or clock
    at = models.DateTimeField()  # the node's clock
    law = models.CharField(max_length=200, blank=True)  # the article that the act rests on, 达州办法 第二十条第二款
    body = models.TextField(null=True)  # canonical JSON (RFC 8785); null once it was erased
    salt = models.BinaryField(null=True, max_length=16)  # 16 random bytes; erased together with the body
    algorithm = models.CharField(max_length=10, default="sha256")  # of this record's leaf
    leaf = models.BinaryField(max_length=200)  # what the ledger holds: a salted digest, no content
    # Seconds since 1970 by the machine's clock: whether the sealer is alive is no matter of the node's clock, which
    # a rehearsal may set.
    written_at = models.FloatField()
    index = models.BigIntegerField(null=True, unique=True)  # place in the tree, given once by the sealer
    sealed_at = models.DateTimeField(null=True)  # when a signed checkpoint first covered it
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(index__isnull=True) | Q(index__gte=0), name="audit_index_counts_from_zero"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | Q(index__isnull=False), name="audit_sealed_has_an_index"
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False, salt__isnull=False)
                | Q(body__isnull=True, salt__isnull=True, erased_at__isnull=False),
                name="audit_body_and_salt_go_together",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["actor_login", "id"], name="audit_by_actor"),
            models.Index(fields=["event", "id"], name="audit_by_event"),
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["id"], name="audit_without_index", condition=Q(index__isnull=True)),
            models.Index(fields=["written_at"], name="audit_unsealed", condition=Q(sealed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.event} {self.subject_kind} {self.subject_id}"


class SealedTree(models.Model):
    """A signed checkpoint that the ledger has published: one root for each size, for ever."""

    size = models.BigIntegerField(primary_key=True)  # leaves
    root = models.CharField(max_length=64)  # hexadecimal
    checkpoint = models.TextField()  # the signed note as published
    at = models.DateTimeField()  # the node's clock

    def __str__(self) -> str:
        return f"{self.size} {self.root[:16]}"
