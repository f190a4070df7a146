"""Grants as the templates draw them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gongshu.audit import Event
from gongshu.cases.models import Case
from gongshu.catalogue.models import Entry
from gongshu.grants.models import Grant, Handout
from gongshu.grants.models.handouts import Kind, Stage
from gongshu.grants.queries import Conditions
from gongshu.grants.uses.reading import UseLine
from gongshu.law.articles import Article
from gongshu.law.terms import Term

KINDS = {Kind.FILE: _("文件"), Kind.TOKEN: _("取数令牌")}
STAGES = {Stage.WAITING: _("生成中"), Stage.READY: _("可用"), Stage.FAILED: _("未能生成"), Stage.STOPPED: _("已停止")}
LOOKS = {Stage.WAITING: "running", Stage.READY: "live", Stage.FAILED: "failed", Stage.STOPPED: "ended"}
TOLD = {"method": _("提供方式"), "time": _("提供时间"), "requirements": _("有关要求")}
MASKS = {"partial": _("部分遮盖"), "hidden": _("不显示")}
_TESTS = {
    "in": "∈",
    "equals": "=",
    "at_least": "≥",
    "at_most": "≤",
    "before": "<",
    "after": ">",
    "starts_with": "…",
    "missing": "∅",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """One item of a grant, with what is masked of it and which values it may have."""

    name: str
    code: str
    mask: Any
    rows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutLine:
    handout: Handout
    kind: Any
    stage: Any
    look: str  # a status of ui.statuses
    stops: bool  # whether there is anything left to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    line: UseLine
    what: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a text lists, in its words: what is forbidden, what has to be done."""

    named: list[Mapping[str, str]]
    article: Article | None


def terms(grant: Grant) -> list[TermLine]:
    """Return the granted items in order, by the names that the entry gives them."""
    entry = Entry.objects.select_related("current").filter(number=grant.entry, current__isnull=False).first()
    names = dict(entry.current.items.values_list("code", "name")) if entry and entry.current else {}
    lines = [
        TermLine(
            name=names.get(code, code),
            code=code,
            mask=MASKS.get(grant.masking.get(code, ""), ""),
            rows=_rows(grant.rows.get(code)),
        )
        for code in grant.items
    ]
    others = [
        TermLine(name=names.get(code, code), code=code, mask="—", rows=_rows(rest))
        for code, rest in grant.rows.items()
        if code not in grant.items
    ]
    return lines + others


def _rows(rest: Any) -> str:
    if rest is None:
        return ""
    if not isinstance(rest, Mapping):
        return str(rest)
    return ", ".join(f"{_TESTS.get(test, test)} {_value(value)}" for test, value in rest.items())


def _value(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def handouts(found: Iterable[Handout], now: datetime) -> list[HandoutLine]:
    return [_handout(each, now) for each in found]


def _handout(handout: Handout, now: datetime) -> HandoutLine:
    stage = Stage(handout.stage)
    over = stage is not Stage.STOPPED and handout.expires_at <= now
    return HandoutLine(
        handout=handout,
        kind=KINDS[Kind(handout.kind)],
        stage=_("已到期") if over else STAGES[stage],
        look="expired" if over else LOOKS[stage],
        stops=not over and stage in (Stage.WAITING, Stage.READY),
    )


def uses(found: Sequence[UseLine]) -> list[UseRow]:
    known = {event.value: {"zh": event.zh, "en": event.en} for event in Event}
    return [UseRow(line=line, what=known.get(line.event, {"zh": line.event, "en": line.event})) for line in found]


def listed(term: Term | None) -> Listed | None:
    if term is None:
        return None
    return Listed(named=[term.names.get(key) or {"zh": key, "en": key} for key in term.value], article=term.article)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report on the use of a grant: open until `due`, or filed."""

    case: Case
    due: date | None
    filed: bool


def told(found: Conditions) -> list[tuple[Any, str]]:
    """Return what the decision said of way, time and requirements, each under its label."""
    return [(TOLD[key], words) for key, words in found.told.items()]


def reports(found: Conditions) -> list[ReportLine]:
    return [
        ReportLine(case=case, due=next((clock.due for clock in case.clocks.all()), None), filed=case.ended)
        for case in found.reports
    ]


def address() -> str:
    """Return the address that programs use, without a slash at its end."""
    return str(settings.GONGSHU.address).rstrip("/")
