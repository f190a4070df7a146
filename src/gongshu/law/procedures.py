"""A procedure: the table of states, moves, clocks and proposals that a text sets for one kind of case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gongshu.law.articles import Article
from gongshu.law.conditions import ALWAYS, Condition, ConditionError, parse
from gongshu.law.errors import MoveNotAllowed

CLOCK = "clock"
Words = Mapping[str, str]  # zh, en


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """A move that opens child cases, each with its own clock."""

    procedure: str
    each: str  # provider | a function key | facts.<name>, the bodies that a fact names: whom each child case goes to


@dataclass(frozen=True, slots=True, kw_only=True)
class Extends:
    clock: str
    parameter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move that the table allows."""

    state: str
    outcome: str
    by: str  # function key, party, or clock
    above: bool  # the same role one level up
    to: str
    title: Words
    when: str | None = None  # clock moves: reply.due | children.closed | grant.until | parent.closed
    condition: Condition = ALWAYS
    requires: tuple[str, ...] = ()
    requires_by: str | None = None  # the parameter that lists what the statement has to say
    effect: str | None = None
    ensures: str | None = (
        None  # an effect that looks, once the move has taken effect, whether what a text demands is there
    )
    then: tuple[str, ...] = ()  # effects that follow, in this order
    asks: Asks | None = None
    opens: str | None = None  # a procedure that the mover is offered next (verification after a refusal)
    extends: Extends | None = None
    once: bool = False
    keeps: tuple[str, ...] = ()  # what of the statement becomes part of the case, so that clocks may run from it
    hands_over: bool = False  # the case goes to the body that the mover names
    assigns: str | None = None  # the fact in which the mover names the provider of a case that is about nothing yet
    reopens: str | None = None  # a clock that runs on with the days that were left when it was met
    inherited: bool = False  # from the table of office moves
    article: Article | None = None

    @property
    def effects(self) -> tuple[str, ...]:
        """What it brings about outside the case, in the order in which it is run."""
        return tuple(filter(None, (self.effect, self.ensures, *self.then)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    key: str
    parameter: str | None
    days_from: str | None  # a fact that says the number of days
    starts: str  # received | enters:<state> | a reference to a fact that is a day
    owed_by: str
    pauses_in: tuple[str, ...] = ()
    restarts_on: tuple[str, ...] = ()
    promised: bool = False  # no text sets its time: the node promises one, which is never shown as law
    met_by: tuple[str, ...] = ()  # outcomes that meet it, or `received`; none: any move into an ended state
    article: Article | None = None  # of pausing or restarting


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    condition: Condition
    outcome: str
    article: Article | None
    reason: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    name: str
    title: Words
    ended: bool  # nothing is owed any more, though renewal or recall may follow
    steps: Mapping[str, Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    name: str
    code: str  # three letters of the case number
    title: Words
    about: str | None  # kind of subject
    several: bool  # about several subjects at once, split by provider
    together: bool  # about several subjects as one, whoever provides them
    informal: bool  # no letters: the applicant is told of every step that others take by a notice
    shows: (
        tuple[str, ...] | None
    )  # facts that the public sees beside subject, day, state and term; None: nothing is shown
    unseen: bool  # may be about what the applicant cannot see: whom data is about may have it checked
    respondent: bool  # it is against whoever holds its subject, who is told every decision and may answer
    visitors: bool  # a visitor who is not signed in may open it, leaving a contact
    allowed_by: str | None  # the parameter without which no text provides for it
    open_if: Condition
    opened_by: str
    decider: str
    facts: tuple[str, ...]
    needed: tuple[str, ...]  # facts without which it cannot be opened
    needed_by: str | None  # the parameter that lists them
    options_by: Mapping[str, str]  # facts whose values a text enumerates, and the parameter that does
    commits: str | None  # parameters of this group say to what the applicant commits in writing
    clocks: Mapping[str, Clock]
    propose: tuple[Rule, ...]
    states: Mapping[str, State]
    remind: int | None  # working days relative to the due day
    escalate: int | None
    article: Article | None
    plain: Mapping[str, Any]  # the merged table that this was made from

    @property
    def initial(self) -> str:
        """The state in which a case begins: the one the table names, else `submitted`, else its first."""
        return str(
            self.plain.get("initial") or ("submitted" if "submitted" in self.states else next(iter(self.states)))
        )

    @property
    def divides(self) -> bool:
        """Whether a case about subjects of several providers is divided into child cases."""
        return self.several and "divided" in self.states

    def step(self, state: str, outcome: str) -> Step:
        """Return the move for a state and an outcome. Raises: MoveNotAllowed naming what the table offers there."""
        try:
            return self.states[state].steps[outcome]
        except KeyError:
            offered = ", ".join(self.states[state].steps) if state in self.states else "no such state"
            raise MoveNotAllowed(
                f"{self.title['zh']} ({self.name}) in state {state} has no move {outcome!r}; it has: {offered or 'none'}",
                f"{self.title['zh']}（{self.name}）处于“{self._state_zh(state)}”状态，不能办理“{outcome}”；可以办理的有：{offered or '无'}",
            ) from None

    def _state_zh(self, state: str) -> str:
        return str(self.states[state].title["zh"]) if state in self.states else state

    def steps(self) -> Iterator[Step]:
        for state in self.states.values():
            yield from state.steps.values()


class TableError(ValueError):
    """A table that cannot be read as a procedure: `at` is the path of keys to the fault."""

    def __init__(self, at: tuple[str, ...], what: str) -> None:
        super().__init__(what)
        self.at = at
        self.what = what


_KEYS = {"procedure", "abstract", "inherits", "code", "title", "about", "several", "together", "informal", "shows", "unseen", "visitors", "respondent", "allowed_by", "open_if", "opened_by", "decider", "facts",
         "needed", "needed_by", "options_by", "commits", "clocks", "propose", "states", "every_open_state", "late", "article", "words", "initial", "carries"}  # fmt: skip
_STEP_KEYS = {
    "by",
    "to",
    "title",
    "when",
    "if",
    "requires",
    "requires_by",
    "effect",
    "ensures",
    "then",
    "asks",
    "opens",
    "extends",
    "once",
    "keeps",
    "hands_over",
    "assigns",
    "reopens",
    "article",
    "inherited",
}
_CLOCK_KEYS = {
    "parameter",
    "promised",
    "days_from",
    "starts",
    "owed_by",
    "pauses_in",
    "restarts_on",
    "met_by",
    "article",
}


def build(plain: Mapping[str, Any], words: Mapping[str, Mapping[str, Words]]) -> Procedure:
    """Return the procedure of a merged table; `words` gives the titles of states and outcomes. Raises: TableError."""
    name = _need(plain, "procedure", ())
    _only(plain, _KEYS, ())
    late = plain.get("late") or {}
    decider = plain.get("decider", "decider")
    tables = {state: table for state, table in _need(plain, "states", ()).items() if table is not None}
    states = {state: _state(state, table, plain, words) for state, table in tables.items()}
    return Procedure(
        name=name,
        code=plain.get("code") or name[:3].upper(),
        title=_need(plain, "title", ()),
        about=plain.get("about"),
        several=bool(plain.get("several")),
        together=bool(plain.get("together")),
        informal=bool(plain.get("informal")),
        shows=None if plain.get("shows") is None else tuple(plain["shows"]),
        unseen=bool(plain.get("unseen")),
        respondent=bool(plain.get("respondent")),
        visitors=bool(plain.get("visitors")),
        allowed_by=plain.get("allowed_by"),
        open_if=_condition(plain.get("open_if"), ("open_if",)),
        opened_by=plain.get("opened_by", "applicant"),
        decider=decider,
        facts=tuple(plain.get("facts") or ()),
        needed=tuple(plain.get("needed") or ()),
        needed_by=plain.get("needed_by"),
        options_by={key: said for key, said in (plain.get("options_by") or {}).items() if said is not None},
        commits=plain.get("commits"),
        clocks={
            key: _clock(key, said, decider) for key, said in (plain.get("clocks") or {}).items() if said is not None
        },
        propose=tuple(_rule(said, number) for number, said in enumerate(plain.get("propose") or ())),
        states=states,
        remind=late.get("remind"),
        escalate=late.get("escalate"),
        article=article_of(plain.get("article")),
        plain=plain,
    )


def article_of(said: Any) -> Article | None:
    """Return the article that a merged table holds, in its plain form {jurisdiction, law, clause}."""
    return Article(**said) if isinstance(said, Mapping) else said


def _need(plain: Mapping[str, Any], key: str, at: tuple[str, ...]) -> Any:
    if plain.get(key) is None:
        raise TableError(at, f"{key!r} is missing")
    return plain[key]


def _only(plain: Mapping[str, Any], known: set[str], at: tuple[str, ...]) -> None:
    for key in plain:
        if key not in known:
            raise TableError(
                (*at, key), f"{key!r} is not a key that is understood here; known are {', '.join(sorted(known))}"
            )


def _condition(said: Any, at: tuple[str, ...]) -> Condition:
    try:
        return parse(said)
    except ConditionError as problem:
        raise TableError(at, str(problem)) from problem


def _state(
    name: str, table: Mapping[str, Any], plain: Mapping[str, Any], words: Mapping[str, Mapping[str, Words]]
) -> State:
    ended = bool(table.get("ended", not any(said is not None for key, said in table.items() if key != "title")))
    moves = {key: said for key, said in table.items() if key not in ("ended", "title")}
    if not ended:
        office = {
            key: {**said, "inherited": True}
            for key, said in (plain.get("every_open_state") or {}).items()
            if said is not None
        }
        # A state that a text or the office table already gives such a move keeps its own.
        moves = {**moves, **{key: said for key, said in office.items() if key not in table}}
    steps = {key: _step(name, key, said, plain, words) for key, said in moves.items() if said is not None}
    return State(name=name, title=_title(table, words, "states", name, plain), ended=ended, steps=steps)


def _title(
    said: Mapping[str, Any], words: Mapping[str, Mapping[str, Words]], kind: str, name: str, plain: Mapping[str, Any]
) -> Words:
    own = (plain.get("words") or {}).get(kind, {})
    title: Words | None = said.get("title") or own.get(name) or words.get(kind, {}).get(name)
    if title is None:
        raise TableError(("states", name), f"{name!r} has no title; give one in words.yaml under {kind}")
    return title


def _step(
    state: str,
    outcome: str,
    said: Mapping[str, Any],
    plain: Mapping[str, Any],
    words: Mapping[str, Mapping[str, Words]],
) -> Step:
    at = ("states", state, outcome)
    if not isinstance(said, Mapping):
        raise TableError(at, f"{said!r} is not a move; write {{by: …, to: …}}")
    _only(said, _STEP_KEYS, at)
    by, _, above = str(_need(said, "by", at)).partition("@")
    asks, extends = said.get("asks"), said.get("extends")
    return Step(
        state=state,
        outcome=outcome,
        by=str(plain.get("decider", by)) if by == "decider" else by,
        above=above == "above",
        to=state if said.get("to") == "same" else _need(said, "to", at),
        title=_title(said, words, "outcomes", outcome, plain),
        when=said.get("when"),
        condition=_condition(said.get("if"), (*at, "if")),
        requires=tuple(said.get("requires") or ()),
        requires_by=said.get("requires_by"),
        effect=said.get("effect"),
        ensures=said.get("ensures"),
        then=tuple(said.get("then") or ()),
        asks=Asks(procedure=_need(asks, "procedure", at), each=asks.get("each", "provider")) if asks else None,
        opens=said.get("opens"),
        extends=Extends(clock=_need(extends, "clock", at), parameter=_need(extends, "parameter", at))
        if extends
        else None,
        once=bool(said.get("once")),
        keeps=tuple(said.get("keeps") or ()),
        hands_over=bool(said.get("hands_over")),
        assigns=said.get("assigns"),
        reopens=said.get("reopens"),
        inherited=bool(said.get("inherited")),
        article=article_of(said.get("article")),
    )


def _clock(key: str, said: Mapping[str, Any], decider: str) -> Clock:
    at = ("clocks", key)
    _only(said, _CLOCK_KEYS, at)
    if sum(said.get(name) is not None for name in ("parameter", "promised", "days_from")) != 1:
        raise TableError(
            at, "a clock runs by a `parameter`, by what the node `promised`, or by `days_from` a fact, one of the three"
        )
    owed = said.get("owed_by", "decider")
    return Clock(
        key=key,
        parameter=said.get("parameter") or said.get("promised"),
        promised=said.get("promised") is not None,
        days_from=said.get("days_from"),
        starts=said.get("starts", "received"),
        owed_by=decider if owed == "decider" else owed,
        pauses_in=tuple(said.get("pauses_in") or ()),
        restarts_on=tuple(said.get("restarts_on") or ()),
        met_by=tuple(said.get("met_by") or ()),
        article=article_of(said.get("article")),
    )


def _rule(said: Mapping[str, Any], number: int) -> Rule:
    at = ("propose", str(number))
    _only(said, {"if", "outcome", "article", "reason"}, at)
    return Rule(
        condition=_condition(said.get("if"), at),
        outcome=_need(said, "outcome", at),
        article=article_of(said.get("article")),
        reason=said.get("reason"),
    )
