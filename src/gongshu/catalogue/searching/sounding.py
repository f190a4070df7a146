"""Words that sound or look like what was typed: initials, pinyin, a homophone, a slip. Pure; knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

MOST: Final = 5  # words that are offered
_LATIN = re.compile(r"[a-z]{2,24}")
_SHORTEST, _LONGEST = 2, 20  # characters of what is looked for
_LIKE: Final = 0.6  # of difflib's ratio; below it a word of four characters would share but one


@dataclass(frozen=True, slots=True)
class Sounding:
    """A word with how each of its characters sounds, without tones."""

    word: str
    sounds: tuple[str, ...]
    initials: str

    def parts(self, typed: str) -> Iterator[str]:
        """Yield the parts of the word whose pinyin, or the first letters of it, were typed."""
        at = self.initials.find(typed)
        if at >= 0:
            yield self.word[at : at + len(typed)]
        if typed in "".join(self.sounds):
            for start in range(len(self.word)):
                for end in range(start + 1, len(self.word) + 1):
                    said = "".join(self.sounds[start:end])
                    if said == typed:
                        yield self.word[start:end]
                    if len(said) >= len(typed):
                        break

    def homophone(self, sounds: Sequence[str]) -> str:
        """Return the part of the word that sounds like this, empty where none does."""
        size = len(sounds)
        places = range(len(self.word) - size + 1)
        return next((self.word[at : at + size] for at in places if self.sounds[at : at + size] == tuple(sounds)), "")


@lru_cache(maxsize=50_000)
def sounding(word: str) -> Sounding:
    """Return a word with its sounds; a character that is no Chinese sounds like itself."""
    from pypinyin import lazy_pinyin  # Its tables take a tenth of a second, and only a search without hits needs them.

    sounds = tuple(str(each).lower() for each in lazy_pinyin(word, errors=list))  # type: ignore[arg-type]  # it may give several, and is annotated for one
    if len(sounds) != len(word):
        sounds = tuple(word.lower())
    return Sounding(word, sounds, "".join(each[:1] for each in sounds))


def near(typed: str, words: Iterable[str]) -> list[str]:
    """Return the words, or parts of them, that were most likely meant, the likeliest first; at most MOST.

    Latin letters are taken as pinyin or its initials; Chinese first as homophones, then as a slip of single characters.
    """
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return []
    known = list(dict.fromkeys(words))
    if _LATIN.fullmatch(typed):
        found = [part for word in known for part in sounding(word).parts(typed)]
    elif any(character.isascii() and character.isalpha() for character in typed):
        found = []
    else:
        sounds = sounding(typed).sounds
        found = [part for word in known if (part := sounding(word).homophone(sounds))]
        found = found or get_close_matches(typed, known, n=MOST, cutoff=_LIKE)
    return [word for word in dict.fromkeys(found) if word != typed and len(word) >= _SHORTEST][:MOST]
