"""The full text beside IndexedEntry: FTS5 on SQLite, tsvector on PostgreSQL. Written and read by SQL, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gongshu.catalogue.searching.segments import Term

# Nothing asks where in a text a word stands, so no index keeps it: `detail = column`, and vectors without positions. Of
# PostgreSQL's two vectors the second holds all words, sounds and marks: a weight would be looked up in every row that is found.
CREATE = {
    "sqlite": "CREATE VIRTUAL TABLE catalogue_words USING fts5(title, body, sounds, marks, "
    'detail = column, tokenize = "unicode61 remove_diacritics 0")',
    "postgresql": "CREATE TABLE catalogue_words (rowid bigint PRIMARY KEY, title tsvector NOT NULL, words tsvector NOT NULL); "
    "CREATE INDEX catalogue_words_title ON catalogue_words USING gin (title); "
    "CREATE INDEX catalogue_words_gin ON catalogue_words USING gin (words)",
}
DROP = "DROP TABLE IF EXISTS catalogue_words"
Marks = Sequence[Sequence[str]]  # groups of which an entry must hold one each


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The tokens of one entry."""

    entry: int
    title: Sequence[str]
    body: Sequence[str]
    sounds: Sequence[str]
    marks: Sequence[str]


def remove(entries: Iterable[int]) -> None:
    _each("DELETE FROM catalogue_words WHERE rowid = %s", [(entry,) for entry in entries])


def put(texts: Sequence[Text]) -> None:
    """Write the texts of entries that are not in the index."""
    if connection.vendor == "postgresql":
        _each(
            "INSERT INTO catalogue_words (rowid, title, words) VALUES (%s, array_to_tsvector(%s), array_to_tsvector(%s))",
            [
                (text.entry, list({*text.title}), list({*text.title, *text.body, *text.sounds, *text.marks}))
                for text in texts
            ],
        )
        return
    rows = [
        (text.entry, *(" ".join(dict.fromkeys(part)) for part in (text.title, text.body, text.sounds, text.marks)))
        for text in texts
    ]
    _each("INSERT INTO catalogue_words (rowid, title, body, sounds, marks) VALUES (%s, %s, %s, %s, %s)", rows)


def read(entries: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return, by entry, the words of its title and all of its words, sounds and marks, as they are in the index."""
    both = (
        "array_to_string(tsvector_to_array(title), ' '), array_to_string(tsvector_to_array(words), ' ')"
        if connection.vendor == "postgresql"
        else "title, title || ' ' || body || ' ' || sounds || ' ' || marks"
    )
    with connection.cursor() as cursor:
        places = ", ".join(["%s"] * len(entries))
        cursor.execute(f"SELECT rowid, {both} FROM catalogue_words WHERE rowid IN ({places})", list(entries))
        return {row[0]: (row[1], row[2]) for row in cursor.fetchall()}


def find(terms: Sequence[Term], marks: Marks, most: int) -> list[int]:
    """Return entries that hold all the words and marks, newest first; where there are more than `most`, those with the words in the title."""
    found = matching(terms, marks, most)
    if len(found) < most:
        return found
    titled = matching(terms, marks, most, within="title")
    seen = set(titled)
    return [*titled, *(entry for entry in found if entry not in seen)][:most]


def matching(terms: Sequence[Term], marks: Marks, most: int, *, within: str = "title body") -> list[int]:
    """Return at most `most` entries with all the words in the named columns, newest first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(*_tsquery(terms, marks, most, within))
        else:
            cursor.execute(
                "SELECT rowid FROM catalogue_words WHERE catalogue_words MATCH %s ORDER BY rowid DESC LIMIT %s",
                [_match(terms, marks, within), most],
            )
        return [row[0] for row in cursor.fetchall()]


def _match(terms: Sequence[Term], marks: Marks, within: str) -> str:
    """FTS5's language: strings in double quotes, so that nothing that people type is an operator."""
    parts = [f"{{{within}}} : {_any(each, ' OR ', ' AND ', _quoted, '*')}" for each in terms]
    return " AND ".join([*parts, *(f"{{marks}} : ({' OR '.join(map(_quoted, group))})" for group in marks)])


def _tsquery(terms: Sequence[Term], marks: Marks, most: int, within: str) -> tuple[str, list[Any]]:
    words = " & ".join(_any(each, " | ", " & ", _lexeme, ":*") for each in terms)
    held = " & ".join(f"({' | '.join(map(_lexeme, group))})" for group in marks)
    if within == "title":
        both, asked = "title @@ %s::tsquery" + " AND words @@ %s::tsquery" * bool(held), [words, held][: 1 + bool(held)]
    else:
        both, asked = "words @@ %s::tsquery", [" & ".join(filter(None, (words, held)))]
    return f"SELECT rowid FROM catalogue_words WHERE {both} ORDER BY rowid DESC LIMIT %s", [*asked, most]


def _any(term: Term, either: str, both: str, quote: Any, prefix: str) -> str:
    suffix = prefix * term.is_prefix
    said = (f"({both.join(quote(token) + suffix for token in tokens)})" for tokens in term.alternatives)
    return f"({either.join(said)})"


def _quoted(token: str) -> str:
    return '"' + token.replace('"', "") + '"'


def _lexeme(token: str) -> str:
    return "'" + token.replace("\\", "").replace("'", "''") + "'"


def _each(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
