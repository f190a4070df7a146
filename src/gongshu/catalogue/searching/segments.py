"""Cuts text into the words that are indexed and looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType

_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[a-z0-9]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LONGEST_QUERY = 80  # characters; nobody types more, and each word costs a look-up


@cache
def _dictionary() -> ModuleType:
    """Loading the words takes longer than most commands; only who cuts text waits for it."""
    import rjieba

    return rjieba


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """Return the words to index: as a dictionary cuts them, long words also in their parts."""
    return [
        word
        for run in _RUNS.findall(plain(text))
        for word in (_dictionary().cut_for_search(run) if _CHINESE.match(run) else [run])
        if word.strip()
    ]


def pairs(text: str) -> list[str]:
    """Return all pairs of neighbouring Chinese characters: a two-character word is found whatever the dictionary makes of it."""
    return [run[at : at + 2] for run in _RUNS.findall(plain(text)) if _CHINESE.match(run) for at in range(len(run) - 1)]


def characters(text: str) -> list[str]:
    """Return each Chinese character once, so that one character is found wherever it stands and without going through all words."""
    return list(dict.fromkeys(_CHINESE.findall(plain(text))))


def tokens(text: str) -> list[str]:
    """Return all that a text is found by, each once: its words, their pairs and single characters."""
    return list(dict.fromkeys((*words(text), *pairs(text), *characters(text))))


def runs(text: str) -> list[tuple[str, list[int]]]:
    """Return the Chinese of a text, unbroken, each run with the places at which its words begin."""
    found = []
    for run in _RUNS.findall(plain(text)):
        if _CHINESE.match(run):
            places = [0]
            for word in _dictionary().cut(run):
                places.append(places[-1] + len(word))
            found.append((run, places[:-1]))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a query: an entry fits if it holds any of the alternatives, each a list of tokens that must all be there."""

    word: str
    alternatives: tuple[tuple[str, ...], ...]
    is_prefix: bool = False  # what is typed is the beginning of a word


def query(text: str, synonyms: Mapping[str, tuple[str, ...]]) -> list[Term]:
    """Return the words of a query with what they may also be called; longest known word first."""
    return [_term(word, synonyms) for word in dict.fromkeys(_cut(plain(text)[:_LONGEST_QUERY], synonyms))]


def _cut(text: str, synonyms: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Words with synonyms are kept whole before the dictionary cuts the rest."""
    known = sorted((word for word in synonyms if word in text), key=len, reverse=True)
    if not known:
        for run in _RUNS.findall(text):
            yield from (_dictionary().cut(run) if _CHINESE.match(run) else [run])
        return
    before, _, after = text.partition(known[0])
    yield from _cut(before, synonyms)
    yield known[0]
    yield from _cut(after, synonyms)


def _term(word: str, synonyms: Mapping[str, tuple[str, ...]]) -> Term:
    same = dict.fromkeys((word, *synonyms.get(word, ())))
    found = dict.fromkeys(alternative for each in same for alternative in _alternatives(each))
    return Term(word=word, alternatives=tuple(found), is_prefix=_is_beginning(word))


def _is_beginning(word: str) -> bool:
    """Latin words are found by how they begin; a number or a single letter begins too many, and is meant as it stands."""
    return len(word) > 1 and not _CHINESE.match(word) and not word.isdigit()


def _alternatives(word: str) -> Iterator[tuple[str, ...]]:
    yield (word,)
    split = [part for run in _RUNS.findall(plain(word)) for part in pairs(run) or [run]]
    if len(split) > 1:
        yield tuple(split)


def mark(name: str, value: str) -> str:
    """Return a token that stands for a property, so that the full text index filters by it too; no text of an entry gives it."""
    return "zz" + re.sub(r"[^a-z0-9]", "", f"{name}{value}".lower())


def marks(properties: Iterable[tuple[str, str]]) -> list[str]:
    return [mark(name, value) for name, value in properties if value]
