"""Keeping how delivered data stands to the elements that its items name; the scan itself is that of the quality check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gongshu.catalogue.models import Entry, Snapshot
from gongshu.lake.checks.conforming import Measured
from gongshu.people.actor import SYSTEM
from gongshu.people.permission import require, service
from gongshu.standards.models import Conformance


@service
def keep_conformance(
    snapshot: Snapshot, entry: Entry, found: Sequence[Measured], *, now: datetime
) -> list[Conformance]:
    """Keep what a check of a snapshot measured, in place of an earlier check of the same; the newest of an entry counts in the rates.

    It is part of the check, whose event says so and whose right was asked.
    """
    require(SYSTEM, "standards.clock")
    with transaction.atomic():
        Conformance.objects.filter(snapshot=snapshot).delete()
        Conformance.objects.filter(entry=entry, newest=True).update(newest=False)
        return Conformance.objects.bulk_create(
            Conformance(
                snapshot=snapshot, entry=entry, body=entry.provider, column=each.column, standard=each.named.code, rows=each.rows,
                name_fits=each.name_fits, type_fits=each.type_fits, too_long=each.too_long, outside=each.outside, conforms=each.conforms,
                newest=True, at=now,
            )
            for each in found
        )  # fmt: skip
