"""The files of the index, and what each process of the node has open of them.

One process writes at a time, under a lock; all others read what was committed last. What a commit holds is told by the stamp of the
catalogue's revision inside it, so that nobody asks an index that is behind.
"""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from django.conf import settings

from gongshu.catalogue.searching.counting import FACETS

if TYPE_CHECKING:
    import tantivy

KEY: Final = "key"
STAMP: Final = "stamp"
NAMED: Final = "named"  # the whole title
RANK: Final = "rank"  # of entries that fit equally well, the highest first
TITLE: Final = "title"  # its words
WORDS: Final = "words"  # of the title, of what else is said, of sounds, and the marks
_FORM: Final = 2  # of the fields; files of another form are behind, and are built anew
STAMP_KEY: Final = -_FORM  # of the one document that is no entry and says what the index holds
_LOOK: Final = 0.2  # seconds in which files that were behind are not looked at again


@cache
def schema() -> tantivy.Schema:
    """Return what the index keeps: words without places, facets by column, and no text that could be read back."""
    import tantivy  # Loaded only where a node has such an index.

    made = tantivy.SchemaBuilder()
    made.add_integer_field(KEY, indexed=True, fast=True)
    made.add_integer_field(RANK, fast=True)
    made.add_text_field(STAMP, stored=True, tokenizer_name="raw", index_option="basic")
    made.add_text_field(NAMED, tokenizer_name="raw", index_option="basic")
    for name in (TITLE, WORDS):
        made.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for facet in FACETS:
        made.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    return made.build()


@contextmanager
def writing() -> Iterator[tantivy.Index]:
    """Yield the index to the one process that may write it now; files that cannot be read are replaced by an empty index."""
    import tantivy

    folder = settings.GONGSHU.index
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files = folder / "files"
        try:
            files.mkdir(mode=0o700, exist_ok=True)
            index = tantivy.Index(schema(), path=str(files))
            said(index)
        except ValueError:  # of another version of this platform, or damaged
            shutil.rmtree(files)
            files.mkdir(mode=0o700)
            index = tantivy.Index(schema(), path=str(files))
        yield index


@dataclass(frozen=True, slots=True)
class Opened:
    """What one process reads: one commit, as it stays while it is read."""

    folder: Path
    index: tantivy.Index
    searcher: tantivy.Searcher
    stamp: str


_opened: list[Opened] = []
_looked: list[float] = [0.0]
_lock = Lock()


def in_step(stamp: str) -> tantivy.Searcher | None:
    """Return a reader of an index that holds the catalogue at this revision; None where there is none, or it is behind."""
    node = settings.GONGSHU
    if not node.search_index or not stamp:
        return None
    held = _opened[0] if _opened else None
    if held and held.stamp == stamp and held.folder == node.index:
        return held.searcher
    with _lock:
        if time.monotonic() - _looked[0] < _LOOK and held and held.folder == node.index:
            return None
        _opened[:] = [made] if (made := _open(node.index, held)) else []
        _looked[0] = time.monotonic()
        return made.searcher if made and made.stamp == stamp else None


def forget() -> None:
    """Close what this process has open."""
    _opened.clear()


def said(index: tantivy.Index) -> str:
    """Return the stamp of what was committed last; empty where nothing was."""
    return _stamp(index.searcher())


def _open(folder: Path, held: Opened | None) -> Opened | None:
    import tantivy

    files = str(folder / "files")
    try:
        if held is None or held.folder != folder:
            if not tantivy.Index.exists(files):
                return None
            index = tantivy.Index.open(files)
            index.config_reader("Manual", 1)
        else:
            index = held.index
        index.reload()
        searcher = index.searcher()
        return Opened(folder, index, searcher, _stamp(searcher))
    except (ValueError, OSError):  # being replaced, or damaged: the database answers
        return None


def _stamp(searcher: tantivy.Searcher) -> str:
    import tantivy

    found = searcher.search(tantivy.Query.term_query(schema(), KEY, STAMP_KEY), limit=1).hits
    return str(searcher.doc(found[0][1])[STAMP][0]) if found else ""
