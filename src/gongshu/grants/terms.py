"""The terms of a grant: what was applied for, what the officer said, what the entry and the law allow. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from gongshu.grants import rows as rows_
from gongshu.grants.channels import Channel, require_channel
from gongshu.grants.errors import TermsUnfit
from gongshu.grants.masking import Mask, MaskUnfit, least, masks_of
from gongshu.grants.offers import Offer, Receiver
from gongshu.grants.rows import Rows, RowsUnfit
from gongshu.law.articles import Article
from gongshu.law.terms import Terms

FILE, TOKEN = "file", "token"
# How texts name the use of data for something else than it was granted for.
_OTHER_PURPOSE = ("other_purpose", "other_use", "other_purpose_or_scenario", "expand_scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTerms:
    """What a grant gives. `items` are always named: an item that the entry gains later was not granted."""

    channel: Channel
    items: tuple[str, ...]
    rows: Rows = field(default_factory=Rows)
    masks: Mapping[str, Mask] = field(default_factory=dict)
    purpose: str
    purpose_kind: str = ""  # a key of sharing.purposes; empty where the text names none
    starts_on: date
    until: date | None = None  # the last day of use; None: as long as the entry is shared
    quota: int | None = None  # requests a day; None: not limited
    kinds: tuple[str, ...] = (FILE, TOKEN)

    @property
    def masking(self) -> dict[str, str]:
        """The masks that are on, by item, as JSON keeps them."""
        return {code: self.masks[code].word for code in self.items if self.masks.get(code, Mask.NONE) is not Mask.NONE}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wider than it may be."""

    field: str
    zh: str
    en: str
    article: Article | None = None

    def told(self, what: str) -> str:
        return f"{self.field}: {what}" + (f" ({self.article.label})" if self.article else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """All that the terms are made from."""

    offer: Offer
    receiver: Receiver
    applied: Mapping[str, Any]  # facts of the application
    said: Mapping[str, Any]  # what the officer said with the decision
    law: Terms
    today: date

    def chosen(self, key: str) -> Any:
        """What the officer said, or else what was applied for."""
        return self.said.get(key) if self.said.get(key) not in (None, "", [], {}) else self.applied.get(key)


def draft(drafting: Drafting) -> GrantTerms:
    """Return the terms of a new grant.

    Raises: NotLawful where no channel is open; TermsUnfit naming everything that is wider than the application, the
    entry or the law allow, each with its article.
    """
    channel = require_channel(drafting.offer, drafting.receiver, drafting.law)
    faults: list[Fault] = []
    if not drafting.offer.live:
        faults.append(
            Fault(
                "entry",
                "空目录不能授予使用，请先挂接资源",
                f"{drafting.offer.number} has no live resource; hook one first",
            )
        )
    if drafting.offer.only_files:
        faults += _not_whole(drafting)
    terms = GrantTerms(
        channel=channel,
        items=_items(drafting, faults),
        rows=_rows(drafting, faults),
        masks=_masks(drafting, faults),
        purpose=_purpose(drafting, channel, faults),
        purpose_kind=_purpose_kind(drafting, channel, faults),
        starts_on=_starts(drafting),
        until=_until(drafting, faults),
        quota=_quota(drafting, faults),
        kinds=_kinds(drafting, faults),
    )
    return _sound(terms, faults)


def change(terms: GrantTerms, drafting: Drafting) -> GrantTerms:
    """Return the terms after a change; what is not said stays, and nothing becomes wider than the application.

    Source of the ban on other purposes: sharing.prohibited, opening.prohibited. Raises: NotLawful; TermsUnfit.
    """
    kept = {
        "items": list(terms.items), "rows": terms.rows.as_json(), "masking": terms.masking, "purpose": terms.purpose,
        "purpose_kind": terms.purpose_kind, "quota": terms.quota, "kinds": list(terms.kinds),
        "until": terms.until.isoformat() if terms.until else None, "starts_on": terms.starts_on.isoformat(),
    }  # fmt: skip
    return draft(
        replace(
            drafting,
            said={**kept, **{key: value for key, value in drafting.said.items() if value not in (None, "", [], {})}},
        )
    )


def renew(terms: GrantTerms, until: date, today: date) -> GrantTerms:
    """Return the terms with a later last day. Raises: TermsUnfit."""
    if until < today or (terms.until is not None and until <= terms.until):
        raise _unfit(
            [
                Fault(
                    "until",
                    f"{until} 不晚于 {terms.until or today}",
                    f"{until} is not later than {terms.until or today}",
                )
            ]
        )
    return replace(terms, until=until)


def _sound(terms: GrantTerms, faults: Sequence[Fault]) -> GrantTerms:
    if faults:
        raise _unfit(faults)
    return terms


def _unfit(faults: Sequence[Fault]) -> TermsUnfit:
    zh, en = "；".join(each.told(each.zh) for each in faults), "; ".join(each.told(each.en) for each in faults)
    article = next((fault.article for fault in faults if fault.article), None)
    return TermsUnfit(
        f"授权条件有 {len(faults)} 处不能成立：{zh}", f"{len(faults)} terms of the grant cannot stand: {en}", article=article,
        shown=", ".join(dict.fromkeys(each.field for each in faults)),
        remedy_zh="缩小到申请和目录允许的范围", remedy_en="narrow them to what was applied for and the entry allows",
    )  # fmt: skip


def _not_whole(drafting: Drafting) -> list[Fault]:
    """Return what would need a part of a file, or a masked one: files leave as they are or not at all."""
    offer, faults = drafting.offer, []
    names = {item.name: item.code for item in offer.items}
    items = {names.get(str(item), str(item)) for item in drafting.chosen("items") or ()}
    if items and items != set(offer.codes):
        faults.append(
            Fault(
                "items", "文件按原样交付，不能只授予部分数据项", "a file leaves as it is; no part of it can be granted"
            )
        )
    if drafting.chosen("rows"):
        faults.append(Fault("rows", "文件按原样交付，不能限定行范围", "a file has no rows that could be granted"))
    said = [code for code, word in (drafting.chosen("masking") or {}).items() if str(word) != Mask.NONE.word]
    demanded = [item.code for item in offer.items if least(item)]
    if said or demanded:
        which = "、".join(dict.fromkeys([*said, *demanded]))
        faults.append(
            Fault(
                "masking", f"文件不能脱敏，而 {which} 须脱敏", f"a file cannot be masked, as {which} would have to be"
            )
        )
    return faults


def _items(drafting: Drafting, faults: list[Fault]) -> tuple[str, ...]:
    offered = drafting.offer.codes
    by_name = {item.name: item.code for item in drafting.offer.items}
    applied = tuple(by_name.get(item, item) for item in drafting.applied.get("items") or offered)
    granted = tuple(by_name.get(item, item) for item in drafting.said.get("items") or applied)
    unknown = [item for item in granted if item not in offered]
    if unknown:
        faults.append(
            Fault(
                "items",
                f"目录没有数据项 {'、'.join(unknown)}；有 {'、'.join(offered)}",
                f"the entry has no {', '.join(unknown)}; it has {', '.join(offered)}",
            )
        )
    wider = [item for item in granted if item not in applied and item not in unknown]
    if wider:
        faults.append(Fault("items", f"{'、'.join(wider)} 未经申请", f"{', '.join(wider)} were not applied for"))
    return tuple(item for item in offered if item in granted)


def _rows(drafting: Drafting, faults: list[Fault]) -> Rows:
    try:
        applied = rows_.read(drafting.applied.get("rows"), drafting.offer.sql_types)
        granted = rows_.read(drafting.chosen("rows"), drafting.offer.sql_types)
    except RowsUnfit as problem:
        faults.append(Fault("rows", problem.zh, problem.en))
        return Rows()
    if not granted.within(applied):
        faults.append(
            Fault(
                "rows",
                f"{granted.as_json()} 宽于申请的 {applied.as_json()}",
                f"{granted.as_json()} is wider than {applied.as_json()}, which was applied for",
            )
        )
    return granted


def _masks(drafting: Drafting, faults: list[Fault]) -> dict[str, Mask]:
    try:
        return masks_of(drafting.offer, drafting.chosen("masking") or {})
    except MaskUnfit as problem:
        faults.append(Fault("masking", problem.zh, problem.en))
        return {}


def _purpose(drafting: Drafting, channel: Channel, faults: list[Fault]) -> str:
    applied = str(drafting.applied.get("purpose") or drafting.applied.get("scenario") or "").strip()
    granted = str(drafting.said.get("purpose") or applied).strip()
    prohibited = drafting.law.get(f"{channel}.prohibited")
    forbids = prohibited is not None and prohibited.decides and any(key in prohibited.value for key in _OTHER_PURPOSE)
    if granted != applied and forbids:
        faults.append(
            Fault(
                "purpose",
                f"“{granted}”不是申请的用途“{applied}”",
                f"{granted!r} is another purpose than {applied!r}, which was applied for",
                prohibited.article,
            )
        )
    return granted


def _purpose_kind(drafting: Drafting, channel: Channel, faults: list[Fault]) -> str:
    """Purposes are limited where data passes between public bodies; the application names the duty that it serves."""
    named = str(drafting.chosen("purpose_kind") or "")
    term = drafting.law.get("sharing.purposes") if channel is Channel.SHARING else None
    if term is None or not term.decides:
        return named
    if named and named not in term.value:
        faults.append(
            Fault(
                "purpose_kind",
                f"“{named}”不在法定用途（{'、'.join(term.value)}）之内",
                f"{named!r} is no lawful purpose; those are {', '.join(term.value)}",
                term.article,
            )
        )
    return named or str(term.value[0])


def _starts(drafting: Drafting) -> date:
    said = drafting.chosen("starts_on")
    return max(date.fromisoformat(str(said)), drafting.today) if said else drafting.today


def _until(drafting: Drafting, faults: list[Fault]) -> date | None:
    applied, granted = (_day(said.get("until")) for said in (drafting.applied, drafting.said))
    last = granted or applied
    if last is not None and last < _starts(drafting):
        faults.append(
            Fault(
                "until",
                f"{last} 早于起始日期 {_starts(drafting)}",
                f"{last} is before the first day, {_starts(drafting)}",
            )
        )
    if applied is not None and granted is not None and granted > applied:
        faults.append(
            Fault(
                "until", f"{granted} 晚于申请的 {applied}", f"{granted} is later than {applied}, which was applied for"
            )
        )
    return last


def _day(said: Any) -> date | None:
    return date.fromisoformat(str(said)) if said else None


def _quota(drafting: Drafting, faults: list[Fault]) -> int | None:
    return _checked(drafting, "quota", faults, lambda applied, granted: granted > applied)


def _checked(drafting: Drafting, key: str, faults: list[Fault], wider: Callable[[int, int], bool]) -> int | None:
    applied, granted = drafting.applied.get(key), drafting.said.get(key)
    if applied and granted and wider(int(applied), int(granted)):
        faults.append(
            Fault(key, f"{granted} 超过申请的 {applied}", f"{granted} is more than {applied}, which was applied for")
        )
    number = granted or applied
    return int(number) if number else None


def _kinds(drafting: Drafting, faults: list[Fault]) -> tuple[str, ...]:
    kinds = tuple(drafting.chosen("kinds") or (FILE, TOKEN))
    unknown = [kind for kind in kinds if kind not in (FILE, TOKEN)]
    if unknown:
        faults.append(
            Fault(
                "kinds",
                f"没有 {'、'.join(map(str, unknown))} 这种提供方式；可用 {FILE}、{TOKEN}",
                f"there is no way {', '.join(map(str, unknown))}; use {FILE}, {TOKEN}",
            )
        )
    return kinds
