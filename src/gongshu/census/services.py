"""Opening a round, answering in it, handing the answers in, and closing it with a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu import jobs
from gongshu.audit import Event, Subject, record
from gongshu.cases import services as cases
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue import services as catalogue
from gongshu.catalogue.errors import NothingChanged
from gongshu.catalogue.models import PublishedList
from gongshu.census import reach
from gongshu.census.errors import NoSuchRound, RoundState, RoundUnfit
from gongshu.census.models import RETURN, Answer, Kind, Return, Round, Verdict
from gongshu.people.actor import SYSTEM, Actor
from gongshu.people.law import jurisdiction, law, terms
from gongshu.people.models import Account, Region
from gongshu.people.models.accounts import Kind as AccountKind
from gongshu.people.permission import require, service

ASK = "census.ask"
RESULT = "resource_list"  # of catalogue.lists.KINDS: what a census yields
_LONGEST, _MOST_DAYS = 2000, 250
Fault = tuple[str, str]  # zh, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One answer as it was handed in."""

    kind: str
    subject: str
    verdict: str
    said: str = ""


@service
def open_round(
    region: str, title: str, days: int, enterprises: Sequence[str] = (), *, actor: Actor, now: datetime
) -> Round:
    """Open a census of a region and return it; a job asks each body, and each enterprise that is named by its login.

    `days` are working days, set by the authority: no text sets them. Source: 达州办法 第十五条第一款; 成都条例 第十五条第一款;
    江苏条例 第二十九条; 湖南草案 第十一条第一款. Raises: NotProvidedFor where no text has a census; RoundUnfit; RoundState while
    another one of the region runs; Refused.
    """
    day, place = timezone.localdate(now), _region(region)
    require(actor, "census.conduct", (place, day))
    law().require_provided(law().procedure(RETURN, jurisdiction().path), terms(day))
    faults: list[Fault] = []
    if not title.strip() or len(title) > 120:
        faults.append(("须写明名称，不超过 120 个字符", "a title of at most 120 characters is missing"))
    if not 1 <= days <= _MOST_DAYS:
        faults.append(
            (f"填报期限须是 1 至 {_MOST_DAYS} 个工作日", f"the time to return is 1 to {_MOST_DAYS} working days")
        )
    companies = _enterprises(enterprises, faults)
    cooperate = reach.enterprises_cooperate(terms(day))
    if companies and cooperate is None:
        faults.append(("本地法规没有规定企业配合普查", "no text of the place has enterprises take part in a census"))
    if faults:
        raise RoundUnfit(title or region, faults)
    bodies = reach.bodies_asked(place, day)
    with transaction.atomic():
        if Round.objects.select_for_update().filter(region=place, closed_at__isnull=True).exists():
            raise RoundState(
                f"{place.zh}有一次普查还没有结束", f"a census of {place.code} is still running", where=place.code,
                remedy_zh="先结束正在进行的普查", remedy_en="close the one that is running first",
            )  # fmt: skip
        made = Round.objects.create(
            region=place, title=title.strip(), days=days, opened_on=day, due=law().calendar.after(day, days),
            opened_by=actor.login,
        )  # fmt: skip
        Return.objects.bulk_create(Return(round=made, body=body) for body in bodies)
        Return.objects.bulk_create(Return(round=made, account=each) for each in companies)
        facts = {"bodies": len(bodies), "enterprises": len(companies), "due": str(made.due)}
        record(Event.CENSUS_OPEN, _subject(made), by=actor, at=now, facts=facts)
        jobs.enqueue(ASK, {"round": made.pk}, key=str(made.pk), at=now)
    return made


@service
def ask(number: int, *, now: datetime) -> int:
    """Open the case of every return that has none yet and return how many; a body is asked once."""
    require(SYSTEM, "census.clock")
    waiting = Return.objects.filter(round_id=number, case="", round__closed_at__isnull=True)
    asked = 0
    for held in waiting.select_related("round", "body__region", "account").order_by("pk"):
        with transaction.atomic():
            facts = {"census": str(held.round), "days": held.round.days}
            applicant = held.body or held.account
            held.case = cases.open_case(RETURN, [], facts, actor=SYSTEM, now=now, applicant=applicant).number
            held.save(update_fields=["case"])
        asked += 1
    return asked


@service
def answer(number: int, answers: Sequence[Said], *, actor: Actor, now: datetime) -> int:
    """Keep what a body says of its resources and systems, and of those that no list holds; return how many answers.

    An answer takes the place of the one before. Raises: NoSuchRound; RoundState once it was handed in or closed; RoundUnfit naming
    every answer that does not fit, and then nothing is kept; Refused.
    """
    held = _own(number, actor)
    require(actor, "census.answer", held)
    _require_running(held)
    known = reach.subjects_of(held.body)
    faults = [fault for each in answers for fault in _faults(each, known)]
    if faults:
        raise RoundUnfit(str(held.round), faults)
    with transaction.atomic():
        for each in answers:
            given = {"verdict": each.verdict, "said": each.said.strip(), "answered_at": now, "answered_by": actor.login}
            Answer.objects.update_or_create(held=held, kind=each.kind, subject=each.subject.strip(), defaults=given)
        _note(Event.CENSUS_ANSWER, held, actor, now, answers=len(answers))
    return len(answers)


@service
def confirm_rest(number: int, *, actor: Actor, now: datetime) -> int:
    """Confirm everything that was not answered yet and return how much that was. Raises: as `answer`."""
    held = _own(number, actor)
    require(actor, "census.answer", held)
    _require_running(held)
    done = set(held.answers.values_list("kind", "subject"))
    left = [key for key in reach.subjects_of(held.body) if key not in done]
    with transaction.atomic():
        Answer.objects.bulk_create(
            Answer(held=held, kind=kind, subject=subject, verdict=Verdict.CONFIRMED, answered_at=now, answered_by=actor.login)
            for kind, subject in left
        )  # fmt: skip
        _note(Event.CENSUS_ANSWER, held, actor, now, answers=len(left), confirmed_together=True)
    return len(left)


@service
def submit(number: int, *, actor: Actor, now: datetime) -> Case:
    """Hand the answers in, by the move of the case. Raises: NoSuchRound; EffectRefused naming what is unanswered; Refused."""
    held = _own(number, actor)
    require(actor, "census.answer", held)
    return cases.move(held.case, "submit", Statement(), actor=actor, now=now)


@service
def close_round(number: int, *, actor: Actor, now: datetime) -> PublishedList:
    """Close a census and return the version of the resource list that it yields: a new one where the list has changed.

    Source: 达州办法 第十五条第一款; 成都条例 第十五条第一款. Raises: NoSuchRound; RoundState while bodies may still return; Refused.
    """
    held = Round.objects.visible_to(actor).select_related("region").filter(pk=number).first()
    if held is None:
        raise NoSuchRound(number)
    day = timezone.localdate(now)
    require(actor, "census.conduct", (held.region, day))
    with transaction.atomic():
        held = Round.objects.select_for_update(of=("self",)).select_related("region").get(pk=number)
        waiting = held.returns.filter(submitted_at__isnull=True).count()
        if held.closed_at is not None:
            raise RoundState("这次普查已经结束", "this census is closed already", where=str(held))
        if waiting and day <= held.due:
            raise RoundState(
                f"还有 {waiting} 个单位没有报送，期限到 {held.due}", f"{waiting} have not returned yet and may until {held.due}",
                where=str(held), remedy_zh="全部报送或者期限届满后结束", remedy_en="close it when all have returned or the time is over",
            )  # fmt: skip
        held.result, held.closed_at = _list_of(held.region, actor, now), now
        held.save(update_fields=["result", "closed_at"])
        facts = {"waiting": waiting, "list": held.result.number}
        record(Event.CENSUS_CLOSE, _subject(held), by=actor, at=now, facts=facts)
    return held.result


def _list_of(region: Region, actor: Actor, now: datetime) -> PublishedList:
    try:
        return catalogue.publish_list(RESULT, region.code, actor=actor, now=now)
    except NothingChanged:
        last = PublishedList.objects.filter(kind=RESULT, region=region, body=None).order_by("-version").first()
        assert last is not None
        return last


def _region(code: str) -> Region:
    found: Region | None = Region.objects.filter(code=code).first()
    if found is None:
        raise RoundUnfit(code, [(f"没有行政区划 {code}", f"there is no region {code!r}")])
    return found


def _enterprises(logins: Sequence[str], faults: list[Fault]) -> list[Account]:
    wanted = list(dict.fromkeys(login.strip() for login in logins if login.strip()))
    found = list(Account.objects.filter(login__in=wanted, kind=AccountKind.COMPANY).order_by("login"))
    for login in sorted(set(wanted) - {each.login for each in found}):
        faults.append((f"没有企业账号“{login}”", f"there is no account {login!r} of an enterprise"))
    return found


def _own(number: int, actor: Actor) -> Return:
    mine = Return.objects.filter(round__in=Round.objects.visible_to(actor).filter(pk=number))
    mine = mine.filter(body__code=actor.body) if actor.body else mine.filter(account_id=actor.account_id or 0)
    found: Return | None = mine.select_related("round", "body", "account").first()
    if found is None:
        raise NoSuchRound(number)
    return found


def _require_running(held: Return) -> None:
    if held.submitted_at is not None or held.round.closed_at is not None:
        raise RoundState(
            "已经报送或者普查已经结束，不能再改", "it was handed in, or the census is closed", where=str(held.round),
            remedy_zh="联系组织普查的部门", remedy_en="turn to whoever conducts the census",
        )  # fmt: skip


def _faults(each: Said, known: Mapping[tuple[str, str], str]) -> list[Fault]:
    name = each.subject.strip()
    found: list[Fault] = []
    if each.kind == Kind.UNLISTED:
        if each.verdict != Verdict.ADDED or not name or len(name) > 80:
            found.append(
                (
                    f"补报的“{name}”须写明名称（不超过 80 个字符）",
                    f"what is added, {name!r}, needs a name of at most 80 characters",
                )
            )
    elif (each.kind, name) not in known:
        found.append((f"{name} 不在本单位的清单中", f"{name!r} does not stand in the lists of this body"))
    elif each.verdict not in (Verdict.CONFIRMED, Verdict.CORRECTED, Verdict.DENIED):
        found.append(
            (
                f"{name} 须答 confirmed、corrected 或者 denied，不是“{each.verdict}”",
                f"{name} is confirmed, corrected or denied, not {each.verdict!r}",
            )
        )
    if each.verdict != Verdict.CONFIRMED and not each.said.strip():
        found.append((f"{name} 须写明说明", f"say of {name} what is right, or why it is not there"))
    if len(each.said) > _LONGEST:
        found.append(
            (f"{name} 的说明超过 {_LONGEST} 个字符", f"what is said of {name} is longer than {_LONGEST} characters")
        )
    return found


def _subject(held: Round) -> Subject:
    return Subject("census", str(held.pk), held.title)


def _note(event: Event, held: Return, actor: Actor, now: datetime, **facts: object) -> None:
    record(event, _subject(held.round), by=actor, at=now, facts={"who": held.who, **facts})
