"""Grading the columns of an entry: a steward confirms or corrects what is proposed; what changes goes through the review of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases.models import Case
from gongshu.catalogue import services as catalogue
from gongshu.catalogue import storing
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.models import Entry
from gongshu.catalogue.recording import subject_of
from gongshu.classification import proposing
from gongshu.classification.errors import TooLow, Unfit
from gongshu.classification.models import ColumnGrade
from gongshu.classification.proposing import Proposal
from gongshu.classification.wording import level_zh
from gongshu.lake.detect.categories import CATEGORIES
from gongshu.law.articles import Article
from gongshu.law.grading import LEVELS, higher
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.permission import require, service

_LONGEST = 300
Fault = tuple[str, str]  # zh, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a steward says of one column."""

    column: str
    category: str  # a key of lake.detect.categories; empty: none
    level: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What was kept, and the review that it led to; None where no published level changes."""

    kept: int
    case: Case | None


def own(number: str, actor: Actor) -> Entry:
    """Return an entry that this person may grade. Raises: NoSuchEntry; Refused."""
    seen = Entry.objects.visible_to(actor).select_related("provider", "current", "draft")
    found: Entry | None = seen.filter(number=number).first()
    if found is None:
        raise NoSuchEntry(number)
    require(actor, "classification.grade", found.provider)
    return found


@service
def grade(number: str, given: Sequence[Given], *, actor: Actor, now: datetime) -> Graded:
    """Keep the levels of columns; those that differ from what is published go into a draft that is sent for review.

    With the review the stricter masks of a raised level hold for every grant. Source: 数据安全法 第二十一条; 个人信息保护法 第二十八条.
    Raises: NoSuchEntry; NotYet where nothing was delivered; Unfit; TooLow where sensitive personal information, or what is taken from a higher
    entry, would be graded too low; UnderReview; NotReady; Refused.
    """
    entry = own(number, actor)
    proposals = {each.code: each for each in proposing.propose(entry)}
    _require_fit(entry, given, proposals, timezone.localdate(now))
    snapshot = proposing.snapshot_of(entry).number
    with transaction.atomic():
        ColumnGrade.objects.bulk_create(
            _row(entry, each, proposals[each.column], snapshot, actor, now) for each in given
        )
        facts = {
            "columns": len(given),
            "corrected": sum(bool(each.reason.strip()) for each in given),
            "snapshot": snapshot,
        }
        record(Event.COLUMNS_GRADE, subject_of(entry), by=actor, at=now, facts=facts)
        case = _change(entry, {each.column: each.level for each in given}, proposals, actor, now)
    return Graded(kept=len(given), case=case)


def _row(entry: Entry, each: Given, proposed: Proposal, snapshot: str, actor: Actor, now: datetime) -> ColumnGrade:
    category = proposed.category.name if proposed.category else ""
    return ColumnGrade(
        entry=entry, column=each.column, proposed_category=category, proposed_level=proposed.level, confidence=proposed.confidence,
        category=each.category, level=each.level, reason=each.reason.strip(), snapshot=snapshot, at=now, by=actor.login,
    )  # fmt: skip


def _change(
    entry: Entry, levels: Mapping[str, str], proposals: Mapping[str, Proposal], actor: Actor, now: datetime
) -> Case | None:
    """Write what differs into a draft and send it for review; a draft that lay there before is left to its steward to send."""
    if all(level == proposals[code].present for code, level in levels.items()):
        return None
    waited = entry.draft is not None
    said: dict[str, Any] = storing.plain(storing.description_of(entry.draft or entry.shown))
    items = [{**item, "level": levels.get(item["code"], item.get("level", ""))} for item in said["items"]]
    highest = said.get("level", "")
    for level in levels.values():
        highest = higher(highest, level)
    catalogue.edit(entry.number, {"items": items, "level": highest}, actor=actor, now=now)
    if waited:
        return None
    return catalogue.submit([entry.number], "数据项定级", actor=actor, now=now)


def _require_fit(entry: Entry, given: Sequence[Given], proposals: Mapping[str, Proposal], day: Any) -> None:
    faults = [fault for each in given for fault in _faults(each, proposals)]
    if not given:
        faults.append(("没有选择数据项", "no column was given"))
    if len({each.column for each in given}) < len(given):
        faults.append(("同一数据项出现两次", "a column is given twice"))
    if faults:
        raise Unfit(entry.number, faults)
    low = [fault for each in given for fault in _low(each, proposals[each.column])]
    if low:
        term = terms(day).get("protection.sensitive_categories")
        sensitive = any(proposing.is_sensitive(each.category) for each in given)
        article: Article | None = term.article if term is not None and term.decides and sensitive else None
        raise TooLow(entry.number, low, article)


def _faults(each: Given, proposals: Mapping[str, Proposal]) -> list[Fault]:
    proposed = proposals.get(each.column)
    if proposed is None:
        return [(f"{each.column} 不是已发布数据的数据项", f"{each.column!r} is no column of the published data")]
    found: list[Fault] = []
    if each.category and each.category not in CATEGORIES:
        found.append(
            (f"{proposed.name}：没有类别“{each.category}”", f"{each.column}: there is no category {each.category!r}")
        )
    if each.level not in LEVELS:
        found.append((f"{proposed.name}：没有级别“{each.level}”", f"{each.column}: there is no level {each.level!r}"))
    category = proposed.category.name if proposed.category else ""
    if (each.category, each.level) != (category, proposed.level) and not each.reason.strip():
        found.append(
            (f"{proposed.name}：与建议不同，须写明理由", f"{each.column}: say why it differs from the proposal")
        )
    if len(each.reason) > _LONGEST:
        found.append(
            (
                f"{proposed.name}：理由超过 {_LONGEST} 个字符",
                f"{each.column}: the reason is longer than {_LONGEST} characters",
            )
        )
    return found


def _low(each: Given, proposed: Proposal) -> list[Fault]:
    """What is below its minimum: personal information below that of its kind; what is taken from a higher entry, without a reason."""
    found: list[Fault] = []
    least = proposing.least(each.category)
    if LEVELS.index(each.level) < LEVELS.index(least):
        category = CATEGORIES[each.category]
        found.append(
            (
                f"{proposed.name}：{category.zh}的级别不低于{level_zh(least)}，不能定为{level_zh(each.level)}",
                f"{each.column}: {category.en} is {least} at least, not {each.level}",
            )
        )
    floor = proposed.floor
    if floor.level and LEVELS.index(each.level) < LEVELS.index(floor.level) and not each.reason.strip():
        found.append(
            (
                f"{proposed.name}：取自 {floor.source}，不低于其级别{level_zh(floor.level)}",
                f"{each.column}: taken from {floor.source}, so not below its level {floor.level}",
            )
        )
    return found
