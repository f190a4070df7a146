"""What `law check` proves of every procedure before anything is decided by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongshu.law import yamlfile
from gongshu.law.conditions import Condition
from gongshu.law.errors import LawFileError
from gongshu.law.library import Jurisdiction, Law
from gongshu.law.procedures import CLOCK, Clock, Procedure, Step

PARTIES = {"applicant", "provider", "respondent", CLOCK}
# What a clock move may wait for besides the end of a term: all parts or opinions are closed, a grant has run out, or the case
# that asked for this one is decided.
MOMENTS = ("children.closed", "grant.until", "parent.closed")
GIVEN_TO_BODIES = {"grant", "refuse", "approve", "reject"}  # No clock decides what a text leaves to a body.


def check(law: Law) -> list[LawFileError]:
    """Return every fault of every procedure in every jurisdiction; none: the tables may decide."""
    found = [
        fault
        for path in law.jurisdictions
        for name in law.procedure_names(path)
        for fault in _of_procedure(law, name, path)
    ]
    found += [fault for jurisdiction in law.jurisdictions.values() for fault in _units(law, jurisdiction)]
    # A fault of a higher table shows in every place below it; it is told once.
    return list({f"{fault.place} {fault.what.partition(': ')[2]}": fault for fault in reversed(found)}.values())[::-1]


def _of_procedure(law: Law, name: str, path: str) -> list[LawFileError]:
    table = law.table(name, path)
    try:
        procedure = law.procedure(name, path)
    except LawFileError as unreadable:
        return [unreadable]
    return [LawFileError(table.place(at), f"{name} in {path}: {what}") for at, what in _faults(procedure, law, path)]


Fault = tuple[tuple[str, ...], str]


def _faults(procedure: Procedure, law: Law, path: str) -> Iterator[Fault]:
    yield from _unknown_states(procedure)
    yield from _unreachable(procedure)
    yield from _dead_ends(procedure)
    yield from _endless_extensions(procedure)
    yield from _clock_moves(procedure)
    yield from _unknown_names(procedure, law, path)


def _unknown_states(procedure: Procedure) -> Iterator[Fault]:
    for step in procedure.steps():
        if step.to not in procedure.states:
            yield _at(step), f"the move leads to {step.to!r}, which is no state"


def _unreachable(procedure: Procedure) -> Iterator[Fault]:
    if procedure.initial not in procedure.states:
        yield ("initial",), f"the case begins in {procedure.initial!r}, which is no state"
    reached = _reach(procedure, procedure.initial, procedure.steps())
    if procedure.divides:
        reached |= _reach(procedure, "divided", procedure.steps())
    for state in procedure.states:
        if state not in reached:
            yield ("states", state), f"state {state!r} cannot be reached from {procedure.initial!r}"


def _reach(procedure: Procedure, start: str, steps: Iterable[Step]) -> set[str]:
    edges = [(step.state, step.to) for step in steps]
    reached, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for state, to in edges:
            if state == here and to not in reached:
                reached.add(to)
                todo.append(to)
    return reached


def _dead_ends(procedure: Procedure) -> Iterator[Fault]:
    owners = {clock.owed_by for clock in procedure.clocks.values()} | {procedure.decider, CLOCK}
    if (
        not procedure.clocks
    ):  # Nobody is held to a day, so it is enough that some body can act; an applicant alone is not.
        owners |= {step.by for step in procedure.steps()} - {"applicant"}
    own = [step for step in procedure.steps() if step.by in owners and not step.above]
    for state in procedure.states.values():
        if not state.ended and not any(
            procedure.states[to].ended for to in _reach(procedure, state.name, own) if to in procedure.states
        ):
            yield (
                ("states", state.name),
                f"from {state.name!r} neither {', '.join(sorted(owners))} can bring the case to an end",
            )


def _endless_extensions(procedure: Procedure) -> Iterator[Fault]:
    for step in procedure.steps():
        if step.extends and not step.once and step.state in _reach(procedure, step.to, procedure.steps()):
            yield (
                _at(step),
                f"{step.outcome!r} extends {step.extends.clock!r} on a cycle, so it could be extended for ever; add `once: true`",
            )
        if step.extends and step.extends.clock not in procedure.clocks:
            yield _at(step), f"{step.outcome!r} extends {step.extends.clock!r}, which is no clock of this procedure"
        if step.reopens and step.reopens not in procedure.clocks:
            yield _at(step), f"{step.outcome!r} reopens {step.reopens!r}, which is no clock of this procedure"


def _clock_moves(procedure: Procedure) -> Iterator[Fault]:
    for step in procedure.steps():
        if step.by != CLOCK:
            if step.when:
                yield _at(step), f"{step.outcome!r} has `when` but is made by {step.by}; only the clock waits"
            continue
        source, _, event = (step.when or "").partition(".")
        if step.when not in MOMENTS and not (source in procedure.clocks and event == "due"):
            yield _at(step), f"`when: {step.when}` is not {', '.join(MOMENTS)} or <clock>.due"
        if event == "due" and step.article is None:
            yield _at(step), "a move that the clock makes when a term ends has to cite its article"
        if step.outcome in GIVEN_TO_BODIES:
            yield _at(step), f"no clock may {step.outcome}: the text leaves that to a body"


def _unknown_names(procedure: Procedure, law: Law, path: str) -> Iterator[Fault]:
    parameters = {name for j in law.jurisdictions.values() for name in j.parameters}
    functions = {key for j in law.chain(path) for key in j.roles.functions} | PARTIES
    for key in (procedure.needed_by, procedure.allowed_by):
        if key and key not in parameters:
            yield ("needed_by",), f"{key!r} is no parameter of any jurisdiction"
    for fact, key in procedure.options_by.items():
        if fact not in law.fact_kinds:
            yield ("options_by", fact), f"{fact!r} is not declared in facts.yaml"
        if key not in parameters:
            yield ("options_by", fact), f"{key!r} is no parameter of any jurisdiction"
    if procedure.commits and f"{procedure.commits}.commitment" not in parameters:
        yield ("commits",), f"{procedure.commits}.commitment is no parameter of any jurisdiction"
    for clock in procedure.clocks.values():
        yield from _unknown_in_clock(clock, parameters, functions, path)
    for step in procedure.steps():
        yield from _unknown_in_step(step, law, parameters, functions, path)
    for fact in (*procedure.facts, *procedure.needed, *(procedure.shows or ())):
        if fact not in law.fact_kinds:
            yield ("facts",), f"{fact!r} is not declared in facts.yaml"
    outcomes = {step.outcome for step in procedure.steps()}
    for number, rule in enumerate(procedure.propose):
        if rule.outcome not in outcomes:
            yield ("propose", str(number)), f"it proposes {rule.outcome!r}, which no state offers"
        yield from _unknown_facts(rule.condition, law, parameters, ("propose", str(number)))
    yield from _unknown_facts(procedure.open_if, law, parameters, ("open_if",))


def _unknown_in_clock(clock: Clock, parameters: set[str], functions: set[str], path: str) -> Iterator[Fault]:
    at = ("clocks", clock.key)
    if clock.parameter and not clock.promised and clock.parameter not in parameters:
        yield at, f"{clock.parameter!r} is no parameter of any jurisdiction"
    if clock.owed_by not in functions:
        yield at, f"{clock.owed_by!r} is no function in {path}"
    if (clock.pauses_in or clock.restarts_on) and clock.article is None:
        yield at, "a clock that pauses or restarts has to cite the article that lets it"


def _unknown_in_step(step: Step, law: Law, parameters: set[str], functions: set[str], path: str) -> Iterator[Fault]:
    if step.by not in functions:
        yield _at(step), f"{step.by!r} is no function in {path}"
    for parameter in (step.extends and step.extends.parameter, step.requires_by):
        if parameter and parameter not in parameters:
            yield _at(step), f"{parameter!r} is no parameter of any jurisdiction"
    if step.asks and step.asks.procedure not in law.procedure_names(path):
        yield _at(step), f"it asks for {step.asks.procedure!r}, which is no procedure in {path}"
    named = step.asks.each.partition(".") if step.asks else ("", "", "")
    if named[0] == "facts" and named[2] not in step.requires:
        yield _at(step), f"it asks the bodies of {named[2]!r}, which the move does not require"
    for fact in (*step.requires, *step.keeps, *filter(None, (step.assigns,))):
        if fact not in law.fact_kinds:
            yield _at(step), f"{fact!r} is not declared in facts.yaml"


def _unknown_facts(condition: Condition, law: Law, parameters: set[str], at: tuple[str, ...]) -> Iterator[Fault]:
    for reference in condition.references():
        space, _, name = reference.partition(".")
        if space == "facts" and name not in law.fact_kinds:
            yield at, f"{reference!r} is not declared in facts.yaml"
        if space == "term" and name not in parameters:
            yield at, f"{name!r} is no parameter of any jurisdiction"


def _at(step: Step) -> tuple[str, ...]:
    return ("states", step.state, step.outcome)


def _units(law: Law, jurisdiction: Jurisdiction) -> Iterator[LawFileError]:
    """The same name means the same kind of value everywhere, or nothing could be compared."""
    kinds = {
        "calendar-day": "time",
        "working-day": "time",
        "hour": "time",
        "month": "time",
        "year": "time",
        "qualitative": "time",
    }
    for parameter in jurisdiction.parameters.values():
        for other in law.jurisdictions.values():
            held = other.parameters.get(parameter.name)
            if (
                held
                and kinds.get(held.unit, held.unit) != kinds.get(parameter.unit, parameter.unit)
                and other.path < jurisdiction.path
            ):
                place = _file_of(jurisdiction, parameter.name)
                yield place.complain(
                    f"{parameter.name} is in {parameter.unit} here but in {held.unit} in {other.path}", "unit"
                )


def _file_of(jurisdiction: Jurisdiction, name: str) -> yamlfile.Section:
    return yamlfile.read(jurisdiction.folder / "parameters" / f"{name.replace('.', '/')}.yaml")
