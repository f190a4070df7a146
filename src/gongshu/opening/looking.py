"""One look at one snapshot, and keeping what was found: counts, never values."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings

from gongshu.audit import Event, record
from gongshu.catalogue import lake
from gongshu.catalogue.models import Snapshot
from gongshu.lake.engine import Ref
from gongshu.lake.small_cells import SmallCells, small_cells
from gongshu.opening.choosing import Chosen
from gongshu.opening.models import MaskingRecord, Method, SmallCellCheck
from gongshu.opening.recording import subject_of
from gongshu.people.actor import Actor


def look(resource: str, held: str, chosen: Chosen, masking: MaskingRecord) -> SmallCells:
    """Return what a snapshot of the lake tells; `held` is its identifier there. Raises: ColumnUnknown."""
    node, ref = settings.GONGSHU, Ref(resource, int(held))
    with lake.engine() as engine:
        return small_cells(
            engine, engine.tables, ref, chosen.quasi, sensitive=chosen.sensitive,
            empty=masking.items_by(Method.DROPPED), masks=chosen.masks, k=node.small_cell_k, variety=node.small_cell_variety,
        )  # fmt: skip


def keep(
    masking: MaskingRecord, chosen: Chosen, result: SmallCells, snapshot: Snapshot, *, by: Actor, now: datetime
) -> SmallCellCheck:
    """Keep a check with its event, in the caller's transaction."""
    made = SmallCellCheck.objects.create(
        record=masking, snapshot=snapshot, quasi=list(chosen.quasi), sensitive=list(chosen.sensitive), k=result.k, variety=result.variety,
        found=_told(result), passes=result.passes, checked_at=now, checked_by=by.login, checked_by_name=by.name,
    )  # fmt: skip
    facts = {
        "entry": masking.entry.number, "snapshot": snapshot.number, "quasi": made.quasi, "k": made.k, "passes": made.passes,
        "small_groups": result.small_groups,
    }  # fmt: skip
    record(Event.CHECK_RUN, subject_of(masking), by=by, at=now, facts=facts)
    return made


def _told(found: SmallCells) -> dict[str, Any]:
    """Return what was found as JSON keeps it."""
    sizes = {str(size): groups for size, groups in found.sizes.items()}
    return {**asdict(found), "sizes": sizes, "unique_share": found.unique_share}
