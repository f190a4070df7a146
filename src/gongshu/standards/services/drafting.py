"""Drafting a standard and the next version of one; elements and codes come from a file, tried first if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases.models import CaseSubject
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import require, service
from gongshu.standards import content, reading
from gongshu.standards.errors import NoSuchStandard, StandardState, StandardUnfit
from gongshu.standards.models import NORM, CodeSet, Element, Norm, NormVersion
from gongshu.standards.recording import subject_of
from gongshu.standards.words import Kind, Level, State

Fault = tuple[str, str]  # zh, en
_LONGEST = {"code": 60, "zh": 200, "en": 200, "sector": 60, "text": 400_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file does to a draft, or would do."""

    part: str  # elements | codes
    read: int
    changes: Sequence[content.Change]  # against what the draft held before
    kept: bool  # False: it was only tried


@service
def add_norm(given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Norm:
    """Begin a standard as a draft of one's own body and return it.

    Source: 江苏条例 第六十七条第一款; 湖南草案 第六条; 成都条例 第八条第一款; 达州办法 第七条第二款、第三十八条. Raises: StandardUnfit naming every
    fault; Refused.
    """
    body = Body.objects.select_related("region").filter(code=actor.body).first() if actor.body else None
    require(actor, "standards.draft", body)
    assert body is not None
    said = {name: str(given.get(name, "")).strip() for name in ("code", "zh", "en", "kind", "level", "sector", "text")}
    said["kind"], said["level"] = said["kind"] or Kind.STANDARD, said["level"] or Level.PLATFORM
    faults = list(_faults(said))
    if said["code"] and Norm.objects.filter(code=said["code"]).exists():
        faults.append((f"编号 {said['code']} 已有", f"there is a standard {said['code']} already"))
    follows = _followed(given.get("follows"), now, faults)
    if faults:
        raise StandardUnfit(said["code"] or "?", faults)
    text = said.pop("text")
    with transaction.atomic():
        norm = Norm.objects.create(body=body, changed_at=now, **said)
        norm.draft = NormVersion.objects.create(
            norm=norm, number=1, text=text, follows=follows, made_at=now, made_by=actor.login
        )
        norm.save(update_fields=["draft"])
        record(Event.STANDARD_DRAFT, subject_of(norm), by=actor, at=now, facts={"kind": norm.kind, "version": 1})
    return norm


@service
def edit_norm(number: int, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> Norm:
    """Change the draft of a standard, its text and what it follows; of one in force the draft of the next version begins.

    Raises: NoSuchStandard; StandardState under review or out of force; StandardUnfit; Refused.
    """
    faults: list[Fault] = []
    text = str(given["text"]).strip() if "text" in given else None
    if text is not None and len(text) > _LONGEST["text"]:
        faults.append(("正文过长", "the text is too long"))
    follows = _followed(given["follows"], now, faults) if "follows" in given else None
    if faults:
        raise StandardUnfit(str(number), faults)
    with transaction.atomic():
        norm, draft = drafted(number, actor, now)
        draft.text = draft.text if text is None else text
        draft.follows = draft.follows if follows is None else follows
        draft.save(update_fields=["text", "follows"])
        record(
            Event.STANDARD_DRAFT, subject_of(norm), by=actor, at=now,
            facts={"version": draft.number, "fields": sorted({"text", "follows"} & set(given))},
        )  # fmt: skip
    return norm


@service
def load(number: int, file: bytes, name: str, *, dry_run: bool = False, actor: Actor, now: datetime) -> Loaded:
    """Make the elements, or the codes, of a file those of the draft and return what that changes; a dry run changes nothing.

    Raises: NoSuchStandard; StandardState; FileUnfit for no table; StandardUnfit naming every line that does not fit; Refused.
    """
    part, parts = reading.read(file, name)
    with transaction.atomic():
        norm, draft = drafted(number, actor, now)
        require_own(norm, part, parts, name)
        before, after = getattr(draft, part), content.kept(parts)
        done = Loaded(
            part=part, read=len(parts), changes=content.changes({part: before}, {part: after}), kept=not dry_run
        )
        if dry_run:
            transaction.set_rollback(True)  # The draft that a first look began goes as well.
            return done
        setattr(draft, part, after)
        draft.save(update_fields=[part])
        facts = {"version": draft.number, "part": part, "read": len(parts), "digest": sha256(file).hexdigest()}
        record(Event.STANDARD_LOAD, subject_of(norm), by=actor, at=now, facts=facts)
    return done


def drafted(number: int, actor: Actor, now: datetime) -> tuple[Norm, NormVersion]:
    """Return a standard with its draft, locked, in the caller's transaction; one in force gets the draft of its next version."""
    seen = Norm.objects.visible_to(actor).filter(pk=number).values_list("pk", flat=True).first()
    norm = (
        Norm.objects.select_for_update(of=("self",)).select_related("body__region").filter(pk=seen).first()
        if seen
        else None
    )
    if norm is None:
        raise NoSuchStandard(number)
    require(actor, "standards.draft", norm)
    running = (
        CaseSubject.objects.filter(kind=NORM, subject=str(number), case__ended=False).select_related("case").first()
    )
    if running is not None:
        raise StandardState(
            f"{norm.code} 正在办理 {running.case.number}，不能修改", f"{norm.code} is under review in {running.case.number}", where=norm.code,
            shown=running.case.number, remedy_zh="撤回或者办结后再修改", remedy_en="withdraw the case, or wait until it is closed",
        )  # fmt: skip
    if norm.state == State.WITHDRAWN:
        raise StandardState(f"{norm.code} 已废止", f"{norm.code} is out of force", where=norm.code)
    return norm, norm.draft or _next(norm, actor, now)


def _next(norm: Norm, actor: Actor, now: datetime) -> NormVersion:
    last = norm.versions.order_by("-number").first()
    assert last is not None
    norm.draft = NormVersion.objects.create(
        norm=norm, number=last.number + 1, text=last.text, follows=last.follows, elements=last.elements, codes=last.codes,
        made_at=now, made_by=actor.login,
    )  # fmt: skip
    norm.save(update_fields=["draft"])
    return norm.draft


def require_own(norm: Norm, part: str, parts: Sequence[content.Part], where: str) -> None:
    """Raise StandardUnfit for elements and code sets that another standard holds."""
    table: Any = Element if part == "elements" else CodeSet
    names = {each.code_set if isinstance(each, content.Code) else each.code for each in parts}
    held = table.objects.filter(live=True, code__in=names).exclude(norm=norm).select_related("norm").order_by("code")
    faults = [
        (f"{each.code} 已由 {each.norm.code} 规定", f"{each.code} is set by {each.norm.code} already") for each in held
    ]
    if faults:
        raise StandardUnfit(where, faults)


def _faults(said: Mapping[str, str]) -> Sequence[Fault]:
    found: list[Fault] = []
    for name, zh in (("code", "编号"), ("zh", "名称")):
        if not said[name]:
            found.append((f"须填写{zh}", f"{name} is missing"))
    for name, longest in _LONGEST.items():
        if len(said[name]) > longest:
            found.append((f"{name} 超过 {longest} 个字符", f"{name} is longer than {longest} characters"))
    for name, choices in (("kind", Kind.values), ("level", Level.values)):
        if said[name] not in choices:
            found.append(
                (
                    f"{name} 可选 {'、'.join(choices)}，不是“{said[name]}”",
                    f"{name} is one of {', '.join(choices)}, not {said[name]!r}",
                )
            )
    if (said["kind"] == Kind.SECTOR) != bool(said["sector"]):
        found.append(("行业规范须写明行业，其他标准不写", "a sector norm names its sector, and no other does"))
    return found


def _followed(given: Any, now: datetime, faults: list[Fault]) -> dict[str, str]:
    """Return how the draft follows what the text of the place names. Source: 成都条例 第八条第一款 (standards.basis)."""
    said = {str(key): str(value).strip() for key, value in (given or {}).items() if str(value or "").strip()}
    known = terms(timezone.localdate(now)).value("standards.basis", [])
    for key in sorted(set(said) - set(known)):
        faults.append((f"本地法规没有列出依据“{key}”", f"no text of the place names {key!r} as a basis"))
    return said
