"""Numbers of entries: region code and a running number without gaps, "511700-0042"."""

from __future__ import annotations

from gongshu.catalogue.models import Numbering


def next_numbers(region: str, count: int = 1) -> list[str]:
    """Return the next numbers of a region, in the caller's transaction; two callers never get the same."""
    Numbering.objects.bulk_create([Numbering(region=region)], ignore_conflicts=True)
    row = Numbering.objects.select_for_update().get(region=region)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return [f"{region}-{number:04d}" for number in range(first, first + count)]
