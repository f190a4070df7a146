"""Work orders of contradictions: each source checks what it says differently; closes when a build finds none of it any more."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from gongshu.bases import building
from gongshu.bases.errors import BaseError
from gongshu.bases.models import Build, ConflictOrder, Database
from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.catalogue.models import Entry
from gongshu.law.errors import NotProvidedFor
from gongshu.people.actor import SYSTEM
from gongshu.quality import orders
from gongshu.quality.orders import PROCEDURE


def counted(build: Build) -> dict[int, dict[str, int]]:
    """Return of how many keys a member says an item differently from others, by place and item; of those kept."""
    found: dict[int, dict[str, int]] = {}
    for each in build.found.only("item", "members").iterator(2000):
        for place in each.places:
            held = found.setdefault(place, {})
            held[each.item] = held.get(each.item, 0) + 1
    return found


def opened(base: Database, now: datetime) -> list[str]:
    """Open the duty of each source that takes part in a contradiction, in the caller's transaction; return the cases."""
    build = building.newest(base)
    if build is None:
        return []
    places = {number: each["entry"] for number, each in enumerate(build.members, 1)}
    entries = {each.number: each for each in Entry.objects.filter(number__in=places.values())}
    names = {item["code"]: item["name"] for item in base.items}
    numbers = []
    for place, items in sorted(counted(build).items()):
        entry = entries[places[place]]
        if entry.provider_id == base.lead_id or _is_open(base, entry):
            continue
        problems = _problems(base, build, names, items)
        said = {"found_on": timezone.localdate(build.at).isoformat(), "problems": problems}
        try:
            case = cases.open_case(PROCEDURE, [entry.number], said, actor=SYSTEM, now=now)
        except NotProvidedFor as problem:
            raise _not_provided(base) from problem
        ConflictOrder.objects.create(case=case.number, build=build, entry=entry, items=sorted(items))
        numbers.append(case.number)
    return numbers


def _not_provided(base: Database) -> BaseError:
    return BaseError(
        "本地现行法规没有规定数据整改", "no text of the place has sources put their data right", where=base.title,
        remedy_zh="在冲突页面查看，由牵头单位与来源单位协商", remedy_en="look at the contradictions and settle them with the sources",
    )  # fmt: skip


def _is_open(base: Database, entry: Entry) -> bool:
    held = ConflictOrder.objects.filter(build__database=base, entry=entry).values("case")
    return Case.objects.filter(number__in=held, ended=False).exists()


def _problems(base: Database, build: Build, names: dict[str, str], items: dict[str, int]) -> str:
    """Name base, items and how many records; never a value or a key."""
    lines = [f"{base.title}（{base.lead.short}牵头），{timezone.localdate(build.at)}归集："]
    lines += [f"{names[code]}（{code}）：{count} 条记录与其他来源不一致。" for code, count in sorted(items.items())]
    lines.append(f"逐条情况见基础库页面的“冲突”（编号 {base.pk}）。")
    return "\n".join(lines)


def standing(case: Case) -> list[str]:
    """Return the items of a work order that still contradict: those that a later build, of a later delivery, finds for this source."""
    order = ConflictOrder.objects.select_related("build__database", "entry").filter(case=case.number).first()
    if order is None:
        return []
    base = order.build.database
    newest = building.newest(base)
    if newest is None or newest.pk == order.build_id:
        return _named(base, order.items)
    place = next((n for n, each in enumerate(newest.members, 1) if each["entry"] == order.entry.number), 0)
    found = counted(newest).get(place, {})
    return _named(base, [code for code in order.items if code in found])


def _named(base: Database, codes: list[str]) -> list[str]:
    names = {item["code"]: item["name"] for item in base.items}
    return [f"{base.title}：{names.get(code, code)}" for code in codes]


orders.also(standing)
