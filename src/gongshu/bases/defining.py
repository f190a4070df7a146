"""What a definition has to hold before it is kept: the kind, the lead body, and members that it may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshu.bases import kinds
from gongshu.bases.errors import BaseUnfit
from gongshu.bases.models import Database, Member
from gongshu.bases.reach import usable
from gongshu.bases.reading import Fault, Said, SaidItem, SaidMember, read
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models import Item as EntryItem
from gongshu.catalogue.words import ItemType, State
from gongshu.lake.matching.definition import Prefer
from gongshu.law.articles import Article
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, BodyRole

FIELDS, LEAD = "collection.shared_database_fields", "lead_unit"
_DATES = (ItemType.DATE, ItemType.DATETIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A definition that holds."""

    said: Said
    lead: Body
    members: Sequence[Entry]  # in their order


def defined(given: object, actor: Actor, now: datetime, *, before: Database | None = None) -> Defined:
    """Return a definition with its lead body and members. Raises: BaseUnfit with every fault; Refused is asked by the caller."""
    said, faults = read(given)
    if said is None:
        raise BaseUnfit(_title(given), faults)
    lead = Body.objects.select_related("region", "entrusted").filter(code=said.lead).first()
    if lead is None:
        raise BaseUnfit(said.title, [(f"没有登记单位“{said.lead}”", f"no body is registered as {said.lead!r}")])
    faults, day = [], timezone.localdate(now)
    if said.kind not in kinds.kinds(day):
        options = kinds.kinds(day)
        zh = "、".join(f"{key}（{each.names['zh']}）" for key, each in options.items())
        faults.append((f"没有“{said.kind}”这一类；可选 {zh}", f"{said.kind!r} is no kind; choose {', '.join(options)}"))
    members = _members(said, actor, faults)
    if not faults:
        faults += [*_usable(said, lead, members, now), *_columns(said, members), *_circles(members, before)]
    article = require_lead(lead, members, now, faults) if members else None
    if faults:
        raise BaseUnfit(said.title, faults, article)
    return Defined(said=said, lead=lead, members=members)


def said_of(base: Database) -> Said:
    """Return the definition of a base as it was said."""
    items = tuple(
        SaidItem(
            code=each["code"],
            name=each["name"],
            prefer=each["prefer"],
            sources=tuple((source["entry"], source["column"]) for source in each["from"]),
        )
        for each in base.items
    )
    members = tuple(SaidMember(entry=each.entry.number, key=each.key, as_of=each.as_of) for each in base.members.all())
    return Said(title=base.title, kind=base.kind, lead=base.lead.code, key=base.key, members=members, items=items)


def _title(given: object) -> str:
    return str(given.get("title") or "?") if isinstance(given, Mapping) else "?"


def _members(said: Said, actor: Actor, faults: list[Fault]) -> list[Entry]:
    seen = Entry.objects.visible_to(actor).select_related("provider__region", "current", "draft")
    held = {each.number: each for each in seen.filter(number__in=[member.entry for member in said.members])}
    for member in said.members:
        entry = held.get(member.entry)
        if entry is None or entry.state != State.PUBLISHED:
            faults.append(
                (
                    f"没有您可以查看的已发布目录 {member.entry}",
                    f"there is no published entry {member.entry!r} that you may see",
                )
            )
    return [held[member.entry] for member in said.members if member.entry in held]


def _usable(said: Said, lead: Body, members: Sequence[Entry], now: datetime) -> list[Fault]:
    """Name the columns that the lead body may not use: merging data takes the same right as having it."""
    reach, wanted = usable(lead, members, now), wanted_of(said)
    return [
        (
            f"{lead.short}没有使用目录 {number} 数据项 {'、'.join(sorted(lacking))} 的依据，请先申请共享",
            f"{lead.code} may not use {', '.join(sorted(lacking))} of {number}; apply for sharing first",
        )
        for number, codes in wanted.items()
        if (lacking := codes - reach.get(number, frozenset()))
    ]


def wanted_of(said: Said) -> dict[str, set[str]]:
    """Return the columns that a definition takes, by the number of the entry."""
    wanted: dict[str, set[str]] = {each.entry: {each.key, each.as_of} - {""} for each in said.members}
    for item in said.items:
        for entry, column in item.sources:
            wanted.setdefault(entry, set()).add(column)
    return wanted


def _columns(said: Said, members: Sequence[Entry]) -> list[Fault]:
    """Name dates that are none, and items whose sources are of several types."""
    types: dict[tuple[str, str], EntryItem] = {(e.number, i.code): i for e in members for i in e.shown.items.all()}
    faults = []
    for member in said.members:
        if member.as_of and types[member.entry, member.as_of].type not in _DATES:
            faults.append(
                (f"{member.entry} 的时点列 {member.as_of} 不是日期", f"{member.as_of} of {member.entry} is no date")
            )
    for item in said.items:
        found = {types[source].type for source in item.sources}
        if len(found) > 1:
            faults.append(
                (
                    f"数据项 {item.code} 的来源类型不一：{'、'.join(sorted(found))}",
                    f"the sources of item {item.code} are of several types: {', '.join(sorted(found))}",
                )
            )
        if item.prefer == Prefer.NEWEST and len(
            {said_.as_of for said_ in said.members if said_.entry in dict(item.sources)} & {""}
        ):
            faults.append(
                (
                    f"数据项 {item.code} 取最新值，但有来源没有时点列",
                    f"item {item.code} takes the newest value, but a source has no dates",
                )
            )
    return faults


def _circles(members: Sequence[Entry], before: Database | None) -> list[Fault]:
    """Name members that are made of the base itself: each build would ask for the next."""
    if before is None:
        return []
    waiting, seen = [each.pk for each in members], set[int]()
    while waiting:
        found = waiting.pop()
        if found not in seen:
            seen.add(found)
            waiting += Member.objects.filter(database__entry=found).values_list("entry_id", flat=True)
    if before.entry_id in seen:
        return [("成员直接或者间接由本库归集而成", "a member is made of this base itself")]
    return []


def require_lead(lead: Body, members: Sequence[Entry], now: datetime, faults: list[Fault]) -> Article | None:
    """Where a text has databases of several bodies name a lead unit, only a body that holds this role leads one: 成都条例 第十五条第二款."""
    day = timezone.localdate(now)
    term = terms(day).get(FIELDS)
    if term is None or not term.decides or LEAD not in term.value or len({each.provider_id for each in members}) < 2:
        return None
    if BodyRole.objects.filter(BodyRole.live(day), body=lead, role=LEAD).exists():
        return None
    faults.append(
        (f"由多个单位共建的库须明确牵头建设单位，{lead.short}没有登记为牵头建设单位", f"a database of several bodies names its lead unit, and {lead.code} holds no such role")
    )  # fmt: skip
    article: Article | None = term.article
    return article
