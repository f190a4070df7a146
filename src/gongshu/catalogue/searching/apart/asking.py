"""Questions to the index: the hits, best first, and all that they have in common, counted to the last entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gongshu.catalogue.searching.apart import store
from gongshu.catalogue.searching.counting import FACETS
from gongshu.catalogue.searching.segments import Term, pairs, plain

if TYPE_CHECKING:
    import tantivy

Marks = Sequence[Sequence[str]]  # groups of which an entry must hold one each
_LIVE = 1.0  # what data add to how rare the words are that a title holds
_VALUES: Final = 20_000  # of a facet; a nation has fewer bodies
_HITS: Final = "hits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Hits in order, at most as many as were asked for, and the number and facets of them all."""

    keys: Sequence[int]
    total: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: all the words, or a key that is given; words or keys there must be."""

    text: str
    terms: Sequence[Term]
    coded: Collection[int]


def matched(
    reader: tantivy.Searcher, wanted: Wanted, chosen: Mapping[str, Sequence[str]], marks: Marks, live: str, most: int
) -> Matched:
    """Return what is wanted within the chosen values and marks.

    A facet's own choice does not hide its other values: they are counted as if it had not been made.
    """
    groups = {name: _any([_token(name, value, False) for value in values]) for name, values in chosen.items() if values}
    asked = [_asked(wanted), *map(_any_word, marks)]
    within = [*map(_any_word, marks), *groups.values()]
    total, counts = _counts(reader, _all([asked[0], *within]), [facet for facet in FACETS if facet not in groups])
    for name in groups:
        others = _all([*asked, *(group for other, group in groups.items() if other != name)])
        counts |= _counts(reader, others, [name])[1]
    return Matched(keys=_ranked(reader, wanted, within, live, most), total=total, counts=counts)


def values(reader: tantivy.Searcher, marks: Marks) -> dict[str, dict[str, int]]:
    """Return, by facet, how many entries with these marks have each value."""
    return _counts(reader, _all([_any_word(group) for group in marks]), FACETS)[1]


def newest(reader: tantivy.Searcher, terms: Sequence[Term], marks: Marks, most: int, *, field: str) -> list[int]:
    """Return at most `most` entries with all the words in a field, newest first."""
    query = _all([*(_holds(term, field) for term in terms), *map(_any_word, marks)])
    return _keys(reader, reader.search(query, limit=most, count=False, order_by_field=store.KEY))


def _asked(wanted: Wanted) -> tantivy.Query:
    ways = [_all([_holds(term, store.WORDS) for term in wanted.terms])] if wanted.terms else []
    return _any([*ways, _among(wanted.coded)] if wanted.coded else ways)


def _ranked(
    reader: tantivy.Searcher, wanted: Wanted, within: Sequence[tantivy.Query], live: str, most: int
) -> list[int]:
    """Given keys; the title itself; titles with all the words; those with some, by how rare these are; what says them elsewhere.

    Each of these is asked for only where those before it leave room, and all but one in an order that was made when the entries
    were written: nothing is weighed that stands in hundreds of thousands of entries.
    """
    found: dict[int, None] = {}
    for query, by_rank in _steps(wanted, live):
        if len(found) < most:
            order = store.RANK if by_rank else None
            said = reader.search(_all([query, *map(_unweighed, within)]), limit=most, count=False, order_by_field=order)
            found |= dict.fromkeys(_keys(reader, said))
    return list(found)[:most]


def _steps(wanted: Wanted, live: str) -> Iterator[tuple[tantivy.Query, bool]]:
    """Yield what is asked for one after the other, and whether it comes in the order in which it was written."""
    if wanted.coded:
        yield _among(wanted.coded), True
    if not wanted.terms:
        return
    everywhere = _all([_holds(term, store.WORDS) for term in wanted.terms])
    titled = [_holds(term, store.TITLE) for term in wanted.terms]
    yield _all([_token(store.NAMED, plain(wanted.text).strip(), False), everywhere]), True
    yield _all(titled), True
    if len(titled) > 1:
        yield _all([_unweighed(everywhere), _weighed(titled, live)]), False
    yield everywhere, True


def _weighed(titled: Sequence[tantivy.Query], live: str) -> tantivy.Query:
    from tantivy import Occur, Query

    data = Query.const_score_query(_word(live), _LIVE)
    return Query.boolean_query([(Occur.Must, _any(titled)), (Occur.Should, data)])


def _unweighed(query: tantivy.Query) -> tantivy.Query:
    from tantivy import Query

    return Query.const_score_query(query, 0.0)


def _holds(term: Term, field: str) -> tantivy.Query:
    return _any([_all([_token(field, token, term.is_prefix) for token in way]) for way in _ways(term)])


def _ways(term: Term) -> list[tuple[str, ...]]:
    """The ways to say a word, without those that find nothing which another does not: all their tokens and more must be there.

    Whatever holds a Chinese word holds the pairs of its characters.
    """
    ways = [set(tokens) if len(tokens) > 1 else set(_parts(tokens[0])) for tokens in term.alternatives]
    least = [way for way in ways if not any(other < way for other in ways)]
    return list(dict.fromkeys(tuple(sorted(way)) for way in least))


def _parts(word: str) -> Sequence[str]:
    split = pairs(word)
    return split if split and len(split) == len(word) - 1 else [word]


def _token(field: str, token: str, is_prefix: bool) -> tantivy.Query:
    from tantivy import Query

    if is_prefix:
        return Query.regex_query(store.schema(), field, re.escape(token) + ".*")
    return Query.term_query(store.schema(), field, token, "basic")


def _word(word: str) -> tantivy.Query:
    return _token(store.WORDS, word, False)


def _any_word(words: Sequence[str]) -> tantivy.Query:
    return _any([_word(word) for word in words])


def _among(keys: Collection[int]) -> tantivy.Query:
    from tantivy import Query

    return Query.term_set_query(store.schema(), store.KEY, list(keys))


def _all(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    from tantivy import Occur, Query

    if not queries:
        return Query.all_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, each) for each in queries])


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    from tantivy import Occur, Query

    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, each) for each in queries])


def _keys(reader: tantivy.Searcher, found: tantivy.SearchResult) -> list[int]:
    places = [place for _order, place in found.hits]
    return [int(key or 0) for key in reader.fast_field_values(store.KEY, places)] if places else []


def _counts(
    reader: tantivy.Searcher, query: tantivy.Query, facets: Sequence[str]
) -> tuple[int, dict[str, dict[str, int]]]:
    """Return the number of entries, and by facet how many of them have each value."""
    wanted: dict[Any, Any] = {facet: {"terms": {"field": facet, "size": _VALUES}} for facet in facets}
    said = reader.aggregate(query, {**wanted, _HITS: {"value_count": {"field": store.KEY}}})
    counts = {facet: {row["key"]: int(row["doc_count"]) for row in said[facet]["buckets"]} for facet in facets}
    return int(said[_HITS]["value"]), counts
