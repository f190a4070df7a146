"""Which record of the delivered file a record of its snapshot was: rejected ones left gaps, and only the rest was kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from gongshu.catalogue.words import Mode
from gongshu.collection import mending, rejects
from gongshu.collection.models import Delivery
from gongshu.lake.errors import KeyMissing


def records_of(delivery: str) -> Callable[[int], int]:
    """Return the numbers in the file for those in the snapshot.

    They differ where records of a whole table were rejected; a snapshot of several deliveries counts through all of them.
    """
    held = (
        Delivery.objects.filter(pk=delivery, mode=Mode.REPLACE, rows_rejected__gt=0).select_related("resource").first()
    )
    if held is None:
        return lambda number: number
    try:
        rejected = rejects.records(mending.quarantine_of(held))
    except (KeyMissing, OSError):  # The quarantine was erased; what is left is counted by itself.
        return lambda number: number
    return gaps(rejected)


def gaps(rejected: Sequence[int]) -> Callable[[int], int]:
    """Return the number of the nth record that is not among the rejected ones, which are in their order."""
    kept_before = [record - place - 1 for place, record in enumerate(rejected)]
    return lambda number: number + bisect_right(kept_before, number - 1)
