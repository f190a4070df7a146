"""What a move brings about outside the case: each capability declares its effects by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from gongshu.cases.errors import EffectRefused, UnknownEffect
from gongshu.cases.statement import Statement
from gongshu.law.library import Law
from gongshu.people.actor import Actor

if TYPE_CHECKING:
    from gongshu.cases.models import Case

__all__ = ["Effect", "EffectRefused", "check", "declare", "declared", "run"]


class Run(Protocol):
    def __call__(self, case: Case, said: Statement, *, actor: Actor, now: datetime) -> object: ...


Made = Callable[[Actor, "Case"], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One effect. `run` writes SQL only, in the move's transaction, and may raise EffectRefused to stop the move."""

    name: str  # grants.issue
    run: Run
    form: tuple[str, ...] = ()  # facts (facts.yaml) that the deciding officer is asked for besides the move's own
    made: Made = lambda actor, case: ()  # what came of it that this person may see: what to call it, and its address


_effects: dict[str, Effect] = {}


def declare(effect: Effect) -> Effect:
    """Let tables name this effect; the last declaration of a name counts."""
    _effects[effect.name] = effect
    return effect


def declared() -> Mapping[str, Effect]:
    return dict(_effects)


def run(name: str | None, case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Carry out the effect of a move, if it has one. Raises: UnknownEffect; EffectRefused."""
    if name is None:
        return
    if name not in _effects:
        raise UnknownEffect(
            f"没有功能模块登记“{name}”",
            f"the table of {case.procedure} names the effect {name!r}, which no capability declares; declared are {sorted(_effects)}",
            shown=name,
        )
    _effects[name].run(case, said, actor=actor, now=now)


def made_in(actor: Actor, case: Case, names: Iterable[str | None]) -> list[tuple[str, str]]:
    """Return what these effects have brought about in a case, as far as this person may see it."""
    known = [_effects[name] for name in dict.fromkeys(names) if name in _effects]
    return list(dict.fromkeys(each for effect in known for each in effect.made(actor, case)))


def form_of(name: str | None) -> tuple[str, ...]:
    return _effects[name].form if name in _effects else ()


def check(law: Law) -> Iterator[str]:
    """Yield a sentence for every effect and subject kind that a table names and nobody declares; the start-up test reads it."""
    from gongshu.cases import subjects

    for path in law.jurisdictions:
        for name in law.procedure_names(path):
            procedure = law.procedure(name, path)
            if procedure.about and procedure.about not in subjects.declared():
                yield f"{name} in {path} is about {procedure.about!r}, which no layer declares"
            for step in procedure.steps():
                for effect in step.effects:
                    if effect not in _effects:
                        yield f"{name} in {path}: {step.state}.{step.outcome} names the effect {effect!r}, which no layer declares"
