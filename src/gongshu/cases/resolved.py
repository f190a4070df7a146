"""The law of a place on a day as one canonical text: written at first use, read back for every move and every replay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.conf import settings

from gongshu.cases.models import ResolvedLaw
from gongshu.law.articles import Article
from gongshu.law.errors import UnknownName
from gongshu.law.library import Law
from gongshu.law.measures import Status
from gongshu.law.parameters import Binding, Unit
from gongshu.law.procedures import Procedure, build
from gongshu.law.roles import Function
from gongshu.law.terms import Conflict, Term, Terms
from gongshu.ledger import jcs
from gongshu.people.law import law as laws


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLaw:
    """What the stored text says; nothing here looks into the law folder."""

    digest: str
    jurisdiction: str
    plain: Mapping[str, Any]

    def procedure(self, name: str) -> Procedure:
        """Return a procedure as it was on the day of receipt. Raises: UnknownName."""
        return _procedure(self.digest, name)

    def terms(self, day: date) -> Terms:
        """Return the terms that the text holds; `day` is the day of receipt."""
        held, conflicts = _terms(self.digest)
        return Terms(jurisdiction=self.jurisdiction, day=day, held=held, conflicts=conflicts)

    def function(self, key: str) -> Function:
        """Return who carries out a function. Raises: UnknownName."""
        said = self.plain["functions"].get(key)
        if said is None:
            raise UnknownName(f"function in {self.jurisdiction}", key, self.plain["functions"])
        return Function(**{**said, "article": article_of(said["article"])})

    @property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        """Type, label, help and widget of every fact."""
        kinds: Mapping[str, Mapping[str, Any]] = self.plain["facts"]
        return kinds

    def role_name(self, role: str) -> Mapping[str, str]:
        names: Mapping[str, Mapping[str, str]] = self.plain["roles"]
        return names.get(role, {"zh": role, "en": role})


def in_force(day: date) -> CaseLaw:
    """Return this node's law on a day, kept in the control database for what is decided under it. Raises: as `today`."""
    found = today(day)
    if not ResolvedLaw.objects.filter(digest=found.digest).exists():
        row = ResolvedLaw(digest=found.digest, jurisdiction=found.jurisdiction, text=_told[found.digest])
        ResolvedLaw.objects.bulk_create([row], ignore_conflicts=True)  # Two first cases at once write the same text.
    return found


def today(day: date) -> CaseLaw:
    """Return this node's law on a day, for pages that only tell it.

    A draft is taken as if in force on a rehearsal node only; a text that lapsed or has not begun opens nothing anywhere.
    Raises: LawNotInForce with the day and the article.
    """
    node, library = settings.GONGSHU, laws()
    main = library.jurisdiction(node.jurisdiction).main
    rehearsed = bool(node.rehearsal and main and main.status_on(day) is Status.DRAFT)
    if not rehearsed:
        library.require_in_force(node.jurisdiction, day)
    text, digest = _text(library, node.jurisdiction, day, tuple(sorted(node.promises.items())), rehearsed)
    _told[digest] = text
    return read(digest)


def read(digest: str) -> CaseLaw:
    """Return the law of a stored text. Raises: ResolvedLaw.DoesNotExist; ValueError if the text is not what its digest says."""
    plain = _plain(digest)
    return CaseLaw(digest=digest, jurisdiction=plain["jurisdiction"], plain=plain)


@lru_cache(maxsize=64)
def _plain(digest: str) -> Mapping[str, Any]:
    text = _told.get(digest) or ResolvedLaw.objects.get(digest=digest).text
    if sha256(text.encode()).hexdigest() != digest:
        raise ValueError(f"the stored law {digest} was altered; restore the row from a backup")
    plain: Mapping[str, Any] = json.loads(text)
    return plain


@lru_cache(maxsize=256)
def _procedure(digest: str, name: str) -> Procedure:
    plain = _plain(digest)
    if name not in plain["procedures"]:
        raise UnknownName(f"procedure in {plain['jurisdiction']}", name, plain["procedures"])
    return build(json.loads(plain["procedures"][name]), plain["words"])


@lru_cache(maxsize=64)
def _terms(digest: str) -> tuple[Mapping[str, Term], tuple[Conflict, ...]]:
    plain = _plain(digest)
    conflicts = (
        Conflict(name=said["name"], higher=_term(said["higher"]), lower=_term(said["lower"]))
        for said in plain["conflicts"]
    )
    return {name: _term(said) for name, said in plain["terms"].items()}, tuple(conflicts)


def _term(said: Mapping[str, Any]) -> Term:
    since = date.fromisoformat(said["since"]) if said["since"] else None
    made = {
        **said,
        "since": since,
        "article": article_of(said["article"]),
        "unit": Unit(said["unit"]),
        "binding": Binding(said["binding"]),
    }
    return Term(**made)


def article_of(said: Mapping[str, str] | None) -> Article | None:
    return Article(**said) if said else None


# A law folder is read once per process and a day's terms are kept with it, so its text is kept here as well. The key holds
# the library itself, so that its identity is not given to another one.
_texts: dict[tuple[Any, ...], tuple[Law, str, str]] = {}
_told: dict[str, str] = {}  # the same texts by digest


def _text(
    library: Law, jurisdiction: str, day: date, promises: tuple[tuple[str, int], ...], rehearsed: bool
) -> tuple[str, str]:
    """Return the text of a day's law and its digest."""
    key = (id(library), jurisdiction, day, promises, rehearsed)
    if key not in _texts:
        if len(_texts) > 64:
            _texts.clear()
            _told.clear()
        said = _resolved(
            library, jurisdiction, library.terms(jurisdiction, day, dict(promises), as_if_in_force=rehearsed)
        )
        text = jcs.canonical(said)
        _texts[key] = (library, text.decode(), sha256(text).hexdigest())
    return _texts[key][1:]


def _resolved(library: Law, jurisdiction: str, terms: Terms) -> dict[str, Any]:
    chain = library.chain(jurisdiction)
    functions = {key: function for place in chain for key, function in place.roles.functions.items()}
    roles = {key: role.name for place in chain for key, role in place.roles.roles.items()}
    names = library.procedure_names(jurisdiction)
    # Canonical JSON orders keys, but the first state of a table is where a case begins: a table is kept as a text of its own.
    tables = {
        name: json.dumps(_jsonable(library.procedure(name, jurisdiction).plain), ensure_ascii=False) for name in names
    }
    said = {
        "jurisdiction": jurisdiction,
        "procedures": tables,
        "words": library.words,
        "facts": library.fact_kinds,
        "functions": {key: asdict(function) for key, function in functions.items()},
        "roles": roles,
        "terms": {name: _flat(term) for name, term in terms.held.items()},
        "conflicts": [
            {"name": each.name, "higher": _flat(each.higher), "lower": _flat(each.lower)} for each in terms.conflicts
        ],
    }
    plain: dict[str, Any] = _jsonable(said)
    return plain


def _flat(term: Term) -> dict[str, Any]:
    return {**asdict(term), "unit": str(term.unit), "binding": str(term.binding)}


def _jsonable(value: Any) -> Any:
    """Days become their ISO text and keys become text: JSON has neither days nor numbers as keys."""
    if isinstance(value, Mapping):
        return {str(key): _jsonable(held) for key, held in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(held) for held in value]
    return value.isoformat() if isinstance(value, date) else value
