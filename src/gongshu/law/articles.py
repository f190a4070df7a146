"""An article of a measure, cited as its text numbers it: 第二十条第二款第(一)项."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100}
_ARTICLE = re.compile(r"第([零〇一二两三四五六七八九十百]+)条(?:之[一二三四五六七八九])?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Where a value, a role or a move comes from."""

    jurisdiction: str  # "cn/sichuan/dazhou"
    law: str  # short name, "达州办法"
    clause: str  # "第二十条第二款"

    @property
    def number(self) -> int:
        """The article's Arabic number: 20 for 第二十条第二款."""
        return number_of(self.clause)

    @property
    def label(self) -> str:
        return f"{self.law} {self.clause}"

    @property
    def address(self) -> str:
        """The page about the article."""
        return f"/law/{self.jurisdiction}/{self.law}/{self.number}"

    def __str__(self) -> str:
        return self.label


def number_of(clause: str) -> int:
    """Return the Arabic number of the article that a clause begins with. Raises: ValueError for anything but 第…条…."""
    match = _ARTICLE.fullmatch(clause)
    if match is None:
        raise ValueError(f"{clause!r} is not an article; write it like 第二十条第二款")
    return from_chinese(match[1])


def from_chinese(words: str) -> int:
    """Return the number that Chinese numerals up to 999 say."""
    total, digit = 0, 0
    for char in words:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def to_chinese(number: int) -> str:
    """Return a number from 1 to 999 in Chinese numerals, as articles are numbered: 二十, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    names = "零一二三四五六七八九"
    words = f"{names[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else names[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (names[ones] if ones else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What an article says, in our own words."""

    article: Article
    summary: Mapping[str, str]  # zh, en
    chapter: Mapping[str, str] | None = None  # set where a chapter begins
