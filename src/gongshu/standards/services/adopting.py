"""Taking over a standard that others issue, such as a national one, as data with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import require, service
from gongshu.standards import content
from gongshu.standards.enforcing import put_in_force
from gongshu.standards.errors import StandardUnfit
from gongshu.standards.models import Norm, NormVersion
from gongshu.standards.recording import subject_of
from gongshu.standards.services.drafting import require_own
from gongshu.standards.words import Kind, Level, State


@service
def adopt(document: Mapping[str, Any], *, actor: Actor, now: datetime) -> tuple[Norm, bool]:
    """Take over a standard of another issuer and return it, and whether anything changed.

    `document` says code, zh, en, level, source, text, elements and codes. Taken over again with other contents it gets its next
    version. Raises: StandardUnfit for what cannot be kept, or a code that is our own standard; Refused.
    """
    body = Body.objects.select_related("region").filter(code=actor.body).first() if actor.body else None
    require(actor, "standards.adopt", body)
    assert body is not None
    said = _said(document)
    parts: dict[str, list[dict[str, Any]]] = {part: content.kept(said[part]) for part in content.PARTS}
    with transaction.atomic():
        norm = Norm.objects.select_for_update(of=("self",)).filter(code=said["code"]).first()
        if norm is not None and (norm.draft_id is not None or norm.level == Level.PLATFORM):
            raise StandardUnfit(said["code"], [("已有同编号的本地标准", "a standard of our own has this code")])
        if norm is None:
            norm = Norm.objects.create(
                code=said["code"], zh=said["zh"], en=said["en"], kind=Kind.STANDARD, level=said["level"], body=body, changed_at=now
            )  # fmt: skip
        for part in content.PARTS:
            require_own(norm, part, said[part], said["code"])
        last = norm.versions.order_by("-number").first()
        if last is not None and norm.state == State.IN_FORCE and _same(last, said, parts):
            return norm, False
        version = NormVersion.objects.create(
            norm=norm, number=last.number + 1 if last else 1, text=said["text"], source=said["source"], issued_at=now, made_at=now,
            made_by=actor.login, in_force_from=said["since"] or timezone.localdate(now), **parts,
        )  # fmt: skip
        put_in_force(norm, version, now)
        facts = {
            "version": version.number,
            "source": version.source,
            **{part: len(rows) for part, rows in parts.items()},
        }
        record(Event.STANDARD_ADOPT, subject_of(norm), by=actor, at=now, facts=facts)
    return norm, True


def _same(last: NormVersion, said: Mapping[str, Any], parts: Mapping[str, Any]) -> bool:
    return (last.text, last.source) == (said["text"], said["source"]) and all(
        getattr(last, part) == rows for part, rows in parts.items()
    )


def _said(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as it is kept. Raises: StandardUnfit with every fault."""
    faults: list[tuple[str, str]] = []
    said: dict[str, Any] = {
        name: str(document.get(name) or "").strip() for name in ("code", "zh", "en", "level", "source", "text")
    }
    for name in ("code", "zh", "source"):
        if not said[name]:
            faults.append((f"须写明 {name}", f"`{name}` is missing"))
    if said["level"] not in set(Level.values) - {Level.PLATFORM}:
        faults.append((f"level 不是“{said['level']}”这样的值", f"`level` cannot be {said['level']!r}"))
    for part, made in content.PARTS.items():
        said[part] = [_part(made, each, faults) for each in document.get(part) or ()]
    since = document.get("since")
    said["since"] = since if isinstance(since, date) else None
    if faults:
        raise StandardUnfit(said["code"] or "?", faults)
    return said


def _part(made: type[content.Part], given: Mapping[str, Any], faults: list[tuple[str, str]]) -> Any:
    names = {each.name for each in fields(made)}
    if unknown := sorted(set(given) - names):
        faults.append((f"没有字段 {'、'.join(unknown)}", f"there is no field {', '.join(unknown)}"))
    try:
        return made(**{name: value for name, value in given.items() if name in names})
    except TypeError as problem:
        faults.append((f"{dict(given)} 不完整", f"{dict(given)}: {problem}"))
        return None
