"""What the law of one place says on one day: city over province over nation, with conflicts reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongshu.law.articles import Article
from gongshu.law.errors import LawNotInForce, NotSet, UnknownName
from gongshu.law.measures import Measure, Status
from gongshu.law.parameters import TO_BE_SET, Binding, Dated, Parameter, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One value that holds on a day."""

    name: str
    value: Any
    unit: Unit
    starts: str | None
    article: Article | None  # None: the node's own promise, never shown as law
    status: str  # verified | unverified | to_be_set | promise
    binding: Binding
    since: date | None
    covers: Mapping[str, Any]
    description: Mapping[str, str]
    names: Mapping[str, Any]
    jurisdiction: str

    @property
    def decides(self) -> bool:
        """Whether a decision may rest on it: an unverified value warns, and an open one says nothing."""
        return self.status in ("verified", "promise")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """抵触: a lower text that is laxer than a higher one allows. Both stand in the report; the higher is proposed."""

    name: str
    higher: Term
    lower: Term

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.lower.article} says {self.lower.value!r}, but {self.higher.article} "
            f"({self.higher.binding}) says {self.higher.value!r}; the higher text is proposed"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Mapping[str, Term]):
    """All terms of a place on a day. Unknown names raise UnknownName with the nearest known ones."""

    jurisdiction: str
    day: date
    held: Mapping[str, Term]
    conflicts: tuple[Conflict, ...]

    def __getitem__(self, name: str) -> Term:
        try:
            return self.held[name]
        except KeyError:
            raise UnknownName(f"parameter on {self.day} in {self.jurisdiction}", name, self.held) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def get(self, name: str, default: Any = None) -> Any:
        return self.held.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self.held

    def value(self, name: str, default: Any = None) -> Any:
        """Return the value a decision may rest on, else the default: silence stays silence."""
        term = self.held.get(name)
        return term.value if term is not None and term.decides else default

    def deciding(self, name: str) -> Term:
        """Return a term that a decision may rest on. Raises: NotSet saying why it may not; UnknownName."""
        term = self[name]
        if not term.decides:
            raise NotSet(
                f"{name} ({term.article}) is {term.status}: it warns or waits for a promise, but decides nothing",
                f"{name}（{term.article}）的状态为 {term.status}，只作提示，不能据以决定；请与原文核对，或者在 gongshu.toml 的 promises 中作出承诺",
            )
        return term


def resolve(
    jurisdiction: str,
    day: date,
    levels: Sequence[tuple[Mapping[str, Measure], Mapping[str, Parameter]]],
    promises: Mapping[str, int],
    *,
    own: Set[str] = frozenset(),
    as_if_in_force: bool = False,
) -> Terms:
    """Return the terms of a place; `levels` run from the nation down. A lower text wins over a default or by being stricter.

    `own` are promised names that no text anywhere uses: what a text says, or says no more, is never filled by them.
    `as_if_in_force` also takes drafts and texts that are not in force on that day, for reading and simulation only.
    """
    held: dict[str, Term] = {}
    conflicts: list[Conflict] = []
    for measures, parameters in levels:
        for name, parameter in parameters.items():
            lower = _term(parameter, day, measures, as_if_in_force)
            if lower is None:
                continue
            higher = held.get(name)
            if higher is None or _prevails(parameter, lower, higher):
                held[name] = lower
            else:
                conflicts.append(Conflict(name=name, higher=higher, lower=lower))
    for name, days in promises.items():
        if name in own:
            held[name] = _of_the_node(name, days, jurisdiction)
        elif name in held and held[name].status == TO_BE_SET:
            held[name] = _promised(held[name], days)
    return Terms(jurisdiction=jurisdiction, day=day, held=held, conflicts=tuple(conflicts))


def _term(parameter: Parameter, day: date, measures: Mapping[str, Measure], as_if_in_force: bool) -> Term | None:
    dated = parameter.on(day) or (parameter.values[-1] if as_if_in_force else None)
    if dated is None or dated.value is None:
        return None
    if not as_if_in_force and measures[dated.article.law].status_on(day) is not Status.IN_FORCE:
        return None
    return _made(parameter, dated)


def _made(parameter: Parameter, dated: Dated) -> Term:
    status = TO_BE_SET if dated.value == TO_BE_SET else "verified" if parameter.verified else "unverified"
    return Term(
        name=parameter.name,
        value=dated.value,
        unit=parameter.unit,
        starts=parameter.starts,
        article=dated.article,
        status=status,
        binding=parameter.binding,
        since=dated.since,
        covers=parameter.covers,
        description=parameter.description,
        names=parameter.names,
        jurisdiction=parameter.jurisdiction,
    )


def _of_the_node(name: str, days: int, jurisdiction: str) -> Term:
    """What a node promises where no text says a word; a table may only run a clock by it that says `promised`."""
    return Term(
        name=name,
        value=days,
        unit=Unit.WORKING_DAY,
        starts=None,
        article=None,
        status="promise",
        binding=Binding.DEFAULT,
        since=None,
        covers={},
        description={"zh": "服务承诺期限", "en": "Service promise"},
        names={},
        jurisdiction=jurisdiction,
    )


def _promised(term: Term, days: int) -> Term:
    return Term(
        name=term.name,
        value=days,
        unit=term.unit if term.unit.is_time else Unit.WORKING_DAY,
        starts=term.starts,
        article=None,
        status="promise",
        binding=term.binding,
        since=None,
        covers=term.covers,
        description=term.description,
        names=term.names,
        jurisdiction=term.jurisdiction,
    )


def _prevails(parameter: Parameter, lower: Term, higher: Term) -> bool:
    # A value that nobody has compared with its text cannot hold down one that somebody has.
    if higher.status == "unverified" or higher.binding is Binding.DEFAULT or higher.status == TO_BE_SET:
        return True
    if higher.unit is not lower.unit or higher.binding is Binding.EXCLUSIVE:
        return bool(lower.value == higher.value and higher.unit is lower.unit)
    if higher.binding is Binding.FLOOR:
        return parameter.is_at_least_as_strict(lower.value, higher.value)
    return parameter.is_at_least_as_strict(higher.value, lower.value)


def require_in_force(measures: Mapping[str, Measure], jurisdiction: str, day: date) -> None:
    """Raise LawNotInForce unless the main measure of a jurisdiction applies on a day."""
    main = next(iter(measures.values()), None)
    if main is None:
        raise LawNotInForce(
            f"{jurisdiction} has no measure of its own here",
            f"这里没有 {jurisdiction} 自己的法规文件，不能据以办理；请用下一级或者上一级的地区",
        )
    main.require_in_force(day)
