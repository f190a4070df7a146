"""The full text beside IndexedEntry: FTS5 on SQLite, tsvector on PostgreSQL. Written and read by SQL, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gongshu.catalogue.searching.segments import Term

CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE catalogue_words USING fts5(title, body, pairs, marks, tokenize = \"unicode61 remove_diacritics 0\")",
    "postgresql": "CREATE TABLE catalogue_words (rowid bigint PRIMARY KEY, words tsvector NOT NULL); "
    "CREATE INDEX catalogue_words_gin ON catalogue_words USING gin (words)",
}  # fmt: skip
DROP = "DROP TABLE IF EXISTS catalogue_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The tokens of one entry."""

    entry: int
    title: Sequence[str]
    body: Sequence[str]
    pairs: Sequence[str]
    marks: Sequence[str]


def remove(entries: Iterable[int]) -> None:
    _each("DELETE FROM catalogue_words WHERE rowid = %s", [(entry,) for entry in entries])


def put(texts: Sequence[Text]) -> None:
    """Write the texts of entries that are not in the index."""
    if connection.vendor == "postgresql":
        _each(
            "INSERT INTO catalogue_words (rowid, words) VALUES (%s, %s::tsvector)",
            [(text.entry, _vector(text)) for text in texts],
        )
        return
    rows = [
        (text.entry, *(" ".join(part) for part in (text.title, text.body, text.pairs, text.marks))) for text in texts
    ]
    _each("INSERT INTO catalogue_words (rowid, title, body, pairs, marks) VALUES (%s, %s, %s, %s, %s)", rows)


def find(terms: Sequence[Term], marks: Sequence[str], most: int) -> list[int]:
    """Return entries that hold all the words and marks, newest first; where there are more than `most`, those with the words in the title."""
    found = _matching(terms, marks, most, title=False)
    if len(found) < most:
        return found
    titled = _matching(terms, marks, most, title=True)
    seen = set(titled)
    return [*titled, *(entry for entry in found if entry not in seen)][:most]


def _matching(terms: Sequence[Term], marks: Sequence[str], most: int, *, title: bool) -> list[int]:
    if connection.vendor == "postgresql":
        sql, asked = (
            "SELECT rowid FROM catalogue_words WHERE words @@ %s::tsquery ORDER BY rowid DESC LIMIT %s",
            _tsquery(terms, marks, title),
        )
    else:
        sql, asked = (
            "SELECT rowid FROM catalogue_words WHERE catalogue_words MATCH %s ORDER BY rowid DESC LIMIT %s",
            _match(terms, marks, title),
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked, most])
        return [row[0] for row in cursor.fetchall()]


def _match(terms: Sequence[Term], marks: Sequence[str], title: bool) -> str:
    """FTS5's language: strings in double quotes, so that nothing that people type is an operator."""
    columns = "{title}" if title else "{title body pairs}"
    parts = [
        f"{columns} : ({' OR '.join(_all(each, ' AND ', _quoted, '*' * term.is_prefix) for each in term.alternatives)})"
        for term in terms
    ]
    return " AND ".join([*parts, *(f"{{marks}} : {_quoted(mark)}" for mark in marks)])


def _tsquery(terms: Sequence[Term], marks: Sequence[str], title: bool) -> str:
    weight = "A" if title else "ABC"
    parts = [
        f"({' | '.join(_all(each, ' & ', _lexeme, ':' + '*' * term.is_prefix + weight) for each in term.alternatives)})"
        for term in terms
    ]
    return " & ".join([*parts, *(f"{_lexeme(mark)}:D" for mark in marks)])


def _all(tokens: Sequence[str], joint: str, quote: Any, suffix: str) -> str:
    return f"({joint.join(quote(token) + suffix for token in tokens)})"


def _quoted(token: str) -> str:
    return '"' + token.replace('"', "") + '"'


def _lexeme(token: str) -> str:
    return "'" + token.replace("\\", "").replace("'", "''") + "'"


def _vector(text: Text) -> str:
    """A tsvector as text; the weight of a word says where it stands, and positions beyond its limits add nothing."""
    weights: dict[str, set[str]] = {}
    for letter, part in (("A", text.title), ("B", text.body), ("C", text.pairs), ("D", text.marks)):
        for token in part:
            weights.setdefault(token, set()).add(letter)
    return " ".join(
        f"{_lexeme(token)}:{','.join(f'{at}{letter}' for at, letter in enumerate(sorted(found), 1))}"
        for token, found in weights.items()
    )


def _each(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
