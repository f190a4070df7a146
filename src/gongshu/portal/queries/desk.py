"""Where each kind of person starts: the few things they came for, with the numbers that tell where to look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongshu.audit.models import AuditEvent
from gongshu.cases import queries as cases
from gongshu.catalogue import queries as catalogue
from gongshu.jobs.models import Job, State
from gongshu.people import permission
from gongshu.people import queries as people
from gongshu.people.actor import Actor
from gongshu.people.duties import SPEAKING, Duty
from gongshu.portal.links import link

_NEXT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing to do or to look at."""

    title: str | Promise
    address: str
    icon: str
    value: int | None = None
    urgent: bool = False  # a number above nought asks for attention


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The things of one duty."""

    title: str | Promise
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    waiting: Sequence[cases.Waiting]  # the next to fall due
    total: int
    late: int
    cards: Sequence[Card]
    today: date


@permission.query
def desk(actor: Actor, now: datetime) -> Desk:
    """Return the start page of whoever is signed in: what falls due next, and a card for each of their duties."""
    permission.require(actor, "cases.list")
    waiting = cases.inbox(actor, now)
    cards = [
        Card(title=title, lines=[line for line in make(actor, now) if line.address])
        for title, holds, make in _CARDS
        if holds(actor)
    ]
    return Desk(
        waiting=waiting[:_NEXT],
        total=len(waiting),
        late=sum(
            1
            for each in waiting
            if each.days_left is not None and each.clock and each.clock.due < timezone.localdate(now)
        ),
        cards=[card for card in cards if card.lines],
        today=timezone.localdate(now),
    )


def _speaking(actor: Actor, now: datetime) -> list[Line]:
    unread = cases.notices(actor, unread=True).count()
    return [
        Line(title=_("收件箱"), address=link("cases:inbox"), icon="inbox", value=cases.waiting(actor)),
        Line(title=_("未读通知"), address=link("cases:notices"), icon="bell", value=unread, urgent=True),
        Line(title=_("本单位提出的申请"), address=link("cases:list", asked="mine=1"), icon="receipt"),
        Line(title=_("本单位欠办和应得的"), address=link("portal:standing", actor.body), icon="body"),
    ]


def _officer(actor: Actor, now: datetime) -> list[Line]:
    reviews = catalogue.entries(actor, state="in_review").count()
    return [
        Line(title=_("待审核的目录"), address=link("catalogue:review"), icon="review", value=reviews),
        Line(title=_("在办的办件"), address=link("cases:list", asked="open=1"), icon="clock"),
        Line(title=_("逐日计算期限"), address=link("portal:due"), icon="clock"),
        Line(title=_("办理流程"), address=link("portal:procedures"), icon="law"),
    ]


def _steward(actor: Actor, now: datetime) -> list[Line]:
    figures = catalogue.figures(actor, now, provider=actor.body)
    drafts = catalogue.entries(actor, provider=actor.body, state="draft").count()
    return [
        Line(title=_("本单位已发布目录"), address=link("catalogue:steward"), icon="catalogue", value=figures.published),
        Line(title=_("草稿"), address=link("catalogue:steward"), icon="edit", value=drafts),
        Line(
            title=_("空目录"),
            address=link("portal:standing", actor.body),
            icon="alert",
            value=figures.empty,
            urgent=True,
        ),
        Line(
            title=_("更新逾期"),
            address=link("portal:standing", actor.body),
            icon="clock",
            value=figures.late,
            urgent=True,
        ),
        Line(title=_("申请使用其他单位的数据"), address=link("catalogue:search"), icon="search"),
    ]


def _engineer(actor: Actor, now: datetime) -> list[Line]:
    figures = catalogue.figures(actor, now)
    return [
        Line(title=_("接收的数据"), address=link("collection:list"), icon="download"),
        Line(title=_("更新逾期"), address=link("catalogue:search"), icon="clock", value=figures.late, urgent=True),
        Line(title=_("已终止的后台任务"), address=link("portal:jobs"), icon="alert", value=_dead(), urgent=True),
        Line(title=_("各单位"), address=link("people:bodies"), icon="body"),
    ]


def _dead() -> int:
    return Job.objects.filter(state=State.DEAD).count()


def _auditor(actor: Actor, now: datetime) -> list[Line]:
    unsealed = AuditEvent.objects.filter(index__isnull=True).count()
    return [
        Line(title=_("存证日志的记录"), address=link("portal:proof"), icon="proof", value=AuditEvent.objects.count()),
        Line(title=_("等待存证的记录"), address=link("portal:proof"), icon="clock", value=unsealed),
        Line(
            title=_("欠办的单位"),
            address=link("people:bodies"),
            icon="body",
            value=len(cases.standing_of_bodies(actor)),
            urgent=True,
        ),
        Line(title=_("全部办件"), address=link("cases:list"), icon="receipt"),
        Line(title=_("职责与证明"), address=link("portal:law"), icon="law"),
    ]


def _system(actor: Actor, now: datetime) -> list[Line]:
    return [
        Line(title=_("后台任务"), address=link("portal:jobs"), icon="table", value=_dead(), urgent=True),
        Line(
            title=_("人员和账号"), address=link("people:people"), icon="user", value=len(people.people(actor, now=now))
        ),
        Line(title=_("单位名录"), address=link("people:bodies"), icon="body", value=len(people.bodies(actor))),
    ]


def _security(actor: Actor, now: datetime) -> list[Line]:
    return [
        Line(
            title=_("人员和职责"), address=link("people:people"), icon="user", value=len(people.people(actor, now=now))
        ),
        Line(title=_("为什么允许或者拒绝"), address=link("people:why"), icon="key"),
    ]


def _applicant(actor: Actor, now: datetime) -> list[Line]:
    return [
        Line(title=_("查找数据"), address=link("catalogue:search"), icon="search"),
        Line(
            title=_("我的申请"),
            address=link("cases:list", asked="mine=1"),
            icon="receipt",
            value=cases.cases(actor, mine=True).count(),
        ),
        Line(
            title=_("未读通知"),
            address=link("cases:notices"),
            icon="bell",
            value=cases.notices(actor, unread=True).count(),
            urgent=True,
        ),
        Line(title=_("办件查询"), address=link("portal:receipt"), icon="receipt"),
        Line(title=_("账号"), address=link("people:account"), icon="user"),
    ]


def _any_of(*duties: str) -> Callable[[Actor], bool]:
    return lambda actor: bool(actor.duties & set(duties))


_CARDS: Sequence[tuple[str | Promise, Callable[[Actor], bool], Callable[[Actor, datetime], list[Line]]]] = (
    (_("办理"), lambda actor: bool(actor.body) and bool(actor.duties & SPEAKING), _speaking),
    (_("审核和答复"), _any_of(Duty.OFFICER, Duty.SECTION_HEAD, Duty.LEADER), _officer),
    (_("数据管理"), _any_of(Duty.STEWARD, Duty.CHIEF_DATA_OFFICER), _steward),
    (_("平台运行"), _any_of(Duty.ENGINEER), _engineer),
    (_("审计"), _any_of(Duty.AUDITOR, Duty.AUDIT_ADMIN), _auditor),
    (_("系统管理"), _any_of(Duty.SYSTEM_ADMIN), _system),
    (_("安全管理"), _any_of(Duty.SECURITY_ADMIN), _security),
    (_("我要"), _any_of(Duty.APPLICANT), _applicant),
)
