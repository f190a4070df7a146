"""The small-cell check of what is to be opened, and the reviewer's override."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.catalogue.models import Entry, Snapshot
from gongshu.catalogue.storing import description_of
from gongshu.law.terms import Terms
from gongshu.opening import choosing, looking
from gongshu.opening.errors import NoSuchRecord, NothingToCheck, NotOverridable
from gongshu.opening.finding import entry_for
from gongshu.opening.models import MaskingRecord, SmallCellCheck
from gongshu.opening.readiness import covering, table_of
from gongshu.opening.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import require, service


@service
def check(
    entry: str, *, quasi: Sequence[str] = (), sensitive: Sequence[str] = (), snapshot: str = "", actor: Actor, now: datetime
) -> SmallCellCheck:  # fmt: skip
    """Look whether rows of a snapshot can be told apart by the items that are left; keep and return what was found.

    The snapshot is the published one unless another of the table is named, such as one that waits.
    Items are taken as they leave, masked by their level; none named means those of the last check, else those suggested. k and
    variety are the node's settings. Raises: NoSuchEntry; Refused; NothingToCheck; ColumnUnknown.
    """
    found = entry_for(actor, entry)
    require(actor, "opening.check", (found, timezone.localdate(now)))
    masking, looked_at = _subject(found, snapshot)
    chosen = choosing.chosen(found, masking, quasi, sensitive)
    result = looking.look(looked_at.resource.number, looked_at.lake, chosen, masking)
    with transaction.atomic():
        return looking.keep(masking, chosen, result, looked_at, by=actor, now=now)


def _subject(entry: Entry, wanted: str) -> tuple[MaskingRecord, Snapshot]:
    masking = covering(entry, entry.current) if entry.current else None
    table = table_of(entry)
    if masking is None or table is None or table.snapshot is None:
        raise NothingToCheck(
            f"{entry.number} 还不能检查：须先发布目录、投送库表并登记脱敏脱密记录",
            f"{entry.number} cannot be checked yet: publish it, deliver its table and make a masking record first",
            shown=entry.number, remedy_zh="补齐后再检查", remedy_en="do what is missing, then check again",
        )  # fmt: skip
    if not wanted:
        return masking, table.snapshot
    named = table.snapshots.filter(number=wanted).exclude(lake="").select_related("resource").first()
    if named is None:
        raise NothingToCheck(
            f"{entry.number} 没有快照 {wanted}", f"{entry.number} has no snapshot {wanted!r}", shown=wanted, remedy_zh="核对快照编号", remedy_en="check its number",
        )  # fmt: skip
    return masking, named


@service
def override(number: int, reason: str, *, actor: Actor, now: datetime) -> SmallCellCheck:
    """Let a failed check pass for a reason that stays with it.

    Source of the bar: opening.protected_prohibited (达州办法 第二十四条第三款), where the data would lie open without conditions.
    Raises: NoSuchRecord; Refused for anybody but the reviewing body; NotOverridable.
    """
    seen = (
        SmallCellCheck.objects.visible_to(actor)
        .select_related("record__entry__provider__region")
        .filter(pk=number)
        .first()
    )
    if seen is None:
        raise NoSuchRecord(str(number))
    entry, day = seen.record.entry, timezone.localdate(now)
    require(actor, "opening.override", (entry, day))
    _require_overridable(seen, reason)
    _require_not_forbidden(entry, terms(day))
    with transaction.atomic():
        held = SmallCellCheck.objects.select_for_update(of=("self",)).select_related("record__entry").get(pk=seen.pk)
        _require_overridable(held, reason)
        held.override_reason, held.overridden_by, held.overridden_at = reason.strip(), actor.login, now
        held.overridden_by_name = actor.name
        held.save(update_fields=["override_reason", "overridden_by", "overridden_by_name", "overridden_at"])
        facts = {"entry": entry.number, "reason": held.override_reason, "small_groups": held.found["small_groups"]}
        record(Event.CHECK_OVERRIDE, subject_of(held.record), by=actor, at=now, facts=facts)
    return held


def _require_overridable(held: SmallCellCheck, reason: str) -> None:
    if held.holds or any(held.found["filled"].values()):
        raise NotOverridable(
            "已通过的检查不须放行；记录写明删除而快照中仍有值的，不能放行", "a check that holds needs no override, and what a record calls dropped must be gone",
            shown=held.record.number, remedy_zh="重新投送，或者更正脱敏脱密记录后再检查", remedy_en="deliver again, or make a true record, and check again",
        )  # fmt: skip
    if not reason.strip():
        raise NotOverridable(
            "放行须写明理由", "an override needs a reason", shown="reason", remedy_zh="写明为什么不会识别出个人", remedy_en="say why nobody can be told apart",
        )  # fmt: skip


def _require_not_forbidden(entry: Entry, held: Terms) -> None:
    ban, protected = held.get("opening.protected_prohibited"), held.value("opening.protected", [])
    version = entry.draft or entry.shown
    contents = description_of(version).contents & set(protected)
    if (
        ban is None
        or not ban.decides
        or "direct_opening" not in ban.value
        or version.opening != "unconditional"
        or not contents
    ):
        return
    raise NotOverridable(
        f"{entry.number} 含受保护的内容，不得直接开放，因此不能放行", f"{entry.number} holds protected content and must not be opened directly, so no override is possible",
        article=ban.article, shown=", ".join(sorted(contents)), remedy_zh="泛化或者删除数据项，或者改为有条件开放", remedy_en="generalise or drop items, or open it on conditions",
    )  # fmt: skip
