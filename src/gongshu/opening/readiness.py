"""Whether all that the texts demand before opening is there: records that fit the version, checks, consents in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from gongshu.catalogue.models import Entry, EntryVersion, Resource, Snapshot
from gongshu.catalogue.rules.opening import MASKED, Precondition, preconditions
from gongshu.catalogue.storing import description_of
from gongshu.catalogue.words import ResourceKind, ResourceState
from gongshu.law.articles import Article
from gongshu.ledger import jcs
from gongshu.opening.models import Consent, MaskingRecord, SmallCellCheck
from gongshu.people.law import terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing before a data set may be opened."""

    condition: str  # MASKED or CONSENT, as the demand
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    article: Article | None

    @property
    def words(self) -> dict[str, str]:
        """What is missing and how to put it right, in both languages."""
        return {"zh": f"{self.zh}；{self.remedy_zh}", "en": f"{self.en}; {self.remedy_en}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """What is demanded of one version on one day, and what of it is there."""

    demands: tuple[Precondition, ...]
    record: MaskingRecord | None  # the newest that covers the version
    check: SmallCellCheck | None  # its newest of the snapshot that is, or would be, published
    consent: Consent | None  # the newest in force
    lacks: tuple[Lack, ...]


def coverage_of(version: EntryVersion) -> str:
    """Return the SHA-256 of what a masking record is about: items with level and kind, and protected contents."""
    items = [[item.code, item.level, item.personal] for item in version.items.all()]
    told = {"items": items, "contents": sorted(description_of(version).contents)}
    return sha256(jcs.canonical(told)).hexdigest()


def covering(entry: Entry, version: EntryVersion) -> MaskingRecord | None:
    """Return the newest record of an entry that fits a version: one made before its items changed does not."""
    return entry.masking_records.filter(covers=coverage_of(version)).order_by("-pk").first()


def table_of(entry: Entry, *, hooked: bool = False) -> Resource | None:
    """Return the first table of an entry that has data."""
    found = entry.resources.filter(kind=ResourceKind.TABLE, snapshot__isnull=False).exclude(snapshot__lake="")
    if hooked:
        found = found.filter(state=ResourceState.HOOKED)
    return found.select_related("snapshot").order_by("pk").first()


def readiness(entry: Entry, version: EntryVersion, day: date, snapshot: Snapshot | None = None) -> Readiness:
    """Return where an entry stands if this version were open on this day, with this snapshot; without one, with the published one.

    Source: the articles of `preconditions`. The check rests on the demand of masking: its k is the node's, not the text's.
    """
    demands = tuple(preconditions(description_of(version), terms(day)))
    record = covering(entry, version)
    table = table_of(entry)
    shown = snapshot or (table.snapshot if table else None)
    check = record.checks.filter(snapshot=shown).order_by("-pk").first() if record and shown else None
    consent = entry.consents.in_force(day).order_by("-pk").first()
    lacks: list[Lack] = []
    for demand in demands:
        if demand.condition == MASKED:
            lacks += _masking(demand, record, check, shown)
        elif consent is None:
            lacks.append(_lack(demand, "没有有效的权利人同意", "there is no consent of the right holders in force", "登记同意：谁的、同意什么、到何时、凭据", "record whose consent, to what, until when, with its evidence"))  # fmt: skip
    return Readiness(demands=demands, record=record, check=check, consent=consent, lacks=tuple(dict.fromkeys(lacks)))


def _masking(
    demand: Precondition, record: MaskingRecord | None, check: SmallCellCheck | None, shown: Snapshot | None
) -> list[Lack]:
    if record is None:
        return [_lack(demand, "没有与现行数据项相符的脱敏脱密记录", "no masking record fits the items of this version", "由提供单位登记脱敏脱密记录", "let the provider make a masking record")]  # fmt: skip
    if shown is None or (check is not None and check.holds):
        return []
    if check is None:
        return [_lack(demand, f"脱敏脱密记录 {record.number} 之后尚未对快照 {shown.number} 做小单元检查", f"snapshot {shown.number} has not had its small-cell check under {record.number}", "在开放准备页检查", "run the check on the page of preparations, or `gongshu opening check`")]  # fmt: skip
    found = check.found
    zh, en = (
        f"小单元检查未通过：{found['small_groups']} 组少于 {check.k} 行，{found['unique_rows']} 行独一无二",
        f"the small-cell check failed: {found['small_groups']} groups have fewer than {check.k} rows, {found['unique_rows']} rows are unique",
    )
    return [_lack(demand, zh, en, "泛化或者删除数据项后重新投送并检查，或者由审核部门说明理由后放行", "generalise or drop items, deliver and check again, or let the reviewer override with a reason")]  # fmt: skip


def _lack(demand: Precondition, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Lack:
    return Lack(
        condition=demand.condition, zh=zh, en=en, remedy_zh=remedy_zh, remedy_en=remedy_en, article=demand.term.article
    )
