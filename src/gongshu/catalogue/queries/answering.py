"""What a search counts and in which order its hits come: from the database, or from an index of its own where that is in step."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, TypeVar

from gongshu.catalogue.models import FacetCount, IndexedEntry, Synonym
from gongshu.catalogue.searching import codes, counting, full_text, guessing, index, segments
from gongshu.catalogue.searching.apart import asking, store
from gongshu.catalogue.searching.index import FACETS
from gongshu.people.actor import Actor

MOST = 2000  # hits that are looked at; a search that finds more says so and should be narrowed
_HEAD = 100  # hits of the index that are put in order by their titles; behind them the index's own order holds
_KEPT = 512  # answers in memory; each is a list of at most MOST numbers
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as typed and ticked; values of one facet are alternatives, facets narrow each other."""

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    live_only: bool = False

    @property
    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """The facets in which something is chosen."""
        return {name: values for name, values in self.facets.items() if name in FACETS and values}

    @property
    def key(self) -> Hashable:
        return (
            self.text,
            tuple(sorted((name, tuple(sorted(values))) for name, values in self.chosen.items())),
            self.live_only,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    total: int
    capped: bool
    counts: Mapping[str, Mapping[str, int]]  # of each value, beside what is chosen in the other facets
    order: tuple[int, ...] | None  # keys of the hits in order; None where all of the catalogue is listed by day


class Kept:
    """What this process has counted, until the catalogue changes; the least used go first."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                held: T = self._held[key]
                return held
        made = make()  # Made outside the lock: two threads may count the same at once, none waits for the other.
        with self._lock:
            self._held[key] = made
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return made


kept = Kept()


def known(actor: Actor, asked: Asked) -> Answer:
    """Return all that a search counts, as long as the catalogue stays as it is."""
    stamp = stamp_of(actor)
    return kept.get((*stamp, "answer", asked.key), lambda: answered(actor, asked, stamp))


def values(actor: Actor) -> Mapping[str, Mapping[str, int]]:
    """Return how often each value of each facet is there in all that this person may find."""
    stamp = stamp_of(actor)
    return kept.get((*stamp, "values"), lambda: _values(actor, stamp))


def _values(actor: Actor, stamp: tuple[str, bool]) -> Mapping[str, Mapping[str, int]]:
    counted = FacetCount.objects.visible_to(actor)
    reader = store.in_step(stamp[0])
    return asking.values(reader, _open(actor)) if reader else counting.counts(counted, {}, False)


def answered(actor: Actor, asked: Asked, stamp: tuple[str, bool]) -> Answer:
    terms = segments.query(asked.text, kept.get((*stamp, "synonyms"), _synonyms))
    coded = frozenset(codes.found(asked.text, MOST))
    if not terms and not coded:
        if asked.text.strip():
            return Answer(total=0, capped=False, counts={}, order=())
        counted = FacetCount.objects.visible_to(actor)
        said = asked.facets, asked.live_only
        counts = counting.counts(counted, *said) if asked.key != Asked().key else values(actor)
        return Answer(total=counting.total(counted, *said), capped=False, counts=counts, order=None)
    if reader := store.in_step(stamp[0]):
        wanted = asking.Wanted(text=asked.text, terms=terms, coded=coded)
        found = asking.matched(reader, wanted, asked.chosen, _common(actor, asked), index.LIVE, MOST)
        return _indexed(actor, asked, found, wanted)
    return _read(actor, asked, terms, coded)


def _indexed(actor: Actor, asked: Asked, found: asking.Matched, wanted: asking.Wanted) -> Answer:
    """All that the index counts; the first hits in the order in which the database would give them."""
    head = IndexedEntry.objects.among(actor, found.keys[:_HEAD]).values("pk", "title", "number", "live")
    first = sorted(head, key=lambda row: (row["pk"] not in wanted.coded, _rank(row, wanted.terms, asked.text)))
    order = (*(row["pk"] for row in first), *found.keys[_HEAD:])
    return Answer(total=found.total, capped=False, counts=found.counts, order=order)


def _read(actor: Actor, asked: Asked, terms: Sequence[segments.Term], coded: frozenset[int]) -> Answer:
    worded = full_text.find(terms, _marks(actor, asked), MOST) if terms else ()
    rows = _rows(actor, coded.union(worded), asked, "pk", "title", "number")
    ordered = sorted(rows, key=lambda row: (row["pk"] not in coded, _rank(row, terms, asked.text)))
    counts: dict[str, Mapping[str, int]] = {facet: Counter(row[facet] for row in rows) for facet in FACETS}
    for facet in asked.chosen:
        counts[facet] = {**_others(actor, coded, terms, asked, facet), **counts[facet]}
    return Answer(total=len(rows), capped=len(rows) >= MOST, counts=counts, order=tuple(row["pk"] for row in ordered))


def _rows(actor: Actor, keys: frozenset[int], asked: Asked, *more: str) -> list[dict[str, Any]]:
    """What is found by its code or its words, as far as this person may see it, with its facets."""
    found = IndexedEntry.objects.among(actor, sorted(keys)).values(*more, "live", *FACETS)
    return [
        row
        for row in found
        if all(row[name] in values for name, values in asked.chosen.items()) and (row["live"] or not asked.live_only)
    ]


def _others(
    actor: Actor, coded: frozenset[int], terms: Sequence[segments.Term], asked: Asked, facet: str
) -> Mapping[str, int]:
    """The values of a facet in what would be found without its own choice; of very many, in the newest."""
    without = replace(asked, facets={name: values for name, values in asked.facets.items() if name != facet})
    worded = full_text.matching(terms, _marks(actor, without), MOST) if terms else ()
    return Counter(row[facet] for row in _rows(actor, coded.union(worded), without))


def _marks(actor: Actor, asked: Asked) -> full_text.Marks:
    """The full text index filters by all that was chosen, so that its limit leaves out nothing that would be shown."""
    chosen = [segments.marks((name, value) for value in values) for name, values in asked.chosen.items()]
    return [*filter(None, chosen), *_common(actor, asked)]


def _common(actor: Actor, asked: Asked) -> list[list[str]]:
    """What an entry must be marked as, whatever values are chosen."""
    return [*([[index.LIVE]] if asked.live_only else []), *_open(actor)]


def _sees_all(actor: Actor) -> bool:
    return bool(actor.body) or actor.kind == "system"


def stamp_of(actor: Actor) -> tuple[str, bool]:
    """What answers are kept under: the state of the catalogue, and whether they hold what the public does not see."""
    return (index.revision(), _sees_all(actor))


def _open(actor: Actor) -> list[list[str]]:
    """What an entry must be marked as for this person to find it."""
    return [] if _sees_all(actor) else [[index.OPEN]]


def _rank(row: Mapping[str, Any], terms: Sequence[segments.Term], text: str) -> tuple[Any, ...]:
    """Lower comes first: the number itself, the title itself, titles that begin with or hold the words, then those with data, short titles."""
    title, typed = segments.plain(row["title"]), segments.plain(text).strip()
    held = sum(any("".join(each) in title for each in term.alternatives[:1]) for term in terms)
    return (
        row["number"] != typed, title != typed, not title.startswith(typed), typed not in title, -held, not row["live"], len(title), -row["pk"],
    )  # fmt: skip


def _synonyms() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for group, word in Synonym.objects.values_list("group", "word"):
        groups.setdefault(group, []).append(word)
    return {word: tuple(other for other in group if other != word) for group in groups.values() for word in group}


def suggestions(actor: Actor, asked: Asked) -> Sequence[str]:
    """Return words of what this person may find that were likely meant; none where facets may be why nothing is found."""
    if not asked.text or asked.facets or asked.live_only:
        return ()
    stamp = stamp_of(actor)
    synonyms = kept.get((*stamp, "synonyms"), _synonyms)
    words = guessing.Words(marks=_open(actor), reader=store.in_step(stamp[0]))
    return kept.get((*stamp, "meant", asked.text), lambda: guessing.near(actor, asked.text, words, synonyms))
