"""Opening as pages draw it and as programs read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongshu.catalogue.rules.opening import MASKED
from gongshu.opening.models import MaskingRecord, Method, SmallCellCheck
from gongshu.opening.queries import PlanStanding, Preparation, Priorities
from gongshu.ui.moments import local_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item in the form of a masking record, with what was written last."""

    code: str
    name: str
    level: str
    personal: str  # label; empty where it says nothing about persons
    method: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """One thing that a text demands before opening, and what shows that it is so."""

    words: Mapping[str, str]
    article: Any
    met: bool
    shown_by: str  # number of the record or consent
    lacks: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    held: SmallCellCheck
    quasi: Sequence[str]  # names of items
    sensitive: Sequence[tuple[str, Mapping[str, int]]]  # name and diversity
    filled: Sequence[tuple[str, int]]  # items that the record calls dropped and that still hold values
    sizes: Sequence[tuple[str, int]]
    unique: str  # per cent
    is_newest: bool  # of its snapshot, which is published or waits
    waits: bool  # its snapshot is not published yet
    look: str  # a status of ui.statuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    code: str
    name: str
    quasi: bool
    sensitive: bool


def rows(page: Preparation, posted: Mapping[str, str]) -> list[Row]:
    """Return the items of the version, filled in from what was sent, else from the record that fits."""
    last = {each["item"]: each for each in page.standing.record.treatments} if page.standing.record else {}
    items = [
        (
            item.code,
            item.name,
            str(item.get_level_display()),
            item.get_personal_display() if item.personal != "none" else "",
        )
        for item in page.items
    ]
    return [
        Row(
            code=code, name=name, level=level, personal=str(personal), method=posted.get(f"method.{code}") or last.get(code, {}).get("method", ""),
            how=posted.get(f"how.{code}") or last.get(code, {}).get("how", ""),
        )
        for code, name, level, personal in (items or [("", "", "", "")])
    ]  # fmt: skip


def demands(page: Preparation) -> list[Demanded]:
    """Return each demand with what meets it."""
    found = page.standing
    return [
        Demanded(
            words=each.term.names.get(each.condition, each.term.description), article=each.term.article,
            met=not (lacks := [lack for lack in found.lacks if _is_of(lack, each.condition)]),
            shown_by=_number(found.record if each.condition == MASKED else found.consent), lacks=lacks,
        )
        for each in found.demands
    ]  # fmt: skip


def _number(held: Any) -> str:
    return held.number if held is not None else ""


def _is_of(lack: Any, condition: str) -> bool:
    return bool(lack.condition == condition)


def check(held: SmallCellCheck, page: Preparation) -> Checked:
    names = {item.code: item.name for item in page.items}
    found = held.found
    newest = {each.pk for each in (page.standing.check, page.waiting_check) if each is not None}
    return Checked(
        held=held, quasi=[names.get(code, code) for code in held.quasi],
        sensitive=[(names.get(code, code), found["diversity"][code]) for code in held.sensitive if code in found["diversity"]],
        filled=[(names.get(code, code), count) for code, count in found["filled"].items() if count],
        sizes=sorted(found["sizes"].items(), key=lambda each: int(each[0])), unique=f"{100 * found['unique_share']:.1f}%",
        is_newest=held.pk in newest, waits=page.waiting is not None and held.snapshot_id == page.waiting.pk, look="approved" if held.holds else "rejected",
    )  # fmt: skip


def choices(page: Preparation) -> list[Choice]:
    """Return the items that a check may look at, ticked as suggested."""
    if page.suggests is None or page.standing.record is None:
        return []
    dropped, chosen = page.standing.record.items_by(Method.DROPPED), page.suggests
    return [
        Choice(code=item.code, name=item.name, quasi=item.code in chosen.quasi, sensitive=item.code in chosen.sensitive)
        for item in page.items
        if item.code not in dropped
    ]


def treatments(record: MaskingRecord) -> list[tuple[str, Any, str]]:
    """Return name of the item, method and words of each treatment."""
    names = {
        item.code: item.name
        for version in record.entry.versions.filter(number=record.version)
        for item in version.items.all()
    }
    return [
        (names.get(each["item"], each["item"]), Method(each["method"]).label, each["how"]) for each in record.treatments
    ]


def preparation(page: Preparation) -> dict[str, Any]:
    """Return what was recorded as the API and the command line tell it."""
    return {
        "entry": page.entry.number, "version": page.version.number, "opening": page.version.opening,
        "ready": not page.standing.lacks,
        "demands": [{"condition": each.condition, "article": str(each.term.article), "content": list(each.content)} for each in page.standing.demands],
        "lacks": [{"zh": each.zh, "en": each.en, "remedy_zh": each.remedy_zh, "remedy_en": each.remedy_en, "article": str(each.article)} for each in page.standing.lacks],
        "records": [record(each) for each in page.records], "checks": [check_json(each) for each in page.checks],
        "consents": [{"number": each.number, "scope": each.scope, "given_on": each.given_on.isoformat(), "until": each.until.isoformat() if each.until else None, "withdrawn": each.withdrawn_at is not None} for each in page.consents],
        "k": page.k, "variety": page.variety,
    }  # fmt: skip


def record(held: MaskingRecord) -> dict[str, Any]:
    return {
        "number": held.number, "version": held.version, "treatments": held.treatments, "basis": held.basis, "articles": held.articles,
        "made_at": local_iso(held.made_at), "made_by": held.made_by,
    }  # fmt: skip


def check_json(held: SmallCellCheck) -> dict[str, Any]:
    """Return one check: counts, never values."""
    return {
        "id": held.pk, "record": held.record.number, "snapshot": held.snapshot.number, "quasi": held.quasi, "sensitive": held.sensitive,
        "k": held.k, "k_from": "node setting small_cell_k", "variety": held.variety, "passes": held.passes, "holds": held.holds, "found": held.found,
        "checked_at": local_iso(held.checked_at), "override_reason": held.override_reason,
    }  # fmt: skip


def priorities(page: Priorities) -> dict[str, Any]:
    """Return the fields as programs read them."""
    return {
        "article": str(page.term.article) if page.term else None, "counts": "all published entries" if page.sees_all else "opened entries",
        "principles": list(page.principles.value) if page.principles else [], "opened_by_default": str(page.default.article) if page.default else None,
        "fields": [
            {
                "key": each.key, **each.names, "domains": list(each.domains), "entries": each.entries, "opened": each.opened,
                "unconditional": each.unconditional, "live": each.live, "share": each.share, "newest": each.newest.isoformat() if each.newest else None,
            }
            for each in page.fields
        ],
    }  # fmt: skip


def plan(page: PlanStanding) -> dict[str, Any]:
    """Return a plan as programs read it."""
    return {
        "region": page.region.code, "year": page.year, "version": page.versions[0].version if page.versions else None, "pending": page.pending,
        "overdue": page.overdue,
        "lines": [
            {
                "entry": each.number, **{column.name: cell for column, cell in each.cells}, "planned_on": each.planned_on.isoformat(),
                "opening": each.opening, "opened_on": each.opened_on.isoformat() if each.opened_on else None, "state": each.state,
            }
            for each in page.lines
        ],
    }  # fmt: skip
