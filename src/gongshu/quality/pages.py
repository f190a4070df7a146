"""What the page of an entry's quality draws, put together from the query."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, pstdev
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongshu.lake.checks.kinds import DIMENSIONS, KINDS
from gongshu.people.actor import Actor
from gongshu.quality import queries
from gongshu.quality.models import QualityCheck
from gongshu.quality.queries import Quality

NAMED = 10  # records named for a rule on the page; the JSON names more
USUAL = 5  # earlier checks from which a score counts as out of the ordinary
DROP = 5.0  # points below the mean of the earlier ones that count whatever their spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One rule with what it found."""

    rule: str
    title: str  # of its kind
    counts: str
    dimension: str
    column: str
    checked: int
    violations: int
    records: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    found: Quality
    score: str
    dimensions: list[tuple[str, str]]  # name and value in per cent, or a dash
    lines: list[Line]
    history: dict[str, Any] | None  # labels and series of the chart
    anomaly: str
    kinds: list[tuple[str, str, str, str]]  # name, title, what it counts, dimension


def quality(actor: Actor, number: str) -> Page:
    """Return the page of an entry's quality. Raises: NoSuchEntry."""
    found = queries.quality(actor, number)
    newest, language = found.newest, _language()
    return Page(
        found=found, score="—" if newest is None or newest.score is None else f"{newest.score:.1f}",
        dimensions=[(words[language], _percent(newest.dimensions.get(name))) for name, words in DIMENSIONS.items()] if newest else [],
        lines=_lines(newest, language) if newest and found.sees else [], history=_history(found), anomaly=_anomaly(found),
        kinds=[(kind.name, kind.title[language], kind.counts[language], DIMENSIONS[kind.dimension][language]) for kind in KINDS.values()],
    )  # fmt: skip


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{int(share * 10_000) / 100:.2f}%"


def _lines(check: QualityCheck, language: str) -> list[Line]:
    rows: dict[str, list[int]] = {}
    for each in check.findings:
        rows.setdefault(each["rule"], []).append(each["row"])
    between = ", " if language == "en" else "、"
    lines = []
    for each in check.outcomes:
        kind, named = KINDS[each["kind"]], rows.get(each["rule"], [])
        more = "…" if each["violations"] > len(named[:NAMED]) and named else ""
        lines.append(
            Line(
                rule=each["rule"], title=kind.title[language], counts=kind.counts[language], dimension=DIMENSIONS[each["dimension"]][language],
                column=each["column"], checked=each["checked"], violations=each["violations"], records=between.join(map(str, named[:NAMED])) + more,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: -line.violations)


def _history(found: Quality) -> dict[str, Any] | None:
    scored = [each for each in found.history if each.score is not None]
    if len(scored) < 2:
        return None
    labels = [timezone.localtime(each.at).strftime("%Y-%m-%d %H:%M") for each in scored]
    return {"labels": labels, "series": [{"name": _("质量得分"), "values": [each.score for each in scored]}]}


def _anomaly(found: Quality) -> str:
    """Say so where the newest score is out of the ordinary: below the mean of the earlier ones by three times their spread, and by five points."""
    scores = [each.score for each in found.history if each.score is not None]
    if len(scores) <= USUAL:
        return ""
    *before, last = scores
    usual = mean(before)
    if last >= usual - max(DROP, 3 * pstdev(before)):
        return ""
    return _("本次得分 %(last)s，明显低于以往平均的 %(usual)s。") % {"last": f"{last:.1f}", "usual": f"{usual:.1f}"}
