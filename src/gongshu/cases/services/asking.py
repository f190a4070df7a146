"""What a move sets off in other cases and bodies: opinions asked for, and handing over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongshu.cases import facts as facts_
from gongshu.cases import parties, timekeeping
from gongshu.cases.errors import FactsUnfit
from gongshu.cases.models import Bond
from gongshu.cases.parties import Parties
from gongshu.cases.proposing import subjects_of
from gongshu.cases.services.opening import Opening, record_opening
from gongshu.cases.subjects import Subject
from gongshu.law.procedures import Asks
from gongshu.law.terms import Term
from gongshu.people.models import Body, BodyRole

if TYPE_CHECKING:
    from gongshu.cases.services.moving import Motion

_FACT = "facts."  # before the name of a fact that lists the bodies to ask


def ask(motion: Motion, extension: Term | None) -> None:
    """Open the child cases that a step asks for, one for each provider or for the body of a function, under the case's own law."""
    asks = motion.step.asks
    if asks is None:
        return
    case, rules = motion.case, motion.rules
    procedure = rules.procedure(asks.procedure)
    for body, about in _whom(motion, asks).values():
        sides = Parties(applicant=motion.body, account=None, provider=body)
        opening = Opening(
            procedure=procedure, rules=rules, about=about if procedure.about else (), facts=_asked(motion, procedure.facts, extension),
            sides=sides, parent=case, bond=Bond.ASKED, actor=motion.actor, now=motion.now,
        )  # fmt: skip
        record_opening(opening)


def _whom(motion: Motion, asks: Asks) -> dict[str, tuple[Body | None, tuple[Subject, ...]]]:
    about = tuple(subjects_of(motion.case))
    if asks.each.startswith(_FACT):
        return {body.code: (body, about) for body in _named(motion, asks.each.removeprefix(_FACT))}
    if asks.each != "provider":
        body = parties.body_of(asks.each, parties.of(motion.case), motion.rules, motion.day)
        return {body.code if body else "": (body, about)}
    if not about:
        provider = motion.case.provider  # as it was assigned
        return {provider.code: (provider, ())} if provider else {}
    found: dict[str, tuple[Body | None, tuple[Subject, ...]]] = {}
    for subject in about:
        code = subject.provider.code if subject.provider else ""
        found[code] = (subject.provider, (*found.get(code, (None, ()))[1], subject))
    return found


def _named(motion: Motion, fact: str) -> list[Body]:
    """Return the bodies that the mover names by their codes. Raises: FactsUnfit for one that is none, or decides itself."""
    codes = list(dict.fromkeys(str(each).strip() for each in motion.said.given().get(fact, ())))
    known = {body.code: body for body in Body.objects.select_related("region").filter(code__in=codes, status="live")}
    wrong = [code for code in codes if code not in known or known[code] == motion.case.decider]
    if wrong or not codes:
        shown = "、".join(wrong)
        raise FactsUnfit(
            f"不能征求“{shown}”的意见", f"{motion.case.number} cannot ask {', '.join(wrong) or 'nobody'}: it has to be other bodies than the one that decides",
            shown=shown, article=motion.step.article or motion.procedure.article,
            remedy_zh="每行填写一个单位代码，不填办理单位自己", remedy_en="give the code of one other body on each line",
        )  # fmt: skip
    return [known[code] for code in codes]


def _asked(motion: Motion, wanted: tuple[str, ...], extension: Term | None) -> dict[str, Any]:
    """The child knows what the application said; days that the asker does not name are those of the extension."""
    said = facts_.cleaned(motion.said.given(), motion.kinds)
    facts = {**motion.case.facts, **{key: value for key, value in said.items() if key in wanted}}
    if "days" not in said and extension is not None:
        facts |= {"days": int(extension.value), "days_article": timekeeping.article_json(extension.article)}
    return facts


def assign(motion: Motion, fact: str) -> None:
    """Make the body that the mover names the provider of the case. Raises: FactsUnfit where it is none, or the applicant itself."""
    code = str(motion.said.given().get(fact, ""))
    body = Body.objects.select_related("region").filter(code=code, status="live").first()
    if body is None or body == motion.case.applicant_body:
        raise FactsUnfit(
            f"不能指定“{code}”为数源单位", f"{code!r} cannot be the provider in {motion.case.number}: it has to be another body than the applicant",
            shown=code, article=motion.step.article or motion.procedure.article,
            remedy_zh="填写掌握该数据的另一个单位的代码", remedy_en="name the code of another body, which holds the data",
        )  # fmt: skip
    motion.case.provider = body


def hand_over(motion: Motion) -> None:
    """Give the case to the body that the mover names. Raises: FactsUnfit unless that body can hold the decider's role."""
    code = str(motion.said.given().get("receiver", ""))
    body = Body.objects.select_related("region").filter(code=code, status="live").first()
    function = (
        None
        if motion.procedure.decider in ("applicant", "provider")
        else motion.rules.function(motion.procedure.decider)
    )
    able = body is not None and body != motion.case.decider
    if able and function is not None and function.role is not None:
        able = BodyRole.objects.filter(BodyRole.live(motion.day), body=body, role=function.role).exists()
    if not able or body is None:
        raise FactsUnfit(
            f"不能转办给“{code}”", f"{motion.case.number} cannot be handed over to {code!r}: it has to be another body that holds the decider's role",
            shown=code, article=function.article if function else None,
            remedy_zh="填写另一个有权决定的单位代码", remedy_en="name the code of another body that may decide",
        )  # fmt: skip
    motion.case.decider = body
    motion.case.superior = parties.superior_of(body, motion.procedure.decider, motion.rules, motion.day)
