"""Reading imports: what one would do, which there were, one with its entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.importing.held import Problems
from gongshu.catalogue.importing.planning import Input, planned
from gongshu.catalogue.models import ImportBatch, ImportedEntry
from gongshu.people.actor import Actor
from gongshu.people.permission import query, require

PAGE = 100  # entries of an import on one page


@query
def import_preview(actor: Actor, given: Input, now: datetime) -> dict[str, Any]:
    """Return what an import would do, in the form of its result, and change nothing. Raises: FileUnfit; Refused."""
    plan = planned(given, actor, now)
    for _part in plan.parts:
        pass  # Taking a part counts it.
    return {
        "read": plan.read, "imported": 0, "created": plan.created, "changed": plan.changed, "unchanged": plan.unchanged,
        "left_out": plan.faults.left_out, "batch": "", "case": "", "complete": plan.complete, "problems": Problems(plan.faults),
    }  # fmt: skip


@query
def import_batches(actor: Actor) -> list[ImportBatch]:
    """Return the imports that this person may see, newest first."""
    require(actor, "catalogue.desk")
    return list(ImportBatch.objects.visible_to(actor).select_related("body")[:PAGE])


@query
def import_batch(actor: Actor, number: str) -> ImportBatch:
    """Return one import. Raises: NoSuchEntry."""
    found: ImportBatch | None = (
        ImportBatch.objects.visible_to(actor).select_related("body").filter(number=number).first()
    )
    if found is None:
        raise NoSuchEntry(number, "导入批次", "import")
    return found


@query
def import_lines(actor: Actor, number: str, *, after: int = 0) -> QuerySet[ImportedEntry]:
    """Return a page of an import's entries by line, those after the given line and one more. Raises: NoSuchEntry."""
    held = import_batch(actor, number)
    found = ImportedEntry.objects.filter(batch=held, line__gt=after).order_by("line", "pk")
    return found.select_related("entry__provider", "entry__draft", "entry__current")[: PAGE + 1]
