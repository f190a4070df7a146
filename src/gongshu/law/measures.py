"""A measure: the text that a jurisdiction made, its rank and when it is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongshu.law.errors import LawNotInForce
from gongshu.law.yamlfile import Section


class Rank(StrEnum):
    """Ranks of the Legislation Law, highest first."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative-regulation"
    LOCAL_REGULATION = "local-regulation"
    RULE = "rule"
    NORMATIVE_DOCUMENT = "normative-document"

    @property
    def height(self) -> int:
        return len(Rank) - list(Rank).index(self)


class Status(StrEnum):
    IN_FORCE = "in_force"
    DRAFT = "draft"
    NOT_YET = "not_yet"
    LAPSED = "lapsed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    short: str  # 达州办法, the name citations use
    jurisdiction: str
    title: Mapping[str, str]
    number: str | None  # 达市府规〔2025〕1号
    issuer: Mapping[str, str]
    rank: Rank
    adopted: date | None
    in_force_from: date | None  # None: a draft
    lapses: date | None  # first day on which it no longer applies
    lapses_under: str | None  # article
    declared: Status
    verified: bool  # somebody has compared the data with the official text

    def status_on(self, day: date) -> Status:
        """Return whether the measure applies on a day."""
        if self.in_force_from is None or self.declared is Status.DRAFT:
            return Status.DRAFT
        if day < self.in_force_from:
            return Status.NOT_YET
        if self.lapses is not None and day >= self.lapses:
            return Status.LAPSED if self.declared is not Status.REPLACED else Status.REPLACED
        return Status.IN_FORCE

    def require_in_force(self, day: date) -> None:
        """Raise LawNotInForce, saying why, if the measure decides nothing on this day."""
        status = self.status_on(day)
        if status is Status.IN_FORCE:
            return
        name = f"{self.title['zh']} ({self.jurisdiction})"
        title = f"《{self.title['zh']}》({self.jurisdiction})"
        article = self.lapses_under or ""
        reasons = {
            Status.DRAFT: (
                f"{name} is a draft: it can be read, compared and simulated, but nothing is decided under it",
                f"{title}是草案，尚未施行：可以查阅、比较、推演，不能据以办理；可用 gongshu law simulate 推演",
            ),
            Status.NOT_YET: (
                f"{name} is in force from {self.in_force_from}; {day} lies before",
                f"{title}自 {self.in_force_from} 起施行，{day} 尚未施行；请核对收到日期",
            ),
            Status.LAPSED: (
                f"{name} lapsed on {self.lapses} ({article or 'see its last article'}); on {day} it is no longer in force",
                f"{title}自 {self.lapses} 起失效{f'({article})' if article else ''},{day} 已不适用；不能再提出新的申请，已受理的继续办理",
            ),
            Status.REPLACED: (
                f"{name} was replaced on {self.lapses}; on {day} it is no longer in force",
                f"{title}自 {self.lapses} 起被取代，{day} 已不适用；请按取代它的文件办理",
            ),
        }
        cited = f"{self.short} {article}" if status is Status.LAPSED and article else None
        raise LawNotInForce(*reasons[status], cited)


def read_measure(short: str, jurisdiction: str, section: Section) -> Measure:
    """Return the measure that one section of jurisdiction.yaml declares. Raises: LawFileError."""
    measure = Measure(
        short=short,
        jurisdiction=jurisdiction,
        title=section.need("title", Section).plain(),
        number=section.maybe("number"),
        issuer=section.need("issuer", Section).plain(),
        rank=Rank(section.choice("rank", tuple(Rank))),
        adopted=section.maybe("adopted", date),
        in_force_from=section.maybe("in_force_from", date),
        lapses=section.maybe("lapses", date),
        lapses_under=section.maybe("lapses_under"),
        declared=Status(section.choice("status", ("in_force", "draft", "lapsed", "replaced"))),
        verified=section.choice("text", ("verified", "unverified"), "verified") == "verified",
    )
    section.finish()
    return measure
