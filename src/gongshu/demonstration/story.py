"""Plays the story: cases in every state, each act on its own day by the person whose act it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from gongshu.audit import sealer
from gongshu.cases.models import Case
from gongshu.cases.services import move, open_case, tick
from gongshu.cases.statement import Statement
from gongshu.demonstration import register
from gongshu.demonstration.people import read
from gongshu.jobs import worker
from gongshu.participation.services import rate
from gongshu.people.acting import actor_for_login
from gongshu.people.law import law
from gongshu.quality import services as quality
from gongshu.quality.models import WorkOrder

MOMENTS = (
    time(9, 10),
    time(10, 0),
    time(10, 50),
    time(11, 40),
    time(14, 20),
    time(15, 10),
)  # acts of one day, in order


KINDS = ("open", "move", "child", "deliver", "rules", "rate")
_DAYS = {"until", "met_on"}  # facts that the story tells by distance


def play(numbers: Mapping[str, str], today: date, told: Callable[[str], None]) -> int:
    """Make every act on its day and return how many cases are open today; `numbers` are those of the entries, by key."""
    opened: dict[str, str] = {}
    for act, at in scheduled(read("story.yaml")["acts"], today):
        told(str(next(act[kind] for kind in KINDS if kind in act)))
        _pass_time(at)
        if name := act.get("open"):
            opened[name] = _open(act, {**numbers, **opened}, at)
        elif table := act.get("deliver"):
            register.deliver(
                numbers[table], table, login=act["by"], now=at, without=act.get("without", 0), doubted=False
            )
        elif key := act.get("rules"):
            opened[f"order-{key}"] = _check(numbers[key], key, act["by"], at)
        elif key := act.get("rate"):
            rate(numbers[key], act["stars"], actor=actor_for_login(act["by"], at), now=at)
        else:
            _move(act, opened, numbers, at)
    return Case.objects.filter(ended=False).count()


def scheduled(acts: Sequence[Mapping[str, Any]], today: date) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    """Yield each act with its moment: so many working days before today, those of one day one after another."""
    calendar = law().calendar
    seen: dict[int, int] = {}
    for act in acts:
        place = seen[act["ago"]] = seen.get(act["ago"], -1) + 1
        at = datetime.combine(calendar.before(today, act["ago"]), MOMENTS[place])
        yield act, timezone.make_aware(at)


def _pass_time(at: datetime) -> None:
    """What fell due or ended before this moment happens first, and every event is sealed."""
    worker.drain(at)
    tick(at)
    worker.drain(at)
    sealer.seal(at)


def _open(act: Mapping[str, Any], numbers: Mapping[str, str], at: datetime) -> str:
    facts = _facts(act, at)
    about = [numbers[key] for key in act["about"]]
    number: str = open_case(act["procedure"], about, facts, actor=actor_for_login(act["by"], at), now=at).number
    return number


def _check(number: str, key: str, login: str, at: datetime) -> str:
    """Set the rules of an entry, check by them, and return the number of the work order that follows."""
    actor = actor_for_login(login, at)
    quality.set_rules(number, read("rules.yaml")[key], actor=actor, now=at)
    found = quality.check_entry(number, actor=actor, now=at)
    order: str = WorkOrder.objects.get(check_found=found).case
    return order


def _facts(act: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {key: _day(value, at) if key in _DAYS else value for key, value in act.get("facts", {}).items()}


def _day(value: str | int, at: datetime) -> str:
    """+300 is 300 days after the act, 0 its own day; -3 is three days before today, which the act's own day is counted from in the story."""
    days = int(value)
    base = at.date() if days >= 0 else timezone.localdate()
    return (base + timedelta(days=days)).isoformat()


def _move(act: Mapping[str, Any], opened: Mapping[str, str], numbers: Mapping[str, str], at: datetime) -> None:
    number = opened[act.get("move") or act["child"]]
    if "child" in act:
        number = (
            Case.objects.filter(parent__number=number, ended=False).order_by("id").values_list("number", flat=True)[0]
        )
    terms = {
        key: said.format(**numbers) if isinstance(said, str) else said for key, said in act.get("terms", {}).items()
    }
    said = Statement(reason=act.get("reason", ""), basis=act.get("basis", ""), facts=_facts(act, at), terms=terms)
    move(number, act["outcome"], said, actor=actor_for_login(act["by"], at), now=at)
