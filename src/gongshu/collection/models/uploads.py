"""Files that are on their way in pieces: what of them lies in the spool, and whose they are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongshu.catalogue.models import Entry
from gongshu.people.actor import Actor
from gongshu.people.visibility import VisibleQuerySet


class Uploads(VisibleQuerySet["Upload"]):
    def seen_by(self, actor: Actor) -> Uploads:
        """Only who sends a file sees how far it is."""
        return self.filter(owner=actor.login) if actor.login else self.none()


class Upload(models.Model):
    """One file that one person sends to one entry; it is gone once a delivery has been made of it."""

    number = models.CharField(primary_key=True, max_length=32)  # of the delivery that is made of it
    owner = models.CharField(max_length=150)  # login
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="uploads")
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()  # bytes of the whole file
    modified = (
        models.BigIntegerField()
    )  # when the sender's file was changed last, milliseconds since 1970; tells files of one name apart
    received = models.PositiveBigIntegerField(default=0)  # bytes from the beginning that lie in the spool
    spool_key = models.CharField(max_length=64)  # key of the encrypted file
    mode = models.CharField(max_length=8, blank=True, default="")  # as said with the file; empty: the entry's own
    mends = models.CharField(max_length=32, blank=True, default="")  # delivery whose rejected rows come back
    resource = models.CharField(max_length=60, blank=True, default="")  # number; empty: the only one that fits
    touched_at = models.DateTimeField()  # when the last piece came, the node's clock
    objects = Uploads.as_manager()

    class Meta:
        ordering = ["-touched_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "entry", "file_name", "size", "modified"], name="upload_once_for_a_file"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_has_no_more_than_its_size"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["touched_at"], name="upload_by_age")]

    def __str__(self) -> str:
        return self.number

    @property
    def percent(self) -> int:
        return self.received * 100 // self.size
