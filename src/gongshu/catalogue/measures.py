"""What a decision does to data that is wrong: points to what is right, takes it off, or suspends it. SQL only, in the move's transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext

from gongshu.audit import Event, record
from gongshu.cases import facts as facts_
from gongshu.cases import resolved
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import inspecting, publishing
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Entry, Measure, MeasureKind, Resource, Snapshot
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching import index
from gongshu.catalogue.words import ResourceKind, ResourceState
from gongshu.people.actor import Actor
from gongshu.people.identifiers import is_resident_id

TERMS: Final = ("measure_kind", "wrong", "mended", "affected")
_ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The snapshots that a measure is about."""

    affected: tuple[Snapshot, ...]
    mended: Snapshot | None


def mend(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take the measure that a decision names. Data found wrong is published, handed out and pointed at no more.

    Corrected data is the snapshot that the decision names; data that is deleted without one leaves the resource without any.
    Source: 达州办法 第二十八条第二款、第十六条第二款; 江苏条例 第二十八条第二款; 成都条例 第十七条第三款. Raises: EffectRefused.
    """
    given = said.given()
    kind = MeasureKind(str(given.get("measure_kind", MeasureKind.OTHER)))
    for entry in _entries(case):
        found = _found(entry, kind, case, given)
        _require_mended(entry, kind, found)
        _fault(found.affected, case)
        _publish(entry, kind, found, actor, now)
        made = _write(entry, kind, case, given, found, now)
        _lift(entry, case, actor, now)
        index.write(entry)
        facts = {"case": case.number, "kind": kind.value, "affected": made.affected, "mended": made.mended}
        record(Event.DATA_MEASURE, subject_of(entry), by=actor, at=now, law=publishing.cited(case), facts=facts)


def suspend(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Publish no data of the entries until the case is decided. Raises: EffectRefused where nothing is published."""
    given = said.given()
    for entry in _entries(case):
        hooked = list(entry.resources.filter(state=ResourceState.HOOKED).select_related("snapshot").order_by("pk"))
        if not hooked:
            raise EffectRefused(
                f"{entry.number} 没有正在发布的数据", f"{entry.number} publishes no data", shown=entry.number,
                remedy_zh="直接作出决定", remedy_en="decide the case",
            )  # fmt: skip
        for resource in hooked:
            _set_state(resource, ResourceState.SUSPENDED, Event.RESOURCE_UNHOOK, case, actor, now)
        shown = tuple(resource.snapshot for resource in hooked if resource.snapshot)
        made = _write(entry, MeasureKind.SUSPEND, case, given, _Found(affected=shown, mended=None), now)
        made.held = [resource.number for resource in hooked]
        made.save(update_fields=["held"])
        index.write(entry)
        facts = {"case": case.number, "kind": made.kind, "affected": made.affected, "mended": ""}
        record(Event.DATA_MEASURE, subject_of(entry), by=actor, at=now, law=publishing.cited(case), facts=facts)


def resume(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Publish again what this case had suspended; without a suspension there is nothing to do."""
    for entry in _entries(case):
        if _lift(entry, case, actor, now):
            index.write(entry)


def made(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """The measures of a case and whom they were told to, for whoever may see the entry."""
    known = Measure.objects.visible_to(actor).filter(case=case.number).exists()
    return [(gettext("数据处置与告知名单"), f"/measures/{case.number}")] if known else []


def require_hookable(resource: Resource) -> None:
    """Raise EffectRefused for a resource that a running suspension holds, or whose data a decision found wrong."""
    held = [
        each
        for each in resource.entry.measures.filter(kind=MeasureKind.SUSPEND, lifted_at=None)
        if resource.number in each.held
    ]
    wrong = resource.snapshot.faulted_in if resource.snapshot else ""
    case = held[0].case if held else wrong
    if case:
        raise EffectRefused(
            f"资源 {resource.number} 的数据已由办件 {case} 暂停发布或者认定有误", f"{case} suspended the data of {resource.number} or found it wrong",
            shown=resource.number, article=held[0].cited if held else None,
            remedy_zh="先办结该办件，或者交付更正后的数据", remedy_en="decide that case first, or deliver the mended data",
        )  # fmt: skip


def _entries(case: Case) -> list[Entry]:
    numbers = case.subjects.filter(kind=ENTRY).order_by("subject").values_list("subject", flat=True)
    return [locked(Entry.objects.get(number=number)) for number in numbers]


def _found(entry: Entry, kind: MeasureKind, case: Case, given: dict[str, Any]) -> _Found:
    """Return what was wrong and what is right.

    Unless the decision names them, wrong is what was published between the report and the mending; another measure than to
    correct or delete finds nothing wrong by itself.
    """
    known = {
        each.number: each
        for each in Snapshot.objects.filter(resource__entry=entry).select_related("resource").order_by("at", "pk")
    }
    mended = _named(known, [str(given["mended"])], entry)[0] if given.get("mended") else None
    if given.get("affected"):
        affected = _named(known, [str(each) for each in given["affected"]], entry)
    elif kind is MeasureKind.OTHER and mended is None:
        affected = []
    else:
        affected = [each for each in known.values() if _was_shown(each, list(known.values()), mended, case.received_at)]
    if mended in affected or (mended and mended.faulted_in):
        raise EffectRefused(
            f"快照 {mended} 本身有误，不能作为更正后的数据", f"snapshot {mended} is wrong itself, so it mends nothing", shown=str(mended),
            remedy_zh="交付更正后的数据，填写新的快照编号", remedy_en="deliver the mended data and name its snapshot",
        )  # fmt: skip
    return _Found(affected=tuple(affected), mended=mended)


def _was_shown(each: Snapshot, known: list[Snapshot], mended: Snapshot | None, since: datetime) -> bool:
    """Whether a snapshot was the newest of its resource when the report came, or came after it and before the mended one."""
    if mended is not None and each.resource_id != mended.resource_id:
        return False  # The other resources of the entry were not mended, so they were not wrong.
    if mended is not None and mended.at <= since:
        return each.at > mended.at  # An earlier snapshot is right, so all that came after it is wrong.
    if each.at > since:
        return mended is None or each.at < mended.at
    later = (other for other in known if other.resource_id == each.resource_id and other.pk > each.pk)
    return all(other.at > since for other in later)


def _named(known: dict[str, Snapshot], numbers: list[str], entry: Entry) -> list[Snapshot]:
    unknown = [number for number in numbers if number not in known]
    if unknown:
        raise EffectRefused(
            f"{entry.number} 没有快照 {'、'.join(unknown)}", f"{entry.number} has no snapshot {', '.join(unknown)}", shown=", ".join(unknown),
            remedy_zh=f"现有快照：{'、'.join(known) or '无'}", remedy_en=f"its snapshots are {', '.join(known) or 'none'}",
        )  # fmt: skip
    return [known[number] for number in numbers]


def _require_mended(entry: Entry, kind: MeasureKind, found: _Found) -> None:
    if kind is MeasureKind.CORRECT and found.affected and found.mended is None:
        raise EffectRefused(
            f"更正 {entry.number} 须写明更正后的快照编号", f"to correct {entry.number}, name the snapshot that holds the mended data",
            shown=entry.number, remedy_zh="先交付更正后的数据；来不及的先暂停发布", remedy_en="deliver the mended data first, or suspend publication until then",
        )  # fmt: skip


def _fault(affected: tuple[Snapshot, ...], case: Case) -> None:
    Snapshot.objects.filter(pk__in=[each.pk for each in affected], faulted_in="").update(faulted_in=case.number)


def _publish(entry: Entry, kind: MeasureKind, found: _Found, actor: Actor, now: datetime) -> None:
    """Let no resource point at data that was found wrong: at the mended snapshot instead, or at none."""
    wrong = {each.pk for each in found.affected}
    for resource in entry.resources.select_related("entry").order_by("pk"):
        if found.mended and found.mended.resource_id == resource.pk and resource.snapshot_id != found.mended.pk:
            _require_unhindered(resource, found.mended, now)
            resource.snapshot, resource.delivered_at = found.mended, found.mended.at
            resource.save(update_fields=["snapshot", "delivered_at"])
            facts = {"snapshot": found.mended.number, "rows": found.mended.rows, "digest": found.mended.digest}
            record(Event.SNAPSHOT_RESTORE, subject_of(resource), by=actor, at=now, facts=facts)
        elif resource.snapshot_id in wrong:
            resource.snapshot, resource.state = None, ResourceState.DRAFT
            resource.save(update_fields=["snapshot", "state"])
            record(Event.RESOURCE_UNHOOK, subject_of(resource), by=actor, at=now, facts={"reason": kind.value})


def _require_unhindered(resource: Resource, mended: Snapshot, now: datetime) -> None:
    hindered = inspecting.hindrances(resource, mended, timezone.localdate(now))
    if hindered:
        raise EffectRefused(
            f"更正后的快照 {mended} 还不能发布：{hindered[0].zh}", f"the mended snapshot {mended} cannot be published yet: {hindered[0].en}",
            article=hindered[0].article, shown=str(mended), remedy_zh="补齐后再作出决定", remedy_en="complete what is missing, then decide",
        )  # fmt: skip


def _write(entry: Entry, kind: MeasureKind, case: Case, given: dict[str, Any], found: _Found, now: datetime) -> Measure:
    words = {key: _public(str(given.get(key, ""))) for key in ("wrong", "measure", "handle")}
    words["wrong"] = words["wrong"] or _grounds(case)
    last = case.moves.order_by("-place").first()
    return Measure.objects.create(
        case=case.number, entry=entry, kind=kind, wrong=words["wrong"], done=words["measure"] or words["handle"],
        affected=[each.number for each in found.affected], mended=found.mended.number if found.mended else "",
        article=last.article if last else None, at=now,
        body=case.decider.code if case.decider else "", body_name=case.decider.zh if case.decider else "",
    )  # fmt: skip


def _grounds(case: Case) -> str:
    """Return what the case says was wrong by the words of the grounds that were chosen: its own reason may name persons."""
    rules = resolved.read(case.law_id)
    kinds = facts_.kinds_of(rules.procedure(case.procedure), rules, case.received_on)
    options = kinds.get("grounds", {}).get("options") or {}
    return str(options.get(case.facts.get("grounds"), {}).get("zh", "数据有误"))


def _public(words: str) -> str:
    """Return words that everybody may read. Raises: EffectRefused where they name a person by number."""
    named = [each for each in _ID.findall(words) if is_resident_id(each)] or _PHONE.findall(words)
    if named:
        raise EffectRefused(
            "公告文字含有身份证件号码或者手机号码", "the notice holds a citizen identity number or a mobile number",
            shown=f"{named[0][:3]}…", remedy_zh="删去个人信息，只写数据的问题", remedy_en="take the person out and say only what is wrong with the data",
        )  # fmt: skip
    return words


def _lift(entry: Entry, case: Case, actor: Actor, now: datetime) -> bool:
    """End the suspension of this case, so that what is right is published again; return whether there was one."""
    held = entry.measures.filter(case=case.number, kind=MeasureKind.SUSPEND, lifted_at=None).first()
    if held is None:
        return False
    held.lifted_at = now
    held.save(update_fields=["lifted_at"])
    # What was changed about an interface meanwhile has been reviewed by nobody.
    sound = Q(snapshot__faulted_in="", snapshot__isnull=False) | Q(
        kind=ResourceKind.INTERFACE, described_at__lte=F("hooked_at")
    )
    for resource in entry.resources.filter(sound, number__in=held.held):
        _set_state(resource, ResourceState.HOOKED, Event.RESOURCE_HOOK, case, actor, now)
    facts = {"case": case.number, "resources": held.held}
    record(Event.DATA_RESUME, subject_of(entry), by=actor, at=now, law=publishing.cited(case), facts=facts)
    return True


def _set_state(resource: Resource, state: ResourceState, event: Event, case: Case, actor: Actor, now: datetime) -> None:
    resource.state = state
    resource.save(update_fields=["state"])
    facts = {"case": case.number, "entry": resource.entry.number}
    record(event, subject_of(resource), by=actor, at=now, law=publishing.cited(case), facts=facts)
