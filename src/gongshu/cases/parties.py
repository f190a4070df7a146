"""Who has to act: functions of the law resolved to bodies, and the standing that a move demands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from gongshu.cases.errors import NoHolder, OwnApplication
from gongshu.cases.models import Case
from gongshu.cases.resolved import CaseLaw
from gongshu.law.procedures import CLOCK, Procedure, Step
from gongshu.law.roles import Function
from gongshu.people.actor import Actor
from gongshu.people.holding import acts_for, holder_of_role
from gongshu.people.law import law
from gongshu.people.models import Account, Body, Region
from gongshu.people.models.regions import Level

_PARTIES = ("applicant", "provider", "respondent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """The sides of a case, enough to say which body a function means."""

    applicant: Body | None
    account: Account | None  # a citizen or company that applies
    provider: Body | None
    decider: Body | None = None
    respondent: Body | None = None

    def region(self, party: str | None) -> Region | None:
        """The place of a party; the public applies where the node is."""
        body = self.provider if party == "provider" else self.applicant
        if body is not None:
            return body.territory
        return Region.objects.filter(code=law().jurisdiction(settings.GONGSHU.jurisdiction).code).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whoever acts for this body, or owns this account, may act; `time` means nobody may, only the clock."""

    body: Body | None = None
    account: Account | None = None
    time: bool = False
    anybody: bool = False  # a visitor without an account as well
    what: str = ""  # the move and the case, for messages

    def __str__(self) -> str:
        side = self.body or self.account or ("the clock" if self.time else "nobody")
        return f"{self.what} (for {side} to do)"

    def holds(self, actor: Actor) -> bool:
        if self.anybody and not actor.is_signed_in and actor.kind != "system":
            return True
        if self.body is not None:
            return acts_for(actor, self.body)
        return self.account is not None and self.account.pk == actor.account_id


def of(case: Case) -> Parties:
    return Parties(
        applicant=case.applicant_body,
        account=case.applicant_account,
        provider=case.provider,
        decider=case.decider,
        respondent=case.respondent_body,
    )


def body_of(key: str, parties: Parties, rules: CaseLaw, day: date) -> Body | None:
    """Return the body that carries out a function for these parties on a day.

    None where the function means a member of the public. Raises: NoHolder; UnknownName.
    """
    function = Function(key=key, party=key) if key in _PARTIES else rules.function(key)
    if function.party is not None:
        held: Body | None = getattr(parties, function.party)
        return held
    found = _seat(function, parties.region(function.level_of))
    body = holder_of_role(str(function.role), found, day) if found else None
    if body is None:
        raise _nobody(function, rules, found, day)
    return body


def superior_of(decider: Body | None, key: str, rules: CaseLaw, day: date) -> Body | None:
    """Return the holder of the decider's role one level up, or the superior body of a party that decides; None where there is none."""
    if decider is None:
        return None
    function = Function(key=key, party=key) if key in _PARTIES else rules.function(key)
    if function.role is None:
        return decider.parent
    place = settled(decider.territory).parent
    return holder_of_role(function.role, place, day) if place else None


def _seat(function: Function, region: Region | None) -> Region | None:
    if region is None or function.level is not None:
        return region.at(str(function.level)) if region else None
    return settled(region).parent if function.above else settled(region)


def settled(region: Region) -> Region:
    """Return the region itself, or for a township or park the place above that has an authority of its own."""
    while region.level in (Level.TOWNSHIP, Level.PARK) and region.parent is not None:
        region = region.parent
    return region


def _nobody(function: Function, rules: CaseLaw, region: Region | None, day: date) -> NoHolder:
    name = rules.role_name(str(function.role))
    place = region.zh if region else "?"
    return NoHolder(
        f"{day} 没有单位承担{place}的{name['zh']}角色", f"on {day} no body holds the role {function.role!r} ({name['en']}) for {place}",
        article=function.article, shown=function.key,
        remedy_zh="请系统管理员登记承担该角色的单位", remedy_en="the system administrator gives the role to a body",
    )  # fmt: skip


def standing(case: Case, step: Step, procedure: Procedure, rules: CaseLaw, day: date) -> Standing:
    """Return who may take a step of a case. Raises: NoHolder."""
    what = f"{step.outcome} in {case.number}"
    if step.by == CLOCK:
        return Standing(time=True, what=what)
    if step.above:
        return Standing(body=superior_of(case.decider, step.by, rules, day), what=what)
    if step.by == "applicant":
        return Standing(body=case.applicant_body, account=case.applicant_account, what=what)
    if step.by == "respondent":
        return Standing(body=case.respondent_body, account=case.respondent_account, what=what)
    if step.by == procedure.decider:
        return Standing(body=case.decider, account=None if case.decider else case.applicant_account, what=what)
    return Standing(body=body_of(step.by, of(case), rules, day), what=what)


def require_independence(case: Case, step: Step, procedure: Procedure, body: Body | None, actor: Actor) -> None:
    """Raise OwnApplication where applicant and decider are the same body or the same person.

    What an authority opens of its own accord (misuse, a dispute on an attribute) is no application. Handing over stays possible:
    it is the way out.
    """
    if (
        step.by != procedure.decider
        or step.above
        or step.hands_over
        or procedure.opened_by not in ("applicant", "provider")
    ):
        return
    if procedure.decider == "applicant":
        return  # A report that the applicant owes is no application to somebody.
    if procedure.opened_by == "applicant" and body is not None and case.applicant_body_id == body.pk:
        raise OwnApplication(
            f"{body.zh}不能决定自己的申请", f"{body.code} may not decide its own application {case.number}", article=step.article or procedure.article,
            shown=case.number, remedy_zh="转办给上一级或者另一个有权决定的单位", remedy_en="hand it over (transfer) to the body above",
        )  # fmt: skip
    if case.opened_by == actor.login:
        raise OwnApplication(
            f"{actor.name}提交了本件，不能由同一人决定", f"{actor.login} opened {case.number} and may not decide it as well",
            article=step.article or procedure.article, shown=actor.login,
            remedy_zh="请本单位另一名工作人员办理", remedy_en="another officer of the body decides",
        )  # fmt: skip
