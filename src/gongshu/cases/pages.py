"""What the pages of cases show, gathered from queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from gongshu.cases import effects, presenting, queries, resolved
from gongshu.cases import facts as facts_
from gongshu.cases import subjects as subjects_
from gongshu.cases.errors import CaseError
from gongshu.cases.forms import FactForm, PaperForm, as_lines
from gongshu.cases.glances import first_clock, table_title
from gongshu.cases.models import Bond, Case, Clock, Notice
from gongshu.cases.models.cases import Cases
from gongshu.cases.offering import OfferedMove
from gongshu.cases.queries import Waiting
from gongshu.cases.statement import stated
from gongshu.law.articles import Article
from gongshu.law.procedures import Procedure, State
from gongshu.people.actor import Actor

PAGE = 40  # cases on a page of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in a list."""

    case: Case
    procedure: Mapping[str, str]
    state: Mapping[str, str]
    tone: str  # key of the status table
    about: str
    clock: Clock | None
    article: Article | None


def row(case: Case) -> Row:
    table = _table(case)
    clock = first_clock(case)
    return Row(
        case=case, procedure=table.title, state=table.states[case.state].title, tone=tone(table.states[case.state]), clock=clock,
        about="、".join(each.label for each in case.subjects.all()), article=presenting.article_of(clock.article) if clock else table.article,
    )  # fmt: skip


def tone(state: State) -> str:
    """Return the key of the drawing and colour of a state; the words are always the table's own."""
    if not state.ended:
        return {"consulting": "consulting", "completing": "incomplete"}.get(state.name, "submitted")
    good = {
        "granted",
        "approved",
        "agreed",
        "mended",
        "upheld",
        "answered",
        "updated",
        "settled",
        "restored",
        "reported",
    }
    bad = {"refused", "rejected", "disagreed", "dismissed"}
    return "approved" if state.name in good else "refused" if state.name in bad else "closed"


def _table(case: Case) -> Procedure:
    return resolved.read(case.law_id).procedure(case.procedure)


def inbox(waiting: Sequence[Waiting]) -> list[tuple[str, list[Any]]]:
    """Group an inbox by how soon: late, today and tomorrow, this week, later, without a date."""
    groups: dict[str, list[Any]] = {key: [] for key in ("late", "soon", "week", "later", "undated")}
    for each in waiting:
        left = each.days_left
        late = each.clock is not None and left is not None and left < 0
        key = (
            "undated" if left is None else "late" if late else "soon" if left <= 1 else "week" if left <= 5 else "later"
        )
        groups[key].append(SimpleNamespace(row=row(each.case), owes=each.owes))
    return [(key, found) for key, found in groups.items() if found]


def listing(found: Cases, *, before: str) -> SimpleNamespace:
    """Return one page of a list of cases, by cursor."""
    total = found.count()
    part = found.filter(pk__lt=int(before)) if before.isdecimal() else found
    cases = list(part.prefetch_related("clocks", "subjects")[: PAGE + 1])
    after = str(cases[PAGE - 1].pk) if len(cases) > PAGE else None
    return SimpleNamespace(rows=[row(each) for each in cases[:PAGE]], total=total, next=after)


def notices(found: Iterable[Notice]) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            notice=each,
            what=presenting.NOTICE_WORDS[each.kind],
            procedure=_table(each.case).title,
            article=presenting.article_of(each.facts.get("article")),
        )
        for each in found
    ]


def subjects(actor: Actor, kind: str | None, identifiers: Sequence[str]) -> list[Any]:
    """Return the subjects that an application names; one that this person does not know of shows its number alone."""
    return [_subject(str(kind), each, actor) for each in identifiers]


def _subject(kind: str, identifier: str, actor: Actor, label: str = "") -> SimpleNamespace:
    """Whoever may not see a subject reads the label it has in the case; an application has none yet."""
    try:
        found = subjects_.subject_for(actor, kind, identifier)
        address = subjects_.kind_of(kind).address(identifier)
    except CaseError:
        return SimpleNamespace(id=identifier, label=label, address="", provider=None)
    return SimpleNamespace(id=identifier, label=found.label, address=address, provider=found.provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedForm:
    """A move that is offered, with its form."""

    move: OfferedMove
    form: FactForm
    open: bool  # unfolded: the proposed one, or the one that was not made


def case_page(
    actor: Actor, case: Case, now: datetime, *, failed: Mapping[str, FactForm] | None = None
) -> SimpleNamespace:
    """Return all that the page of a case shows to this person."""
    rules = resolved.read(case.law_id)
    table = rules.procedure(case.procedure)
    moves = queries.moves_for(actor, case, now)
    items = items_of_case(case)
    forms = [_form(move, case, failed or {}, items, alone=len(moves) == 1) for move in moves]
    seen = Case.objects.visible_to(actor).filter(parent=case).select_related("decider")
    children = list(seen.prefetch_related("clocks", "subjects").order_by("id"))
    inside = presenting.is_inside(actor, case.decider.code if case.decider else "")
    return SimpleNamespace(
        case=case, table=table, row=row(case), moves=[each for each in forms if not each.move.office], office=[each for each in forms if each.move.office],
        clocks=[SimpleNamespace(clock=each, article=presenting.article_of(each.article), words=clock_words(each)) for each in case.clocks.order_by("id")],
        timeline=presenting.timeline(case, actor), facts=_facts(case, rules), subjects=[_subject(each.kind, each.subject, actor, each.label) for each in case.subjects.order_by("id")],
        proposal=_proposal(case, table), children=[row(each) for each in children], draft=getattr(case, "draft", None) if inside else None, paper_form=PaperForm(),
        against=[row(each) for each in queries.against_applicant(actor, case)],
        made=effects.made_in(actor, case, (name for step in table.steps() for name in step.effects)),
        asked=any(each.bond == Bond.ASKED for each in children), follows=_follows(case, table, rules),
    )  # fmt: skip


def items_of_case(case: Case) -> dict[str, str] | None:
    """Return the items of what a case is about, for the forms that choose among them."""
    held = list(case.subjects.order_by("id"))
    return subjects_.items_of(held[0].kind, [each.subject for each in held]) if held else None


def _form(
    move: OfferedMove, case: Case, failed: Mapping[str, FactForm], items: Mapping[str, str] | None, *, alone: bool
) -> OfferedForm:
    form = failed.get(move.outcome) or FactForm(
        move.fields, prefix=move.outcome, initial=_first(move, case), items=items
    )
    return OfferedForm(move=move, form=form, open=move.outcome in failed or (not failed and (move.proposed or alone)))


def _first(move: OfferedMove, case: Case) -> dict[str, Any]:
    """What a form begins with: the draft that passes along, or else the terms that were applied for."""
    if move.draft is None:
        return {key: as_lines(case.facts[key]) for key in move.terms if key in case.facts}
    said = stated(move.draft)
    given = {**said.facts, **said.terms, "reason": said.reason, "legal_basis": said.basis}
    return {key: as_lines(value) for key, value in given.items()}


def clock_words(clock: Clock) -> str:
    """Return the key of how a clock stands, for its tag."""
    if clock.met_at:
        return "missed" if clock.missed_at else "met"
    if clock.stopped_at:
        return "closed"
    return "suspended" if clock.paused_since else "running"


def _facts(case: Case, rules: resolved.CaseLaw) -> list[tuple[Mapping[str, str], Any]]:
    kinds = facts_.kinds_of(rules.procedure(case.procedure), rules, case.received_on)
    return facts_.in_words(case.facts, kinds)


def _proposal(case: Case, table: Procedure) -> SimpleNamespace | None:
    said = case.proposal
    if not said:
        return None
    title = table_title(table, case.state, said["outcome"])
    article = presenting.article_of(said["article"])
    return SimpleNamespace(
        title=title, article=article, reason=said.get("reason"), because=said["because"], warnings=said["warnings"]
    )


def _follows(case: Case, table: Procedure, rules: resolved.CaseLaw) -> list[Procedure]:
    """Return the procedures that a case in this state may be followed by, such as a verification after a refusal."""
    named = {step.opens for step in table.states[case.state].steps.values() if step.opens}
    asks = (rules.procedure(name) for name in rules.plain["procedures"])
    found = [each for each in asks if each.name in named or _waits_for(each, case)]
    terms = rules.terms(case.received_on)
    return [each for each in found if not each.allowed_by or terms.value(each.allowed_by)]


def _waits_for(procedure: Procedure, case: Case) -> bool:
    """Whether a procedure may be opened on the ground of a case's end."""
    if "parent.state" not in set(procedure.open_if.references()):
        return False
    kinds = set(case.subjects.values_list("kind", flat=True))
    return (
        procedure.about in kinds
        and procedure.name != case.procedure
        and f"parent.state equals {case.state}" in str(procedure.open_if)
    )
