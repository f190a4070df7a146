"""The tree of classes, and giving entries their codes in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.coding.reading import EXAMPLE, Line, read
from gongshu.catalogue.errors import ClassUnfit, NoSuchEntry
from gongshu.catalogue.models import Entry, EntryClass, ResourceCode
from gongshu.catalogue.models.codes import CODED_FROM
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.searching import index
from gongshu.people.actor import Actor
from gongshu.people.models import Region
from gongshu.people.permission import require, service

_SERIAL = 6  # digits of a serial at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What taking over a tree changed."""

    read: int
    added: int
    changed: int
    retired: int


@service
def load_classes(content: bytes | None, file: str, region: Region, *, actor: Actor, now: datetime) -> Loaded:
    """Take over a tree of classes as a whole; None: the example that comes with the package.

    What the file no longer names gives no new codes; serials go on where they were, so that no code is ever given twice.
    Raises: FileUnfit; ClassesUnfit naming every fault; Refused.
    """
    require(actor, "catalogue.classes", (region, timezone.localdate(now)))
    is_example = content is None
    said = EXAMPLE.read_bytes() if content is None else content
    lines = read(said, file or EXAMPLE.name)
    with transaction.atomic():
        held = {each.code: each for each in EntryClass.objects.select_for_update(of=("self",))}
        added, changed = _written(lines, held, is_example)
        gone = EntryClass.objects.exclude(code__in=[line.code for line in lines]).filter(retired_at__isnull=True)
        made = Loaded(read=len(lines), added=added, changed=changed, retired=gone.update(retired_at=now))
        facts = {**asdict(made), "digest": sha256(said).hexdigest(), "example": is_example}
        record(Event.CLASSES_LOAD, Subject("classes", region.code, region.zh), by=actor, at=now, facts=facts)
    return made


def _written(lines: Sequence[Line], held: Mapping[str, EntryClass], is_example: bool) -> tuple[int, int]:
    """Write the classes, those above first, and return how many are new and how many say something else than before."""
    known, added, changed = dict(held), 0, 0
    for line in lines:
        said = {
            "level": line.level, "parent": known.get(line.parent), "zh": line.zh, "en": line.en, "is_example": is_example, "retired_at": None,
        }  # fmt: skip
        found = known.get(line.code)
        if found is None:
            known[line.code] = EntryClass.objects.create(code=line.code, **said)
            added += 1
        elif any(getattr(found, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(found, name, value)
            found.save()
            changed += 1
    return added, changed


@service
def classify(number: str, place: str, *, actor: Actor, now: datetime) -> ResourceCode:
    """Put an entry into a class and return the code that it gets there; the one before goes on leading to it.

    The serial is the class's next and is never given again. Raises: NoSuchEntry; ClassUnfit; Refused.
    """
    with transaction.atomic():
        entry = Entry.objects.select_for_update(of=("self",)).visible_to(actor).filter(number=number).first()
        if entry is None:
            raise NoSuchEntry(number)
        require(actor, "catalogue.classify", (entry, timezone.localdate(now)))
        # The class is locked while it gives a serial, so that no two entries get one code.
        found = EntryClass.objects.select_for_update(of=("self",)).filter(code=place).first()
        before = entry.codes.filter(left_at__isnull=True).first()
        _require_gives(place, found, before)
        assert found is not None  # _require_gives has looked
        found.last += 1
        found.save(update_fields=["last"])
        entry.codes.filter(left_at__isnull=True).update(left_at=now)
        code = f"{found.code}/{found.last:0{_SERIAL}}"
        made = ResourceCode.objects.create(
            entry=entry, place=found, serial=found.last, code=code, given_at=now, given_by=actor.login
        )
        Entry.objects.filter(pk=entry.pk).update(resource_code=code)
        index.touch()
        facts = {"code": code, "class": found.zh, "before": before.code if before else ""}
        record(Event.ENTRY_CODE, subject_of(entry), by=actor, at=now, facts=facts)
    return made


def _require_gives(place: str, found: EntryClass | None, before: ResourceCode | None) -> None:
    if found is None or not found.gives_codes:
        zh, en = ("没有这一类", "there is no such class") if found is None else _why_not(found)
        raise ClassUnfit(
            f"{place} {zh}", f"{place}: {en}", shown=place, remedy_zh="选择仍在使用的目或者细目", remedy_en="choose a class of the third or fourth level that is in use",
        )  # fmt: skip
    if before is not None and before.place_id == found.pk:
        raise ClassUnfit(
            f"目录已在 {found.code} 取得代码 {before.code}", f"the entry has its code {before.code} in {found.code} already", shown=place,
            remedy_zh="不需要再次归类", remedy_en="nothing is to be done",
        )  # fmt: skip


def _why_not(found: EntryClass) -> tuple[str, str]:
    if found.retired_at is not None:
        return f"“{found.zh}”已停用", "the class is out of use"
    return f"“{found.zh}”不是目或者细目", f"the class is above level {CODED_FROM}"
