"""Questions to the index: the hits, best first, and all that they have in common, counted to the last entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gongshu.catalogue.searching.apart import store
from gongshu.catalogue.searching.counting import FACETS
from gongshu.catalogue.searching.segments import Term

if TYPE_CHECKING:
    import tantivy

Marks = Sequence[Sequence[str]]  # groups of which an entry must hold one each
_CODED, _TITLED, _LIVE = 1000.0, 100.0, 1.0  # what counts before how rare the words are in the titles
_VALUES: Final = 20_000  # of a facet; a nation has fewer bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Hits in order, at most as many as were asked for, and the number and facets of them all."""

    keys: Sequence[int]
    total: int
    counts: Mapping[str, Mapping[str, int]]


def matched(
    reader: tantivy.Searcher, terms: Sequence[Term], coded: Collection[int], chosen: Mapping[str, Sequence[str]], marks: Marks, live: str, most: int
) -> Matched:  # fmt: skip
    """Return what holds all the words, or has a key that is given, within the chosen values and marks; words or keys there must be.

    A facet's own choice does not hide its other values: they are counted as if it had not been made.
    """
    groups = {name: _any([_token(name, value, False) for value in values]) for name, values in chosen.items() if values}
    asked = [_asked(terms, coded), *map(_any_word, marks)]
    query = _all([*asked, *groups.values()])
    found = reader.search(_ranked(query, terms, coded, live), limit=most, count=True)
    counts = _counts(reader, query, [facet for facet in FACETS if facet not in groups])
    for name in groups:
        others = _all([*asked, *(group for other, group in groups.items() if other != name)])
        counts |= _counts(reader, others, [name])
    total = int(found.count or 0)  # type: ignore[attr-defined]  # its annotations leave it out
    return Matched(keys=_keys(reader, found), total=total, counts=counts)


def values(reader: tantivy.Searcher, marks: Marks) -> dict[str, dict[str, int]]:
    """Return, by facet, how many entries with these marks have each value."""
    return _counts(reader, _all([_any_word(group) for group in marks]), FACETS)


def newest(reader: tantivy.Searcher, terms: Sequence[Term], marks: Marks, most: int, *, field: str) -> list[int]:
    """Return at most `most` entries with all the words in a field, newest first."""
    query = _all([*(_holds(term, field) for term in terms), *map(_any_word, marks)])
    return _keys(reader, reader.search(query, limit=most, count=False, order_by_field=store.KEY))


def _asked(terms: Sequence[Term], coded: Collection[int]) -> tantivy.Query:
    ways = [_all([_holds(term, store.WORDS) for term in terms])] if terms else []
    return _any([*ways, _among(coded)] if coded else ways)


def _ranked(query: tantivy.Query, terms: Sequence[Term], coded: Collection[int], live: str) -> tantivy.Query:
    """Given keys first; then titles with all the words, the shorter and the rarer the words the better; then what has data."""
    from tantivy import Occur, Query

    better = [Query.const_score_query(_word(live), _LIVE)]
    if coded:
        better.append(Query.const_score_query(_among(coded), _CODED))
    if terms:
        titled = [_holds(term, store.TITLE) for term in terms]
        better += [*titled, Query.const_score_query(_all(titled), _TITLED)]
    return Query.boolean_query([(Occur.Must, Query.const_score_query(query, 0.0)), *((Occur.Should, each) for each in better)])  # fmt: skip


def _holds(term: Term, field: str) -> tantivy.Query:
    return _any([_all([_token(field, token, term.is_prefix) for token in tokens]) for tokens in term.alternatives])


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


def _counts(reader: tantivy.Searcher, query: tantivy.Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
    wanted: dict[Any, Any] = {facet: {"terms": {"field": facet, "size": _VALUES}} for facet in facets}
    if not wanted:
        return {}
    said = reader.aggregate(query, wanted)
    return {facet: {row["key"]: int(row["doc_count"]) for row in said[facet]["buckets"]} for facet in facets}
