"""The whole law folder, read once: jurisdictions, their texts, roles, parameters, procedures and the calendar."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongshu.law import reading
from gongshu.law.articles import Article, ArticleText
from gongshu.law.calendar import WorkCalendar
from gongshu.law.due import Due, due
from gongshu.law.errors import NotProvidedFor, NotSet, UnknownName
from gongshu.law.measures import Measure
from gongshu.law.parameters import Parameter
from gongshu.law.procedures import Procedure
from gongshu.law.roles import Function, Role, Roles
from gongshu.law.tables import Table, overlay
from gongshu.law.terms import Term, Terms, require_in_force, resolve
from gongshu.law.yamlfile import Section

PACKAGED = Path(__file__).resolve().parent.parent / "jurisdictions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    path: str  # "cn/sichuan/dazhou"
    folder: Path
    code: str  # GB/T 2260
    name: Mapping[str, str]
    level: str
    measures: Mapping[str, Measure]
    vocabulary: Mapping[str, Mapping[str, Any]]
    roles: Roles
    parameters: Mapping[str, Parameter]
    texts: Mapping[tuple[str, int], ArticleText]  # by measure and article number

    @property
    def main(self) -> Measure | None:
        return next(iter(self.measures.values()), None)


@dataclass(frozen=True, slots=True)
class Law:
    """All that a law folder says. Questions about a place take its path or its last part (dazhou)."""

    root: Path
    jurisdictions: Mapping[str, Jurisdiction]
    calendar: WorkCalendar
    words: Mapping[str, Any]  # titles of states and outcomes
    fact_kinds: Mapping[str, Mapping[str, Any]]  # type, label, help and widget of every fact
    _procedures: dict[tuple[str, str], Procedure] = field(default_factory=dict)
    _named: dict[str, list[str]] = field(default_factory=dict)  # names of procedures by jurisdiction
    _terms: dict[tuple[Any, ...], Terms] = field(default_factory=dict)
    _turns: dict[str, list[date]] = field(default_factory=dict)

    def jurisdiction(self, name: str) -> Jurisdiction:
        """Return a jurisdiction by path or by the last part of it. Raises: UnknownName with the nearest names."""
        found = self.jurisdictions.get(name) or next(
            (j for p, j in self.jurisdictions.items() if p.rsplit("/", 1)[-1] == name), None
        )
        if found is None:
            raise UnknownName("jurisdiction", name, self.jurisdictions)
        return found

    def chain(self, name: str) -> list[Jurisdiction]:
        """Return the jurisdictions that a place inherits from, the nation first and itself last."""
        parts = self.jurisdiction(name).path.split("/")
        paths = ["/".join(parts[: number + 1]) for number in range(len(parts))]
        return [self.jurisdictions[path] for path in paths if path in self.jurisdictions]

    def terms(
        self, name: str, day: date, promises: Mapping[str, int] | None = None, *, as_if_in_force: bool = False
    ) -> Terms:
        """Return what holds in a place on a day. `as_if_in_force` takes drafts too, for reading and simulation only."""
        held = self._lasting(self.jurisdiction(name).path, day, promises, as_if_in_force)
        return held if held.day == day else replace(held, day=day)

    def _lasting(self, path: str, day: date, promises: Mapping[str, int] | None, as_if_in_force: bool = False) -> Terms:
        """The terms of a day, shared by all days on which nothing turns; their own `day` is the first that was asked."""
        given = tuple(sorted(promises.items())) if promises else ()
        key = (path, bisect_right(self._turning_days(path), day), given, as_if_in_force)
        held = self._terms.get(key)
        if held is None:
            levels = [(j.measures, j.parameters) for j in self.chain(path)]
            said = {key for j in self.jurisdictions.values() for key in j.parameters}
            own = frozenset(promises or {}) - said
            held = resolve(path, day, levels, promises or {}, own=own, as_if_in_force=as_if_in_force)
            self._terms[key] = held
        return held

    def _turning_days(self, path: str) -> list[date]:
        """The days on which something begins or ends in a place: between two of them every day has the same terms."""
        if path not in self._turns:
            places = self.chain(path)
            days = {dated.since for j in places for parameter in j.parameters.values() for dated in parameter.values}
            days |= {day for j in places for m in j.measures.values() for day in (m.in_force_from, m.lapses) if day}
            self._turns[path] = sorted(days)
        return self._turns[path]

    def require_in_force(self, name: str, day: date) -> None:
        """Raise LawNotInForce, saying why, unless the main text of a place applies on a day."""
        jurisdiction = self.jurisdiction(name)
        require_in_force(jurisdiction.measures, jurisdiction.path, day)

    def due(self, name: str, parameter: str, received: date, promises: Mapping[str, int] | None = None) -> Due:
        """Return the last day of a term that runs from a day of receipt, under the law of that day.

        Raises: LawNotInForce; NotSet where the texts of the place are silent or leave the time open; UnknownName for
        a parameter that no text anywhere sets; CalendarGap.
        """
        place = self.jurisdiction(name)
        self._setting(parameter)
        require_in_force(place.measures, place.path, received)
        term = self.term(self._lasting(place.path, received, promises), parameter, received)
        return due(received, term.value, term.unit, self.calendar, term.article)

    def term(self, held: Terms, parameter: str, day: date) -> Term:
        """Return a term of a place on a day. Raises: NotSet where its texts are silent; UnknownName for what none anywhere sets."""
        setting = self._setting(parameter)
        if parameter not in held:
            place = held.jurisdiction
            elsewhere = "; ".join(f"{each.values[-1].article} ({each.jurisdiction})" for each in setting)
            raise NotSet(
                f"no text that applies in {place} on {day} sets {parameter}; it is set by {elsewhere}",
                f"{day} 在 {place} 施行的文件没有规定“{setting[0].description['zh']}”（{parameter}）；作出规定的有：{elsewhere}",
            )
        return held[parameter]

    def _setting(self, parameter: str) -> list[Parameter]:
        found = [p for j in self.jurisdictions.values() if (p := j.parameters.get(parameter))]
        if not found:
            known = {key for j in self.jurisdictions.values() for key in j.parameters}
            raise UnknownName("parameter", parameter, known)
        return found

    def function(self, key: str, name: str) -> Function:
        """Return who carries out a function in a place; the lowest text that says so wins."""
        for jurisdiction in reversed(self.chain(name)):
            if key in jurisdiction.roles.functions:
                return jurisdiction.roles.functions[key]
        raise UnknownName(f"function in {name}", key, {k for j in self.chain(name) for k in j.roles.functions})

    def role(self, key: str, name: str) -> Role:
        for jurisdiction in reversed(self.chain(name)):
            if key in jurisdiction.roles.roles:
                return jurisdiction.roles.roles[key]
        raise UnknownName(f"role in {name}", key, {k for j in self.chain(name) for k in j.roles.roles})

    def roles(self, name: str) -> dict[str, Role]:
        """Return every role that a place knows, its own before those it inherits, by key."""
        return {key: role for jurisdiction in self.chain(name) for key, role in jurisdiction.roles.roles.items()}

    def _folders(self, path: str) -> list[tuple[Path, str, str]]:
        return [(j.folder / "procedures", j.path, next(iter(j.measures), "")) for j in self.chain(path)]

    def procedure_names(self, name: str) -> list[str]:
        """Return the names of the procedures that a place's tables declare, whether or not its text provides for them."""
        path = self.jurisdiction(name).path
        if path not in self._named:
            stems = {
                file.stem for folder, _, _ in self._folders(name) if folder.is_dir() for file in folder.glob("*.yaml")
            } - {"words", "facts"}
            self._named[path] = sorted(stem for stem in stems if not self.table(stem, name).plain.get("abstract"))
        return list(self._named[path])

    def table(self, procedure: str, name: str) -> Table:
        """Return the merged table of a procedure in a place. Raises: UnknownName; LawFileError."""
        table = overlay(self._folders(name), procedure)
        if not table.plain:
            stems = {
                file.stem for folder, _, _ in self._folders(name) if folder.is_dir() for file in folder.glob("*.yaml")
            }
            raise UnknownName(f"procedure in {name}", procedure, stems - {"words", "facts"})
        return table

    def procedure(self, procedure: str, name: str) -> Procedure:
        """Return a procedure as it is in a place. Raises: UnknownName; LawFileError."""
        key = (procedure, self.jurisdiction(name).path)
        if key not in self._procedures:
            self._procedures[key] = self.table(procedure, name).procedure(self.words)
        return self._procedures[key]

    def require_provided(self, procedure: Procedure, terms: Terms) -> None:
        """Raise NotProvidedFor unless a text of the place provides for this procedure."""
        if procedure.allowed_by and not terms.value(procedure.allowed_by):
            raise NotProvidedFor(
                f"no text in force in {terms.jurisdiction} on {terms.day} provides for {procedure.title['zh']} "
                f"({procedure.name}); it needs {procedure.allowed_by}",
                f"{terms.day} 在 {terms.jurisdiction} 施行的文件没有规定{procedure.title['zh']}（{procedure.name}），不能提出；"
                f"该流程须有 {procedure.allowed_by} 的规定，可用 gongshu law simulate 查看哪些地方有",
            )

    def article(self, article: Article) -> ArticleText | None:
        """Return the summary of an article, or None where nobody has written one."""
        held = self.jurisdictions.get(article.jurisdiction)
        return held.texts.get((article.law, article.number)) if held else None


def load(root: Path | None = None) -> Law:
    """Return the law in a folder, read once per process; by default the one that GONGSHU_LAWS names, else the packaged one.

    Raises: LawProblems with every fault found, each with file, line and column.
    """
    return _load(root or Path(os.environ.get("GONGSHU_LAWS") or PACKAGED))


@lru_cache(maxsize=8)
def _load(folder: Path) -> Law:
    found = reading.read_folder(folder)
    jurisdictions = {path: Jurisdiction(path=path, **parts) for path, parts in found.jurisdictions.items()}
    words = _plain(found.words)
    return Law(
        root=folder, jurisdictions=jurisdictions, calendar=found.calendar, words=words, fact_kinds=_plain(found.facts)
    )


def _plain(section: Section | None) -> dict[str, Any]:
    return section.plain() if section is not None else {}
