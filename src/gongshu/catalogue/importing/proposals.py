"""From records to proposals: what each would say as an entry, what it says in its own words, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from typing import Any, Final

from gongshu.catalogue.description import ITEM_NAMES
from gongshu.catalogue.importing import words
from gongshu.catalogue.importing.held import Seen
from gongshu.catalogue.importing.mapping import WHOLE, CatalogueMapping, found, structure
from gongshu.catalogue.importing.records import Record
from gongshu.ledger import jcs

_LONGEST: Final = {"title": 200, "contact": 60, "contact_details": 120}
_DATES: Final = ("published", "updated")
_HINTS = 500  # different unknown bodies that a known one is looked for
_MOST_WORDS = 20  # keywords of one entry; portals repeat the whole abstract there


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a record. The record is kept unless `stops`."""

    line: int
    field: str
    value: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    stops: bool = False

    def parts(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def as_json(self) -> dict[str, Any]:
        return {
            "line": self.line, "field": self.field, "value": self.value, "problem": self.en, "problem_zh": self.zh,
            "remedy": self.remedy_en, "remedy_zh": self.remedy_zh, "left_out": self.stops,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one record would become."""

    line: int
    identifier: str  # in its source
    given: Mapping[str, Any]  # as `reading.read` takes it
    raw: Mapping[str, str]  # what the source says beyond that, in its own words
    faults: tuple[Fault, ...]

    @property
    def fits(self) -> bool:
        return not any(fault.stops for fault in self.faults)

    @property
    def digest(self) -> str:
        """SHA-256 of all that was taken from the record: the same record changes nothing."""
        return sha256(jcs.canonical({"given": dict(self.given), "raw": dict(self.raw)})).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The bodies and regions that a record may name: by code, name, short name or social credit code."""

    bodies: Mapping[str, str]  # what it is called → code
    regions: Mapping[str, str]
    provider: str = ""  # the one body that all records are put under, whatever they name
    near: dict[str, str] = field(default_factory=dict)  # what was looked for → what it comes near to


def proposals(
    records: Iterable[Record], mapping: CatalogueMapping, places: Places, seen: Seen | None = None
) -> Iterator[Proposal]:
    """Yield what each record would become; two that the source calls by one identifier are told apart. `seen` learns all identifiers."""
    seen = Seen() if seen is None else seen
    for record in records:
        made = _proposal(record, mapping, places)
        digest = made.digest
        if line := seen.same(made.identifier, digest):
            yield _told(made, _repeated(made, line, stops=True))
            continue
        first = seen.first(made.identifier)
        seen.add(made.identifier, digest, made.line)
        if first:
            apart = f"{made.identifier}#{digest[:12]}"
            made = _told(made, _repeated(made, first, stops=False), apart)
            seen.add(apart, digest, made.line)
        yield made


def _told(made: Proposal, fault: Fault, identifier: str = "") -> Proposal:
    return Proposal(
        line=made.line, identifier=identifier or made.identifier, given=made.given, raw=made.raw, faults=(*made.faults, fault)
    )  # fmt: skip


def _repeated(made: Proposal, line: int, *, stops: bool) -> Fault:
    zh, en = (
        (f"与第 {line} 条完全相同，不再导入", f"is the same as record {line} and is left out")
        if stops
        else (
            f"与第 {line} 条标识相同而内容不同，分别导入",
            f"has the identifier of record {line} but says something else; both are kept",
        )
    )
    return Fault(
        line=made.line, field="identifier", value=made.identifier[:200], zh=zh, en=en,
        remedy_zh="请来源平台核对", remedy_en="let the source look into it", stops=stops,
    )  # fmt: skip


def _proposal(record: Record, mapping: CatalogueMapping, places: Places) -> Proposal:
    reader = _Reader(record.line)
    given: dict[str, Any] = {}
    for name, paths in mapping.fields.items():
        if name in WHOLE:
            if (held := structure(record.said, paths)) is not None:
                given[name] = items(held) if name == "items" else held
            continue
        texts = _said(record.said, paths)
        if texts and (value := reader.value(name, texts, places)) not in ("", [], None):
            given[name] = value
    for name, paths in mapping.source.items():
        texts = _said(record.said, paths)
        if texts:
            reader.keep(name, reader.dated(name, texts[0]) if name in _DATES else words.plain(texts[0])[:500])
    _complete(reader, given, places)
    return Proposal(
        line=record.line, identifier=_identifier(record, mapping, given, reader), given=given, raw=reader.raw, faults=tuple(reader.faults)
    )  # fmt: skip


def items(held: Any) -> list[dict[str, Any]]:
    """Return data items in our names, of each code the first: mappings with a name or a code, or bare names."""
    made: dict[str, dict[str, Any]] = {}
    for each in held if isinstance(held, list) else []:
        item = dict(each) if isinstance(each, dict) else {"name": str(each)}
        code = words.plain(str(item.get("code") or item.get("id") or item.get("name") or ""))[:120]
        if code:
            said = {key: item[key] for key in ITEM_NAMES if item.get(key) is not None}
            kind = str(item.get("type", "text")).lower()
            name = words.plain(str(item.get("name") or code))[:120]
            made.setdefault(code.lower(), said | {"code": code, "name": name, "type": words.TYPES.get(kind, "text")})
    return list(made.values())


def _complete(reader: _Reader, given: dict[str, Any], places: Places) -> None:
    if places.provider:
        given["provider"] = places.provider
    if "title" not in given:
        reader.complain(
            "title", "", "没有名称", "has no title", "补上名称后再导入", "give it a title and import again", stops=True
        )
    if "provider" not in given and "provider" not in reader.raw:
        reader.complain(
            "provider", "", "没有提供单位", "names no provider", "补上提供单位，或者用 --provider 指定一个单位",
            "name its provider, or put all under one body with --provider", stops=True,
        )  # fmt: skip


def _identifier(record: Record, mapping: CatalogueMapping, given: Mapping[str, Any], reader: _Reader) -> str:
    for path in mapping.identifier:
        texts = _said(record.said, (path,))
        if texts:
            return texts[0] if len(texts[0]) <= 280 else sha256(texts[0].encode()).hexdigest()
    named = f"{given.get('provider') or reader.raw.get('provider', '')}|{given.get('title', '')}"
    return sha256(named.encode()).hexdigest()


def _said(said: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    """What the first path says that says anything; empty words of portals count as silence."""
    for path in paths:
        texts = [text for held in found(said, path) if not words.is_empty(text := str(held))]
        if texts:
            return texts
    return []


class _Reader:
    """Turns the words of one record into ours, keeping what does not go into them."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.faults: list[Fault] = []
        self.raw: dict[str, str] = {}

    def complain(self, field: str, value: str, zh: str, en: str, remedy_zh: str, remedy_en: str, *, stops: bool = False) -> None:  # fmt: skip
        self.faults.append(
            Fault(
                line=self.line,
                field=field,
                value=value[:200],
                zh=zh,
                en=en,
                remedy_zh=remedy_zh,
                remedy_en=remedy_en,
                stops=stops,
            )
        )

    def keep(self, field: str, text: str) -> None:
        if text:
            self.raw[field] = text

    def value(self, name: str, texts: list[str], places: Places) -> Any:
        if name == "keywords":
            parts = (
                [word for text in texts for word in words.parted(text)] if len(texts) == 1 else map(words.plain, texts)
            )
            return list(dict.fromkeys(word[:60] for word in parts if word))[:_MOST_WORDS]
        if name in words.CHOSEN:
            return self.chosen(name, texts)
        if name == "provider":
            return self.provider(words.plain(texts[0]), places)
        if name == "region":
            return self.region(words.plain(texts[0]), places)
        return self.text(name, words.plain(texts[0]))

    def text(self, name: str, text: str) -> str:
        if name == "contact_details":
            text = text.removeprefix("mailto:")
        longest = _LONGEST.get(name, 10_000)
        if len(text) <= longest:
            return text.replace("\n", " ") if name in _LONGEST else text
        self.keep(name, text)
        self.complain(
            name, text, f"有 {len(text)} 个字符，只取前 {longest} 个，原文另存", f"has {len(text)} characters; the first {longest} were taken, all are kept beside",
            "在目录中改写", "shorten it in the entry",
        )  # fmt: skip
        return text[:longest].replace("\n", " ")

    def chosen(self, name: str, texts: list[str]) -> str:
        said = ", ".join(dict.fromkeys(texts))
        value = words.chosen(name, said)
        if value is None:
            self.keep(name, said[:500])
            self.complain(
                name, said, "这个值不在本平台的选项之内，原值另存", "is none of this platform's values; it is kept beside the entry",
                "由数据专员在目录中选择", "let the steward choose one in the entry",
            )  # fmt: skip
        return value or ""

    def provider(self, text: str, places: Places) -> str:
        if places.provider:
            return places.provider
        code = places.bodies.get(text)
        if code is None:
            self.keep("provider", text[:200])
            if text not in places.near and len(places.near) < _HINTS:
                places.near[text] = next(iter(get_close_matches(text, places.bodies, 1, 0.75)), "")
            near = places.near.get(text, "")
            hint_zh, hint_en = (f"是否指“{near}”？", f"did you mean {near!r}? ") if near else ("", "")
            self.complain(
                "provider", text, f"没有登记单位“{text}”", f"no body is registered as {text!r}", f"{hint_zh}先登记该单位，或者用 --provider 指定一个单位",
                f"{hint_en}register it first, or put all under one body with --provider", stops=True,
            )  # fmt: skip
        return code or ""

    def region(self, text: str, places: Places) -> str:
        code = places.regions.get(text)
        if code is None:
            self.keep("region", text[:200])
            self.complain(
                "region", text, f"没有行政区划“{text}”", f"no region is called {text!r}", "填写行政区划代码", "give the code of the region"
            )  # fmt: skip
        return code or ""

    def dated(self, name: str, text: str) -> str:
        day = words.day(text)
        if day is None:
            self.complain(
                name, text, "不是日期", "is no date", "原文另存，请核对", "it is kept as it stands; look into it"
            )
        return day or text[:200]
