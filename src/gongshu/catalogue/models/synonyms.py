"""Words that mean the same in a search."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Synonym(models.Model):
    """A word of a group; every word of a group finds what any of them finds (医保 = 医疗保险)."""

    group = models.CharField(max_length=60, db_index=True)  # the word that the group is kept under
    word = models.CharField(max_length=60, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(word="") & ~Q(group=""), name="synonym_has_a_word")]

    def __str__(self) -> str:
        return f"{self.word} = {self.group}"
