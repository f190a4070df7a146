"""Opening a case: every condition of the table is asked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.cases import facts as facts_
from gongshu.cases import numbering, parties, resolved, subjects, timekeeping, turns, visitors, writing
from gongshu.cases.errors import CannotOpen, FactsMissing
from gongshu.cases.explaining import why_not
from gongshu.cases.models import Bond, Case, CaseSubject
from gongshu.cases.parties import Parties, Standing
from gongshu.cases.proposing import proposal_of
from gongshu.cases.resolved import CaseLaw
from gongshu.cases.subjects import Subject
from gongshu.law.articles import Article
from gongshu.law.errors import MoveNotAllowed
from gongshu.law.procedures import CLOCK, Procedure
from gongshu.law.proposals import FIELD_NAMES, lacking
from gongshu.law.terms import Term, Terms
from gongshu.people import permission
from gongshu.people.actor import Actor
from gongshu.people.law import law
from gongshu.people.models import Account, Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An application as handed in, before it is a case."""

    procedure: Procedure
    rules: CaseLaw
    about: tuple[Subject, ...]
    facts: Mapping[str, Any]
    sides: Parties
    parent: Case | None
    bond: Bond
    actor: Actor
    now: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.now)


@permission.service
def open_case(
    procedure: str,
    about: Sequence[str],
    facts: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    parent: str | Case | None = None,
    applicant: Body | Account | None = None,
) -> Case:
    """Open a case under the law of this day and return it; several subjects are divided by provider into parts.

    `about` holds identifiers of the procedure's kind of subject; `parent` is the case that it follows from, such as a refusal;
    `applicant` is whom the clock opens it for, where it is not the provider (a report on use).
    Raises: LawNotInForce, NotProvidedFor, UnknownName (law); Refused (permission); FactsUnfit, FactsMissing, CannotOpen,
    UnknownSubject, NoHolder.
    """
    before = Case.objects.visible_to(actor).get(number=str(parent)) if parent else None
    day = timezone.localdate(now)
    rules = resolved.in_force(day)
    table = rules.procedure(procedure)
    law().require_provided(table, rules.terms(day))
    wanted = list(about) or ([each.subject for each in before.subjects.all()] if before else [])
    meant = [subjects.named(actor, str(table.about), name) for name in wanted] if table.about else []
    found = tuple(_subject(table, identifier, actor) for identifier in dict.fromkeys(meant))
    said = facts_.cleaned(facts, facts_.kinds_of(table, rules, day), opened=day)
    bond = Bond.FOLLOWS if before else Bond.NONE
    sides = _sides(found, actor) if applicant is None else _sides_for(applicant, found, actor)
    opening = Opening(
        procedure=table,
        rules=rules,
        about=found,
        facts=said,
        sides=sides,
        parent=before,
        bond=bond,
        actor=actor,
        now=now,
    )
    opener = _opener(opening)
    permission.require(actor, "cases.open", about=opener)
    _require_complete(opening)
    if not actor.is_signed_in and actor.kind != "system":
        visitors.require_welcome(said, now)
    # What an authority opens of its own accord, it opens as a body.
    opening = replace(opening, sides=replace(sides, applicant=opener.body or sides.applicant))
    with transaction.atomic():
        return _write(opening)


def _subject(table: Procedure, identifier: str, actor: Actor) -> Subject:
    """What somebody cannot see they cannot name, unless the table says so; then their case knows it by its number alone."""
    kind = str(table.about)
    if not table.unseen:
        return subjects.subject_for(actor, kind, identifier)
    found = subjects.subject(kind, identifier)
    return found if subjects.is_visible(actor, kind, identifier) else replace(found, label=identifier)


def _sides_for(applicant: Body | Account, found: Sequence[Subject], actor: Actor) -> Parties:
    if actor.kind != "system":
        raise MoveNotAllowed(
            f"{actor.login} applies in their own name only; the clock alone opens a case for somebody else",
            f"{actor.login} 只能以自己的名义提出；请由当事人自行提出",
        )
    body, account = (applicant, None) if isinstance(applicant, Body) else (None, applicant)
    return Parties(applicant=body, account=account, provider=found[0].provider if found else None)


def _sides(found: Sequence[Subject], actor: Actor) -> Parties:
    body = Body.objects.select_related("region", "entrusted").filter(code=actor.body).first() if actor.body else None
    account = Account.objects.filter(pk=actor.account_id).first() if actor.account_id and body is None else None
    provider = found[0].provider if found else None
    return Parties(applicant=body, account=account, provider=provider)


def _opener(opening: Opening) -> Standing:
    """Return who may open: the applicant, the provider, the body that a function means, or time."""
    by, actor = opening.procedure.opened_by, opening.actor
    what = f"open {opening.procedure.name}"
    if by == CLOCK or actor.kind == "system":
        if by != CLOCK or actor.kind != "system":
            raise MoveNotAllowed(
                f"{opening.procedure.title['zh']} ({opening.procedure.name}) is opened by {by}, not by {actor.login}",
                f"{opening.procedure.title['zh']}（{opening.procedure.name}）由 {by} 提出，不由 {actor.login} 提出",
            )
        return Standing(time=True, what=what)
    if by == "applicant":
        return Standing(
            body=opening.sides.applicant, account=opening.sides.account, anybody=opening.procedure.visitors, what=what
        )
    return Standing(body=parties.body_of(by, opening.sides, opening.rules, opening.day), what=what)


def _require_complete(opening: Opening) -> None:
    table, rules = opening.procedure, opening.rules
    if table.about and not opening.about:
        raise CannotOpen(
            f"{table.title['zh']}须写明所涉对象",
            f"{table.name} needs what it is about",
            remedy_zh="填写编号",
            remedy_en="give its number with --about",
        )
    if len(opening.about) > 1 and not table.several:
        raise CannotOpen(
            f"{table.title['zh']}一次只能涉及一个对象", f"{table.name} is about one subject, not {len(opening.about)}",
            remedy_zh="请分别提出", remedy_en="open one case for each", shown=", ".join(each.id for each in opening.about),
        )  # fmt: skip
    for subject in opening.about or (None,):
        asked = _asked(opening, subject)
        if not table.open_if.holds(asked):
            raise why_not(table, rules, asked, subject)
    missing = lacking(table, _asked(opening, None), rules.terms(opening.day))
    if missing:
        zh, en = facts_.labelled(missing, rules)
        raise FactsMissing(
            f"还须填写：{zh}", f"{table.name} also needs: {en}", article=_demanding(missing, table, rules.terms(opening.day)), shown=", ".join(missing),
            remedy_zh="补充后重新提交", remedy_en="add them; `gongshu case template` shows the form",
        )  # fmt: skip


def _demanding(missing: Sequence[str], table: Procedure, terms: Terms) -> Article | None:
    """Return the article that demands what is missing: of the list that the text gives, else of the one fact, else of the procedure."""
    listed: Term | None = terms.get(table.needed_by) if table.needed_by else None
    given = [FIELD_NAMES.get(key, key) for key in listed.value] if listed else []
    if listed and any(key in given for key in missing):
        return listed.article
    alone = terms.get(f"{(table.needed_by or '').partition('.')[0]}.{missing[0]}")
    term: Term | None = alone or listed
    return term.article if term else table.article


def _asked(opening: Opening, subject: Subject | None) -> dict[str, Any]:
    terms = opening.rules.terms(opening.day)
    known = {name: term.value for name, term in terms.held.items() if term.decides}
    return {**facts_.asked_of(opening.sides, subject, opening.facts, case=None, parent=opening.parent), "term": known}


def _write(opening: Opening) -> Case:
    """Write the case, or the case that is divided and its parts."""
    by_provider: dict[str, list[Subject]] = {}
    for subject in opening.about:
        by_provider.setdefault(subject.provider.code if subject.provider else "", []).append(subject)
    if len(by_provider) <= 1 or opening.procedure.together:
        return record_opening(opening)
    if not opening.procedure.divides:
        raise CannotOpen(
            f"{opening.procedure.title['zh']}涉及 {len(by_provider)} 个提供单位，须分别提出",
            f"{opening.procedure.name} cannot be divided among {len(by_provider)} providers",
            remedy_zh="按提供单位分别提出", remedy_en="open one case for each provider", shown=", ".join(by_provider),
        )  # fmt: skip
    whole = record_opening(opening, state="divided")
    for group in by_provider.values():
        sides = replace(opening.sides, provider=group[0].provider)
        record_opening(replace(opening, about=tuple(group), sides=sides, parent=whole, bond=Bond.PART))
    return whole


def record_opening(opening: Opening, *, state: str = "") -> Case:
    """Write one case with its subjects, clocks, proposal, event and receipt, in the caller's transaction."""
    table, rules, now = opening.procedure, opening.rules, opening.now
    divided = state == "divided"
    sides = opening.sides if not divided else replace(opening.sides, provider=None)
    decider = None if divided else parties.body_of(table.decider, sides, rules, opening.day)
    against = subjects.kind_of(opening.about[0].kind).holder(opening.about[0].id) if table.respondent else None
    case = Case(
        respondent_body=against if isinstance(against, Body) else None,
        respondent_account=against if isinstance(against, Account) else None,
        number=numbering.next_number(table.code, opening.day),
        procedure=table.name,
        state=state or table.initial,
        parent=opening.parent,
        bond=opening.bond,
        applicant_body=sides.applicant,
        applicant_account=None if sides.applicant else sides.account,
        opened_by=opening.actor.login,
        decider=decider,
        provider=sides.provider,
        superior=None if divided else parties.superior_of(decider, table.decider, rules, opening.day),
        received_at=now,
        received_on=opening.day,
        moved_at=now,
        law_id=rules.digest,
        jurisdiction=rules.jurisdiction,
        facts=dict(opening.facts),
        receipt_code=numbering.receipt_code(),
        waits_for=writing.awaited(table, state or table.initial),
    )
    case.save(force_insert=True)
    CaseSubject.objects.bulk_create(
        [CaseSubject(case=case, kind=each.kind, subject=each.id, label=each.label) for each in opening.about]
    )
    if not divided:
        timekeeping.begin(case, table, rules, starting="received", on=opening.day, now=now)
        case.proposal = proposal_of(case, table, rules)
        case.save(update_fields=["proposal"])
        turns.keep(case, table, rules, opening.day)
    writing.note_opening(case, table, rules, actor=opening.actor, now=now)
    return case
