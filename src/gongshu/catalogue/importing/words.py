"""What other catalogues say, in our closed lists; `words.yaml` holds theirs."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from gongshu.catalogue import labels

CHOSEN: Final = ("update_frequency", "opening", "sharing", "format", "domain")
TYPES: Final[Mapping[str, str]] = {
    **{value: value for value in ("text", "integer", "decimal", "boolean", "date", "datetime")},
    "int": "integer", "int4": "integer", "int8": "integer", "bigint": "integer", "numeric": "decimal", "number": "decimal", "float8": "decimal",
    "float": "decimal", "bool": "boolean", "timestamp": "datetime", "timestamptz": "datetime", "calendar_date": "datetime",
}  # fmt: skip
_APART = re.compile(r"[,，;；、|\s]+")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]?")
_BLANKS = re.compile(r"[\s、，,/·.\-]+")
_TAGS = re.compile(r"<(?:!--.*?--|/?[a-zA-Z][^<>]{0,2000})>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\ud800-\udfff]")  # and halves of characters
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D{0,2}(\d{1,2})")
_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@cache
def _table(field: str) -> Mapping[str, str]:
    said = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    table = {_bare(str(label)): str(value) for value, label in labels.choices(field)}
    table |= {str(value): str(value) for value, _label in labels.choices(field)}
    return table | {_bare(str(word)): value for value, theirs in said.get(field, {}).items() for word in theirs}


@cache
def _empty() -> frozenset[str]:
    said = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return frozenset(str(word).casefold() for word in said["empty"])


def _bare(word: str) -> str:
    return _BLANKS.sub("", _BRACKETS.sub("", word)).casefold()


def is_empty(text: str) -> bool:
    """Whether a source says nothing by it: blank, null, 无, 暂无."""
    return text.strip().casefold() in _empty()


def chosen(field: str, text: str) -> str | None:
    """Return our value for what a source says, None where no word of it is known."""
    table = _table(field)
    whole = table.get(_bare(text.rsplit("/", 1)[-1] if "://" in text else text))
    if whole:
        return whole
    parts = [table.get(_bare(part)) for part in parted(text)]
    known = [part for part in parts if part]
    if field == "format":
        # Of several forms of one data set the one that says most of how it lies counts.
        return min(known, key=list(dict(labels.choices("format"))).index) if known else None
    return known[0] if known else None


def parted(text: str) -> list[str]:
    """Return the words of a list that is written as one text: commas, 、, and the brackets of programs."""
    return [word for part in _APART.split(text.strip().strip("[]")) if (word := part.strip().strip("'\"#"))]


def plain(text: str) -> str:
    """Return a text without markup, control characters and line ends that were written out."""
    said = _CONTROL.sub("", text)
    said = re.sub(r"\\r\\n|\\n|\\r|\\t", "\n", said)
    if "<" in said:
        said = _TAGS.sub(" ", re.sub(r"(?is)<(script|style)\b.*?(</\1>|$)", " ", said))
    if "&" in said:
        said = html.unescape(said)
    return "\n".join(line for each in said.splitlines() if (line := " ".join(each.split())))


def day(text: str) -> str | None:
    """Return a date of any usual form in ISO form: 2022-8-25, 2022年8月25日, 20220825, 8/25/2022, a time, a month; None for none."""
    if _MONTH.fullmatch(text.strip()):
        return text.strip()
    if (short := _SHORT.match(text.strip())) is not None:
        month, number, year = map(int, short.groups())
    elif (found := _DAY.search(text)) is not None:
        year, month, number = map(int, found.groups())
    else:
        return _moment(text)
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return None


def _moment(text: str) -> str | None:
    """Seconds or milliseconds since 1970."""
    if not re.fullmatch(r"\d{10}|\d{13}", text.strip()):
        return None
    seconds = int(text) if len(text.strip()) == 10 else int(text) // 1000
    return date.fromordinal(date(1970, 1, 1).toordinal() + seconds // 86400).isoformat()
