"""Making a masking record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases.numbering import next_number
from gongshu.catalogue.models import Entry, EntryVersion, Snapshot
from gongshu.catalogue.rules.opening import MASKED, preconditions
from gongshu.catalogue.storing import description_of
from gongshu.catalogue.words import Personal
from gongshu.opening.errors import RecordUnfit
from gongshu.opening.finding import entry_for
from gongshu.opening.models import MaskingRecord, Method
from gongshu.opening.readiness import coverage_of, table_of
from gongshu.opening.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import require, service

CODE = "TM"  # 脱敏
Treatment = Mapping[str, str]  # item, method, how


@service
def record_masking(
    entry: str, treatments: Sequence[Treatment], basis: str, *, actor: Actor, now: datetime
) -> MaskingRecord:
    """Record what was done to the items of an entry before it is opened; the newest record that fits the items counts.

    It is about the draft where there is one, else about the published version. Every item about persons has to be named.
    Source: 达州办法 第二十五条第一款; 太原条例 第八条第二款. Raises: NoSuchEntry; Refused; RecordUnfit with every fault.
    """
    found, day = entry_for(actor, entry), timezone.localdate(now)
    require(actor, "opening.record", (found, day))
    version = found.draft or found.shown
    said = [{key: str(each.get(key, "")).strip() for key in ("item", "method", "how")} for each in treatments]
    faults = list(_faults(version, said, basis))
    if faults:
        raise RecordUnfit(entry, faults)
    demanded = [
        str(each.term.article)
        for each in preconditions(description_of(version), terms(day))
        if each.condition == MASKED
    ]
    with transaction.atomic():
        made = MaskingRecord.objects.create(
            number=next_number(CODE, day), entry=found, version=version.number, covers=coverage_of(version), snapshot=_snapshot(found),
            treatments=said, basis=basis.strip(), articles=demanded, made_at=now, made_by=actor.login, made_by_name=actor.name,
        )  # fmt: skip
        facts = {"entry": entry, "version": version.number, "treatments": said, "basis": made.basis}
        record(Event.MASKING_RECORD, subject_of(made), by=actor, at=now, law="、".join(demanded), facts=facts)
    return made


def _snapshot(entry: Entry) -> Snapshot | None:
    table = table_of(entry)
    return table.snapshot if table else None


def _faults(version: EntryVersion, said: Sequence[Treatment], basis: str) -> Iterator[tuple[str, str]]:
    items = {item.code: item for item in version.items.all()}
    if not basis.strip():
        yield "未写明依据：按哪项规定或者标准处理", "basis: name the rule or standard that it was done by"
    if not said:
        yield "未写明处理了什么：至少一项", "treatments: say what was done, at least once"
    for each in said:
        if each["item"] not in items and (items or each["item"]):
            yield (
                f"没有数据项“{each['item']}”；现有 {'、'.join(items)}",
                f"there is no item {each['item']!r}; there are {', '.join(items)}",
            )
        if each["method"] not in Method.values:
            yield (
                f"{each['item']}：没有方式“{each['method']}”；可选 {'、'.join(Method.values)}",
                f"{each['item']}: no method {each['method']!r}; choose {', '.join(Method.values)}",
            )
        elif not each["how"] and each["method"] != Method.DROPPED:
            yield f"{each['item']}：未写明怎样处理", f"{each['item']}: say how"
    named = {each["item"] for each in said}
    left = [item for item in items.values() if item.personal != Personal.NONE and item.code not in named]
    if left:
        yield (
            f"个人信息项未说明处理方式：{'、'.join(item.name for item in left)}",
            f"items about persons are not treated: {', '.join(item.code for item in left)}",
        )
