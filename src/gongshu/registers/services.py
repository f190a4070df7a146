"""Keeping the registers: a duty list is replaced by its newest file, a system is described by its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry
from gongshu.catalogue.words import CollectionMethod
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import require, service
from gongshu.registers import rules
from gongshu.registers.errors import NoSuchBody, NoSuchSystem, RegisterUnfit
from gongshu.registers.models import EntrustedCheck, Holding, Kind, ListedDuty, Network, Serving, System
from gongshu.registers.reading import read

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
_TEXTS = {"name": 120, "about": 4000, "builder": 120}
Fault = tuple[str, str]  # zh, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import of a duty list did, counted in duties."""

    read: int
    added: int
    changed: int
    ended: int  # named before and no longer


@service
def import_duties(content: bytes, file: str, body: str, *, actor: Actor, now: datetime) -> Imported:
    """Make the duties of a file the duty list of a body and return how many were added, changed and ended.

    What the file no longer names ends on this day and is kept. Raises: NoSuchBody; FileUnfit; RegisterUnfit naming every line
    that does not fit, and then nothing is changed; Refused.
    """
    held, today = _body(body), timezone.localdate(now)
    require(actor, "registers.keep", held)
    rows = read(content, file)
    with transaction.atomic():
        known = {duty.code: duty for duty in ListedDuty.objects.select_for_update().filter(body=held)}
        added, changed = [], []
        for code, row in rows.items():
            duty = known.get(code)
            if duty is None:
                added.append(ListedDuty(body=held, since=today, **asdict(row)))
            elif duty.ended_on is not None or any(getattr(duty, key) != said for key, said in asdict(row).items()):
                for key, said in {**asdict(row), "ended_on": None}.items():
                    setattr(duty, key, said)
                changed.append(duty)
        ListedDuty.objects.bulk_create(added)
        ListedDuty.objects.bulk_update(changed, ["name", "law", "article", "office", "ended_on"])
        gone = ListedDuty.objects.filter(body=held, ended_on__isnull=True).exclude(code__in=rows)
        made = Imported(read=len(rows), added=len(added), changed=len(changed), ended=gone.update(ended_on=today))
        facts = {**asdict(made), "digest": sha256(content).hexdigest()}
        record(Event.DUTIES_IMPORT, Subject("body", held.code, held.zh), by=actor, at=now, facts=facts)
    return made


@service
def register_system(code: str, given: Mapping[str, Any], body: str, *, actor: Actor, now: datetime) -> System:
    """Put a system into the list of a body and return it. Raises: NoSuchBody; RegisterUnfit naming every fault; Refused."""
    held = _body(body)
    require(actor, "registers.keep", held)
    number = f"{held.code}-{code}"
    faults: list[Fault] = []
    if not _CODE.fullmatch(code):
        faults.append(
            (f"代码“{code}”只能用小写字母、数字和连字符", f"the code {code!r} takes small letters, digits and hyphens")
        )
    if System.objects.filter(number=number).exists():
        faults.append((f"编号 {number} 已经登记", f"{number} is registered already"))
    system = System(number=number, body=held, changed_at=now)
    links = _filled(system, given, faults)
    _require_allowed(system, timezone.localdate(now))
    with transaction.atomic():
        system.save(force_insert=True)
        _link(system, links)
        record(Event.SYSTEM_REGISTER, _subject(system), by=actor, at=now, facts=_facts(system, links))
    return system


@service
def change_system(number: str, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> System:
    """Change what the list says of a system; what is not given stays. Raises: NoSuchSystem; RegisterUnfit; Refused."""
    with transaction.atomic():
        system = _locked(number)
        require(actor, "registers.keep", system.body)
        before = (system.kind, system.in_use_since)
        links = _filled(system, {**_said_of(system), **given}, [])
        if before != (system.kind, system.in_use_since):
            _require_allowed(system, timezone.localdate(now))
        system.changed_at = now
        system.save()
        _link(system, links)
        record(Event.SYSTEM_CHANGE, _subject(system), by=actor, at=now, facts=_facts(system, links))
    return system


@service
def retire_system(number: str, *, actor: Actor, now: datetime) -> System:
    """Note that a system is no longer in use; its entries stay. Raises: NoSuchSystem; RegisterUnfit if it was retired before; Refused."""
    with transaction.atomic():
        system = _locked(number)
        require(actor, "registers.keep", system.body)
        if system.retired_on is not None:
            raise RegisterUnfit(number, [(f"已于 {system.retired_on} 停用", f"it was retired on {system.retired_on}")])
        system.retired_on, system.changed_at = timezone.localdate(now), now
        system.save(update_fields=["retired_on", "changed_at"])
        record(Event.SYSTEM_RETIRE, _subject(system), by=actor, at=now)
    return system


@service
def check_entrusted(
    number: str, checked_on: date, found: str, put_right: str = "", *, actor: Actor, now: datetime
) -> EntrustedCheck:
    """Record that a body checked a collection which it entrusted, and return the record.

    Source: 成都条例 第十二条第二款. Raises: NoSuchEntry; RegisterUnfit if nothing is said, the day is to come or the collection is not
    entrusted; Refused.
    """
    entry = Entry.objects.visible_to(actor).select_related("provider__region", "current").filter(number=number).first()
    if entry is None:
        raise NoSuchEntry(number)
    require(actor, "registers.keep", entry.provider)
    faults: list[Fault] = []
    if entry.current is None or entry.current.collection_method != CollectionMethod.ENTRUSTED:
        faults.append(("已发布的目录没有写明委托收集", "its published version says no entrusted collection"))
    if checked_on > timezone.localdate(now):
        faults.append((f"检查日期 {checked_on} 在今天之后", f"the day of the check, {checked_on}, is to come"))
    if not found.strip():
        faults.append(("须写明检查情况", "what the check found is missing"))
    if faults:
        raise RegisterUnfit(number, faults)
    with transaction.atomic():
        made = EntrustedCheck.objects.create(
            entry=entry, checked_on=checked_on, found=found.strip(), put_right=put_right.strip(), made_by=actor.login
        )
        facts = {"checked_on": str(checked_on), "put_right": bool(made.put_right)}
        record(Event.ENTRUSTED_CHECK, Subject("entry", number, str(entry)), by=actor, at=now, facts=facts)
    return made


def _body(code: str) -> Body:
    found: Body | None = Body.objects.select_related("region").filter(code=code).first()
    if found is None:
        raise NoSuchBody(code)
    return found


def _require_allowed(system: System, day: date) -> None:
    """Let no new platform or channel of a body's own into the list. Raises: RegisterUnfit with the article that forbids it."""
    term = rules.forbidden(system.kind, system.in_use_since, terms(day))
    if term is not None:
        label, since = system.get_kind_display(), term.since
        fault = (
            f"不得新建{label}；{since} 以前已经启用的，填写启用日期后登记并整合",
            f"no new {system.kind} may be built; one in use before {since} is registered with its day and integrated",
        )
        raise RegisterUnfit(system.number, [fault], article=term.article)


def _locked(number: str) -> System:
    found = System.objects.select_for_update(of=("self",)).select_related("body").filter(number=number).first()
    if found is None:
        raise NoSuchSystem(number)
    return found


def _said_of(system: System) -> dict[str, Any]:
    own = {name: getattr(system, name) for name in (*_TEXTS, "kind", "network", "protection", "in_use_since")}
    duties = [each.code for each in system.duties.all()]
    return {**own, "duties": duties, "entries": [each.number for each in system.entries.all()]}


def _filled(system: System, given: Mapping[str, Any], faults: list[Fault]) -> tuple[list[ListedDuty], list[Entry]]:
    """Write what is said into the system and return what it is linked to. Raises: RegisterUnfit with all faults at once."""
    faults += _texts(system, given)
    for name, words in (("kind", Kind), ("network", Network)):
        value = str(given.get(name) or getattr(system, name))
        if value not in words.values:
            options = ", ".join(words.values)
            faults.append((f"{name} 须是 {options} 之一，不是“{value}”", f"{name} is one of {options}, not {value!r}"))
        setattr(system, name, value)
    faults += _protection(system, given.get("protection"))
    faults += _since(system, given.get("in_use_since"))
    codes, numbers = _many(given.get("duties")), _many(given.get("entries"))
    duties = list(ListedDuty.objects.live().filter(body=system.body, code__in=codes))
    entries = list(Entry.objects.filter(provider=system.body, number__in=numbers))
    for code in sorted(set(codes) - {each.code for each in duties}):
        faults.append((f"职责清单中没有编号为 {code} 的职责", f"the duty list has no duty {code!r}"))
    for number in sorted(set(numbers) - {each.number for each in entries}):
        faults.append((f"{number} 不是本单位的目录", f"{number!r} is no entry of this body"))
    if faults:
        raise RegisterUnfit(system.number, faults)
    return duties, entries


def _texts(system: System, given: Mapping[str, Any]) -> Iterator[Fault]:
    for name, longest in _TEXTS.items():
        text = str(given.get(name) or "").strip()
        if len(text) > longest:
            yield f"{name} 超过 {longest} 个字符", f"{name} is longer than {longest} characters"
        setattr(system, name, text)
    if not system.name:
        yield "须写明系统名称", "the name of the system is missing"


def _protection(system: System, said: Any) -> Iterator[Fault]:
    text = "" if said is None else str(said).strip()
    if text and text not in ("1", "2", "3", "4", "5"):
        yield f"等级保护须是 1 至 5 级，不是“{text}”", f"protection is a level from 1 to 5, not {text!r}"
        return
    system.protection = int(text) if text else None


def _since(system: System, said: Any) -> Iterator[Fault]:
    try:
        system.in_use_since = said if isinstance(said, date) else date.fromisoformat(said) if said else None
    except (TypeError, ValueError):
        yield f"启用日期“{said}”须写成 2025-09-29 的形式", f"in_use_since {said!r} is written as 2025-09-29"


def _many(said: Any) -> list[str]:
    """Return codes from a list, or from text with one on each line or between commas."""
    parts: Sequence[Any] = said if isinstance(said, list | tuple) else re.split(r"[\n,，、]", str(said or ""))
    return list(dict.fromkeys(str(each).strip() for each in parts if str(each).strip()))


def _link(system: System, links: tuple[list[ListedDuty], list[Entry]]) -> None:
    Serving.objects.filter(system=system).delete()
    Holding.objects.filter(system=system).delete()
    Serving.objects.bulk_create(Serving(system=system, duty=duty) for duty in links[0])
    Holding.objects.bulk_create(Holding(system=system, entry=entry) for entry in links[1])


def _subject(system: System) -> Subject:
    return Subject("system", system.number, system.name)


def _facts(system: System, links: tuple[list[ListedDuty], list[Entry]]) -> dict[str, Any]:
    return {
        "kind": system.kind,
        "duties": sorted(duty.code for duty in links[0]),
        "entries": sorted(entry.number for entry in links[1]),
    }
