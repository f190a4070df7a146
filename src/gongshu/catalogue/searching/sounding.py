"""Words that sound or look like what was typed: initials, pinyin, a homophone, a slip. Pure; knows no database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from gongshu.catalogue.searching import segments
from gongshu.catalogue.searching.segments import Term

MOST: Final = 5  # words that are offered
_LATIN = re.compile(r"[a-z]{2,24}")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_SHORTEST, _LONGEST = 2, 20  # characters of what is looked for
_LIKE: Final = 0.6  # of difflib's ratio; below it a word of four characters would share but one
_INITIALS, _LETTERS = 8, 24  # of a sound that is indexed
_SOUND: Final = "σ"  # begins every token of a sound: no text and nothing that is typed gives one
_SINGLE: Final = 8  # characters up to which each of them may be the slip; of longer words a half must be right


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

    def nearly(self, typed: str) -> str:
        """Return the part of the word that differs from this in one character, or has two in another order; empty where none does."""
        size, same = len(typed), sorted(typed)
        for at in range(len(self.word) - size + 1):
            part = self.word[at : at + size]
            if sum(one != other for one, other in zip(part, typed, strict=True)) == 1 or sorted(part) == same:
                return part
        return ""


@lru_cache(maxsize=50_000)
def sounding(word: str) -> Sounding:
    """Return a word with its sounds; a character that is no Chinese sounds like itself."""
    from pypinyin import lazy_pinyin  # Its tables take a tenth of a second, and many commands need none of them.

    sounds = tuple(str(each).lower() for each in lazy_pinyin(word, errors=list))  # type: ignore[arg-type]  # it may give several, and is annotated for one
    if len(sounds) != len(word):
        sounds = tuple(word.lower())
    return Sounding(word, sounds, "".join(each[:1] for each in sounds))


def tokens(title: str) -> list[str]:
    """Return what a title is found by where letters are typed or it sounds so: from each word on, its initials and its pinyin."""
    found: dict[str, None] = {}
    for run, places in segments.runs(title):
        said = sounding(run)
        for place in places:
            found[_SOUND + said.initials[place : place + _INITIALS]] = None
            found[_SOUND + "".join(said.sounds[place : place + _INITIALS])[:_LETTERS]] = None
    return list(found)


def sought(typed: str) -> Term | None:
    """Return what to look for among the sounds; None where no sound was typed."""
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return None
    if _LATIN.fullmatch(typed):
        # Initials end after some characters; whoever types more of them means the same words.
        kinds = dict.fromkeys((typed, typed[:_INITIALS]))
        return Term(word=typed, alternatives=tuple((_SOUND + each,) for each in kinds), is_prefix=True)
    run = max(_CHINESE.findall(typed), key=len, default="")
    if len(run) < _SHORTEST:
        return None
    said = "".join(sounding(run).sounds[:_INITIALS])[:_LETTERS]
    return Term(word=typed, alternatives=((_SOUND + said,),), is_prefix=True)


def slips(typed: str) -> Term | None:
    """Return what a title holds of a word with one character that was slipped on; None where too little would be left."""
    run = max(_CHINESE.findall(typed), key=len, default="")
    if not _SHORTEST < len(run) <= _LONGEST:
        return None
    if len(run) <= _SINGLE:
        left = {tuple(dict.fromkeys(run[:at] + run[at + 1 :])) for at in range(len(run))}
    else:
        half = len(run) // 2
        left = {tuple(segments.pairs(run[:half])), tuple(segments.pairs(run[half + len(run) % 2 :]))}
    return Term(word=run, alternatives=tuple(sorted(left)))


def near(typed: str, words: Iterable[str]) -> list[str]:
    """Return the words, or parts of them, that were most likely meant, the most frequent first; at most MOST.

    Latin letters are taken as pinyin or its initials; Chinese first as homophones, then as a slip of single characters.
    """
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return []
    known = list(words)
    if _LATIN.fullmatch(typed):
        found = [part for word in known for part in sounding(word).parts(typed)]
    elif any(character.isascii() and character.isalpha() for character in typed):
        found = []
    else:
        sounds = sounding(typed).sounds
        found = [part for word in known if (part := sounding(word).homophone(sounds))]
        if not found and len(typed) > _SHORTEST:
            found = [part for word in known if (part := sounding(word).nearly(typed))]
        found = found or get_close_matches(typed, list(dict.fromkeys(known)), n=MOST, cutoff=_LIKE)
    counted = Counter(word for word in found if word != typed and len(word) >= _SHORTEST)
    return [word for word, _times in counted.most_common(MOST)]
