"""What decisions on cases do to the catalogue. SQL only, in the move's transaction; each may refuse the move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gongshu.audit import Event, record
from gongshu.cases.effects import Effect, EffectRefused, declare
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import batching, measures, publishing
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Entry, LevelCatalogue, Resource
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.models.levels import LEVEL
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching import index
from gongshu.catalogue.words import LevelState, ResourceState, State
from gongshu.people.actor import Actor


def publish(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Publish the drafts under review. Refuses while any of them lacks what a text demands."""
    for entry in _entries(case):
        publishing.publish(entry, case, actor=actor, now=now)


def give_back(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Return the drafts to their provider with the reason; they can be changed again."""
    for entry in _entries(case):
        facts = {"case": case.number, "reason": said.reason}
        record(Event.ENTRY_RETURN, subject_of(entry), by=actor, at=now, law=_law(case), facts=facts)


def leave_out(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Send some entries of a review back to their provider; the others stay for its decision. Refuses what is not in it, and all of it."""
    wanted = [str(number) for number in said.given().get("entries", ())]
    held = _subjects(case, ENTRY)
    strange = [number for number in wanted if number not in held]
    if strange or not set(held) - set(wanted):
        raise EffectRefused(
            f"{'、'.join(strange)} 不在 {case.number} 中" if strange else f"{case.number} 中的目录不能全部排除",
            f"{', '.join(strange)} are not in {case.number}" if strange else f"{case.number} cannot lose all of its entries",
            shown=", ".join(strange or wanted), remedy_zh="核对编号；全部不通过的，退回整件", remedy_en="check the numbers; to send all of them back, reject the case",
        )  # fmt: skip
    case.subjects.filter(kind=ENTRY, subject__in=wanted).delete()
    for entry in Entry.objects.filter(number__in=wanted).order_by("number"):
        facts = {"case": case.number, "reason": said.reason}
        record(Event.ENTRY_RETURN, subject_of(entry), by=actor, at=now, law=_law(case), facts=facts)


def withdraw(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take entries off the catalogue: found, shown and granted no more; the record stays."""
    for entry in _entries(case):
        publishing.withdraw(entry, case, actor=actor, now=now)


def hook(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Hook resources to their entries. Refuses a resource without data or of an entry that is not published."""
    for number in _subjects(case, RESOURCE):
        resource = Resource.objects.select_related("entry").get(number=number)
        entry = locked(resource.entry)
        measures.require_hookable(resource)
        if entry.state != State.PUBLISHED or not resource.has_data:
            raise EffectRefused(
                f"资源 {number} 不能挂接：目录须已发布，资源须已有数据或者已登记服务",
                f"{number} cannot be hooked: its entry must be published and data delivered or its service registered",
                shown=number, remedy_zh="先发布目录、交付数据或者登记服务", remedy_en="publish the entry and deliver data or register the service first",
            )  # fmt: skip
        resource.state, resource.hooked_at = ResourceState.HOOKED, now
        resource.save(update_fields=["state", "hooked_at"])
        index.write(entry)
        record(
            Event.RESOURCE_HOOK,
            subject_of(resource),
            by=actor,
            at=now,
            law=_law(case),
            facts={"case": case.number, "entry": entry.number},
        )


def settle_attribute(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Publish the version of an entry that carries the attribute as it was settled. Refuses what the text would not allow."""
    given: dict[str, Any] = {**case.facts, **said.given()}
    for entry in _entries(case):
        publishing.settle(entry, case, given, actor=actor, now=now)


def confirm_level(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Confirm the catalogue of a level. Source: 达州办法 第十三条第二款."""
    for number in _subjects(case, LEVEL):
        region, _, version = number.rpartition(".")
        catalogue = (
            LevelCatalogue.objects.select_for_update(of=("self",))
            .select_related("region")
            .get(region_id=region, version=version)
        )
        catalogue.state, catalogue.confirmed_at, catalogue.case = LevelState.CONFIRMED, now, case.number
        catalogue.save(update_fields=["state", "confirmed_at", "case"])
        record(
            Event.LEVEL_CONFIRM,
            subject_of(catalogue),
            by=actor,
            at=now,
            law=_law(case),
            facts={"case": case.number, "digest": catalogue.digest},
        )


def _subjects(case: Case, kind: str) -> list[str]:
    return list(case.subjects.filter(kind=kind).order_by("subject").values_list("subject", flat=True))


def _entries(case: Case) -> list[Entry]:
    """The entries of a case under lock, in the order of their numbers, so that two moves cannot wait for each other."""
    return [locked(Entry.objects.get(number=number)) for number in _subjects(case, ENTRY)]


def _law(case: Case) -> str:
    return publishing.cited(case)


declare(Effect(name="catalogue.publish", run=publish))
declare(Effect(name="catalogue.return", run=give_back))
declare(Effect(name="catalogue.leave_out", run=leave_out))
declare(Effect(name="catalogue.withdraw", run=withdraw))
declare(Effect(name="catalogue.hook", run=hook))
declare(Effect(name="catalogue.settle_attribute", run=settle_attribute))
declare(Effect(name="catalogue.confirm_level", run=confirm_level))
declare(Effect(name="catalogue.publish_import", run=batching.approve))
declare(Effect(name="catalogue.return_import", run=batching.give_back))
declare(Effect(name="catalogue.mend", run=measures.mend, form=measures.TERMS, made=measures.made))
declare(Effect(name="catalogue.suspend", run=measures.suspend, made=measures.made))
declare(Effect(name="catalogue.resume", run=measures.resume))
