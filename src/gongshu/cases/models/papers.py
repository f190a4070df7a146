"""Letters that a case sends and official letters that were handed in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from gongshu.cases.models.cases import Case
from gongshu.cases.models.moves import Move


class LetterKind(models.TextChoices):
    RECEIPT = "receipt", "受理通知书"
    DECISION = "decision", "答复书"
    REFUSAL = "refusal", "不予同意通知书"
    COMPLETION = "completion", "补正告知书"
    COMMITMENT = "commitment", "数据利用承诺书"  # signed by the applicant when applying


class Letter(models.Model):
    """A letter of a case. Its facts are fixed with the move; the PDF is made from them afterwards and can be made again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    move = models.ForeignKey(Move, null=True, on_delete=models.CASCADE, related_name="letters")  # null: the receipt
    number = models.CharField(max_length=40, unique=True)  # 2026-GX-00001-02
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    facts: models.JSONField[Any, Any] = (
        models.JSONField()
    )  # title, receiver, paragraphs, articles, remedy, signature: all that is printed
    at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)  # when the PDF was there
    digest = models.CharField(max_length=64, blank=True, default="")  # SHA-256 of the PDF, hexadecimal
    path = models.CharField(max_length=200, blank=True, default="")  # below the node's spool folder

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_is_known"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, digest="") | Q(made_at__isnull=False) & ~Q(digest=""),
                name="letter_made_has_a_digest",
            ),
            models.UniqueConstraint(fields=["move", "kind"], name="letter_once_for_a_move"),
        ]

    def __str__(self) -> str:
        return self.number


class Attachment(models.Model):
    """A scanned official letter (公文) or other paper handed in with a case; the file lies in the spool by its digest."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)  # of the file as handed in
    letter_number = models.CharField(max_length=80, blank=True, default="")  # 达市交函〔2026〕12号
    seal = models.CharField(max_length=120, blank=True, default="")  # whose seal it bears, in words
    digest = models.CharField(max_length=64)  # SHA-256 of the file, hexadecimal
    size = models.PositiveBigIntegerField()  # bytes
    by_login = models.CharField(max_length=150)
    by_body = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "digest"], name="attachment_once_in_a_case"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"
