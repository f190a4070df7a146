"""Search with facets. Everything starts from what the person may see; counts and pages are kept until the catalogue changes."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, TypeVar

from gongshu.catalogue.models import FacetCount, IndexedEntry, Synonym
from gongshu.catalogue.models.indexed import Indexed
from gongshu.catalogue.queries.order import BACK, BY_DAY, following
from gongshu.catalogue.searching import codes, counting, full_text, guessing, index, segments
from gongshu.catalogue.searching.index import FACETS
from gongshu.people.actor import Actor
from gongshu.people.permission import query

MOST = 2000  # hits that are looked at; a search that finds more says so and should be narrowed
PAGE = 20
_KEPT = 512  # answers in memory; each is a list of at most MOST numbers
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A search as typed and ticked; values of one facet are alternatives, facets narrow each other."""

    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    live_only: bool = False

    @property
    def key(self) -> Hashable:
        return (
            self.text,
            tuple(sorted((name, tuple(sorted(values))) for name, values in self.facets.items() if values)),
            self.live_only,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a search."""

    hits: Sequence[IndexedEntry]
    total: int
    capped: bool  # there are more than `total`
    facets: Mapping[str, Sequence[Choice]]
    before: str  # cursors: the number of the first entry of the page before, of the last of this one
    after: str
    suggestions: Sequence[str] = ()  # words that were likely meant, where nothing is found


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


@query
def search(actor: Actor, asked: Asked, *, after: str = "", before: str = "", size: int = PAGE) -> Found:
    """Return one page of what this person may find, with facets whose values never disappear.

    With words: those with all of them in the title first. Without: newest first. Two-character words are always found; synonyms are
    looked up. `total` counts at most 2,000 hits of a search with words.
    """
    visible = IndexedEntry.objects.visible_to(actor)
    stamp = stamp_of(actor)
    answer = known(actor, asked)
    counted = FacetCount.objects.visible_to(actor)
    every = kept.get((*stamp, "values"), lambda: counting.counts(counted, {}, False))
    keys = (
        _by_day(visible, asked, after, before, size)
        if answer.order is None
        else _by_rank(answer.order, after, before, size)
    )
    rows = {row.pk: row for row in IndexedEntry.objects.among(actor, keys.page)}
    hits = [rows[key] for key in keys.page if key in rows]
    return Found(
        hits=hits, total=answer.total, capped=answer.capped, facets=_facets(every, answer.counts, asked),
        before=hits[0].number if hits and keys.has_before else "", after=hits[-1].number if hits and keys.has_after else "",
        suggestions=() if answer.total else _suggestions(actor, asked, stamp),
    )  # fmt: skip


def _suggestions(actor: Actor, asked: Asked, stamp: tuple[str, bool]) -> Sequence[str]:
    """Return words of what this person may find that were likely meant; none where facets may be why nothing is found."""
    if not asked.text or asked.facets or asked.live_only:
        return ()
    synonyms = kept.get((*stamp, "synonyms"), _synonyms)
    return kept.get((*stamp, "meant", asked.text), lambda: guessing.near(actor, asked.text, _open(actor), synonyms))


def known(actor: Actor, asked: Asked) -> Answer:
    """Return all that a search counts, as long as the catalogue stays as it is."""
    stamp = stamp_of(actor)
    return kept.get((*stamp, "answer", asked.key), lambda: _answer(actor, asked, stamp))


def matching(actor: Actor, visible: Indexed, asked: Asked) -> Indexed:
    """Return those of the visible entries that a search finds; with words, at most MOST of them."""
    answer = known(actor, asked)
    if answer.order is not None:
        return IndexedEntry.objects.among(actor, answer.order)
    return _narrowed(visible, asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    page: list[int]
    has_before: bool
    has_after: bool


def _answer(actor: Actor, asked: Asked, stamp: tuple[str, bool]) -> Answer:
    terms = segments.query(asked.text, kept.get((*stamp, "synonyms"), _synonyms))
    coded = frozenset(codes.found(asked.text, MOST))
    if not terms and not coded:
        if asked.text.strip():
            return Answer(total=0, capped=False, counts={}, order=())
        counted = FacetCount.objects.visible_to(actor)
        said = asked.facets, asked.live_only
        return Answer(total=counting.total(counted, *said), capped=False, counts=counting.counts(counted, *said), order=None)  # fmt: skip
    worded = full_text.find(terms, _marks(actor, asked), MOST) if terms else ()
    rows = _rows(actor, coded.union(worded), asked, "pk", "title", "number")
    ordered = sorted(rows, key=lambda row: (row["pk"] not in coded, _rank(row, terms, asked.text)))
    counts: dict[str, Mapping[str, int]] = {facet: Counter(row[facet] for row in rows) for facet in FACETS}
    for facet in (name for name, values in asked.facets.items() if values and name in counts):
        counts[facet] = {**_others(actor, coded, terms, asked, facet), **counts[facet]}
    return Answer(total=len(rows), capped=len(rows) >= MOST, counts=counts, order=tuple(row["pk"] for row in ordered))


def _rows(actor: Actor, keys: frozenset[int], asked: Asked, *more: str) -> list[dict[str, Any]]:
    """What is found by its code or its words, as far as this person may see it, with its facets."""
    found = IndexedEntry.objects.among(actor, sorted(keys)).values(*more, "live", *FACETS)
    chosen = {name: values for name, values in asked.facets.items() if name in FACETS and values}
    return [
        row
        for row in found
        if all(row[name] in values for name, values in chosen.items()) and (row["live"] or not asked.live_only)
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
    chosen = [
        segments.marks((name, value) for value in values) for name, values in asked.facets.items() if name in FACETS
    ]
    live = [[index.LIVE]] if asked.live_only else []
    return [*filter(None, chosen), *live, *_open(actor)]


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


def _narrowed(visible: Indexed, asked: Asked) -> Indexed:
    for name, values in asked.facets.items():
        if name in FACETS and values:
            visible = visible.filter(**{f"{name}__in": values})
    return visible.filter(live=True) if asked.live_only else visible


def _facets(
    every: Mapping[str, Mapping[str, int]], counts: Mapping[str, Mapping[str, int]], asked: Asked
) -> dict[str, list[Choice]]:
    found = {}
    for facet in FACETS:
        chosen = asked.facets.get(facet, ())
        values = [value for value in dict.fromkeys([*every.get(facet, {}), *chosen]) if value]
        choices = [
            Choice(value=value, count=counts.get(facet, {}).get(value, 0), chosen=value in chosen) for value in values
        ]
        found[facet] = sorted(choices, key=lambda choice: (not choice.chosen, -choice.count, choice.value))
    return found


def _synonyms() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for group, word in Synonym.objects.values_list("group", "word"):
        groups.setdefault(group, []).append(word)
    return {word: tuple(other for other in group if other != word) for group in groups.values() for word in group}


def _by_rank(order: Sequence[int], after: str, before: str, size: int) -> _Page:
    """A page after or before an entry, told by its number: a page stays where it is when entries come and go."""
    cursor = after or before
    key = IndexedEntry.objects.filter(number=cursor).values_list("pk", flat=True).first() if cursor else None
    at = order.index(key) if key in order else -1
    start = max(0, at - size) if before and at >= 0 else at + 1
    end = at if before and at >= 0 else start + size
    return _Page(page=list(order[start:end]), has_before=start > 0, has_after=end < len(order))


def _by_day(visible: Indexed, asked: Asked, after: str, before: str, size: int) -> _Page:
    rows = _narrowed(visible, asked)
    cursor = (
        IndexedEntry.objects.filter(number=after or before).values_list("published_at", "pk").first()
        if after or before
        else None
    )
    back = bool(cursor and before)
    page = [key for _at, key, _number in following(rows, BACK if back else BY_DAY, cursor, 0, size + 1)]
    if back:
        return _Page(page=page[:size][::-1], has_before=len(page) > size, has_after=True)
    return _Page(page=page[:size], has_before=bool(cursor), has_after=len(page) > size)


@query
def keywords(actor: Actor) -> Mapping[str, int]:
    """Return the keywords of all that this person may find, each with the number of its entries, by the word."""
    visible = IndexedEntry.objects.visible_to(actor)
    return kept.get((*stamp_of(actor), "keywords"), lambda: _keywords(visible))


def _keywords(visible: Indexed) -> dict[str, int]:
    said = visible.order_by().values_list("entry__current__keywords", flat=True)
    return dict(sorted(Counter(word for words in said.iterator() for word in set(words or ())).items()))


@query
def finds(actor: Actor, asked: Asked, number: str) -> bool:
    """Return whether this person's search finds an entry among its first 2,000 hits."""
    visible = IndexedEntry.objects.visible_to(actor)
    key = visible.filter(number=number).values_list("pk", flat=True).first()
    answer = _answer(actor, asked, stamp_of(actor))
    if answer.order is None:
        return _narrowed(visible, asked).filter(pk=key).exists()
    return key in answer.order
