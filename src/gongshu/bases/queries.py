"""What pages, API and command line read of base and topic databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from gongshu.bases import building, gathering, kinds, looking
from gongshu.bases.defining import said_of
from gongshu.bases.finding import seen
from gongshu.bases.gathering import Value
from gongshu.bases.kinds import Kind
from gongshu.bases.models import Build, Conflict, Database, Member
from gongshu.catalogue.models import Entry
from gongshu.collection.models import Delivery
from gongshu.law.terms import Term
from gongshu.people.actor import Actor
from gongshu.people.models import Body
from gongshu.people.permission import allowed, query, require
from gongshu.ui.paging import Page, page

_CONFLICTS = 20  # of a page; each page asks the lake once


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One base in the list."""

    base: Database
    kind: Kind
    build: Build | None  # the newest that was done

    @property
    def conflicts(self) -> int:
        return sum(self.build.conflicts.values()) if self.build else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    page: Page[Database]
    rows: Sequence[Row]
    kinds: Mapping[str, Kind]  # all that can be built in this place


@query
def databases(actor: Actor, now: datetime, *, after: str = "", before: str = "") -> Listed:
    """Return one page of the bases that this person may see, newest first, each with its newest build."""
    done = Build.objects.filter(database=OuterRef("pk"), problem__isnull=True).order_by("-pk").values("pk")[:1]
    held = Database.objects.visible_to(actor).select_related("lead", "entry").annotate(built=Subquery(done))
    found, day = page(held, after=after, before=before), timezone.localdate(now)
    built = {each.pk: getattr(each, "built") for each in found.rows}  # noqa: B009
    builds = Build.objects.in_bulk([pk for pk in built.values() if pk])
    known = kinds.kinds(day)
    rows = [Row(base=each, kind=known.get(each.kind) or kinds.kind_of(each.kind, day), build=builds.get(built[each.pk])) for each in found.rows]  # fmt: skip
    return Listed(page=found, rows=rows, kinds=known)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member with what the newest build took of it."""

    member: Member
    title: str  # of its entry, where this person may see it; else its number
    rows: int | None
    empty: int
    invalid: int

    @property
    def aside(self) -> int:
        return self.empty + self.invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """An item with its sources in their order, how many records have it, and how many contradict."""

    code: str
    name: str
    prefer: str
    sources: Sequence[tuple[Member, str]]  # with the column
    filled: int
    share: float | None  # 0 to 100
    conflicts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One base with all that its page tells."""

    base: Database
    kind: Kind
    duties: Term | None  # what the text has the lead body organise
    build: Build | None
    refused: Build | None  # the newest, where it could not be built
    delivery: str  # state of the delivery that published the newest build
    members: Sequence[MemberLine]
    items: Sequence[ItemLine]
    leads: bool
    sees_conflicts: bool
    looks: bool  # whether this person's body may use any item

    @property
    def conflicts(self) -> int:
        return sum(self.build.conflicts.values()) if self.build else 0

    @property
    def aside(self) -> int:
        """Rows without a valid key."""
        return sum(line.aside for line in self.members)

    @property
    def organises(self) -> Sequence[Mapping[str, str]]:
        """The words for what the lead body organises."""
        return [self.duties.names.get(key, {"zh": key, "en": key}) for key in self.duties.value] if self.duties else []


@query
def database(actor: Actor, number: int, now: datetime) -> Shown:
    """Return one base. Raises: NoSuchBase."""
    base = seen(number, actor)
    build, last = building.newest(base), base.builds.first()
    members = {each.entry.number: each for each in base.members.all()}
    body, day = Body.objects.filter(code=actor.body).first(), timezone.localdate(now)
    may = body is not None and allowed(actor, "bases.look", base).allowed
    delivery = Delivery.objects.filter(number=build.delivery).values_list("state", flat=True).first() if build else None
    return Shown(
        base=base, kind=kinds.kind_of(base.kind, day), duties=kinds.lead_duties(day), build=build,
        refused=last if last is not None and last.problem is not None else None, delivery=delivery or "",
        members=_members(actor, members, build), items=_items(base, members, build),
        leads=allowed(actor, "bases.lead", base).allowed, sees_conflicts=allowed(actor, "bases.conflicts", base).allowed,
        looks=bool(may and body and looking.allowed(base, body, now).items),
    )  # fmt: skip


def _members(actor: Actor, members: Mapping[str, Member], build: Build | None) -> list[MemberLine]:
    numbers = Entry.objects.visible_to(actor).filter(number__in=list(members)).values_list("number", flat=True)
    visible = set(numbers)
    held = {each["entry"]: each for each in build.members} if build else {}
    lines = []
    for number, member in members.items():
        said = held.get(number, {})
        title = member.entry.shown.title if number in visible else number
        lines.append(
            MemberLine(
                member=member,
                title=title,
                rows=said.get("rows"),
                empty=said.get("empty", 0),
                invalid=said.get("invalid", 0),
            )
        )
    return lines


def _items(base: Database, members: Mapping[str, Member], build: Build | None) -> list[ItemLine]:
    lines = []
    for item in said_of(base).items:
        filled = build.filled.get(item.code, 0) if build else 0
        lines.append(
            ItemLine(
                code=item.code, name=item.name, prefer=item.prefer, sources=[(members[entry], column) for entry, column in item.sources],
                filled=filled, share=100 * filled / build.records if build and build.records else None,
                conflicts=build.conflicts.get(item.code, 0) if build else 0,
            )
        )  # fmt: skip
    return lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """One contradiction: the key, the item, and what each source says, where this person may read it."""

    key: str
    name: str
    code: str
    values: Sequence[tuple[Member, str | None]]  # None: another body's, which this person may not use


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicts:
    base: Database
    build: Build | None
    page: Page[Conflict]
    lines: Sequence[ConflictLine]
    leads: bool


@query
def conflicts(actor: Actor, number: int, now: datetime, *, after: str = "", before: str = "") -> Conflicts:
    """Return one page of what sources say differently: to the lead body all, to a source what it takes part in.

    A value is told to whose body may use the item. Raises: NoSuchBase; Refused.
    """
    base = seen(number, actor)
    require(actor, "bases.conflicts", base)
    build, leads = building.newest(base), base.lead.code == actor.body
    own = [each.place for each in base.members.all() if each.entry.provider.code == actor.body]
    found = Conflict.objects.filter(build=build) if build else Conflict.objects.none()
    held = page(found if leads else _of(found, own), after=after, before=before, size=_CONFLICTS, oldest_first=True)
    lines = _lines(base, build, held.rows, Body.objects.get(code=actor.body), now) if build else []
    return Conflicts(base=base, build=build, page=held, lines=lines, leads=leads)


def _of(found: QuerySet[Conflict], places: Sequence[int]) -> QuerySet[Conflict]:
    """Return those in which one of these members takes part."""
    wanted = Q(pk__in=[])
    for place in places:
        wanted |= Q(members__contains=f",{place},")
    return found.filter(wanted)


def _lines(base: Database, build: Build, rows: Sequence[Conflict], body: Body, now: datetime) -> list[ConflictLine]:
    keys = {each.pk: gathering.opened_key(each.key) for each in rows}
    said, may = said_of(base), looking.allowed(base, body, now)
    records = gathering.records(said, looking.refs(build), sorted(set(keys.values())), timezone.localdate(build.at))
    members, names = {each.place: each for each in base.members.all()}, {each.code: each.name for each in said.items}

    def told(item: str, value: Value) -> tuple[Member, str | None]:
        return members[value.place], value.value if may.covers(item, value.place) else None

    return [
        ConflictLine(
            key=keys[each.pk], code=each.item, name=names.get(each.item, each.item),
            values=[told(each.item, value) for value in _differing(records, keys[each.pk], each.item)],
        )
        for each in rows
    ]  # fmt: skip


def _differing(records: Mapping[str, gathering.Record], key: str, item: str) -> Sequence[Value]:
    record = records.get(key)
    return record.differing.get(item, ()) if record else ()
