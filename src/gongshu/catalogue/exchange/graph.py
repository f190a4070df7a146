"""A small graph: what one thing says of itself, with the things that it alone knows inside it. Written by turtle, rdf_xml and json_ld."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from urllib.parse import quote

PREFIXES: Final[Mapping[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gongshu": "urn:gongshu:catalogue#",  # what a Chinese catalogue says and none of the others has a word for
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # characters that XML cannot hold
_KEPT: Final = "/:?#[]@!$&'()*+,;=%-._~"  # characters of an address that stay as they are


@dataclass(frozen=True, slots=True)
class Link:
    """Another thing, by its address."""

    iri: str


@dataclass(frozen=True, slots=True)
class Text:
    """A value; `kind` is a prefixed datatype, empty for words."""

    value: str
    language: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and what is said of it; without an address it is known only here."""

    kinds: Sequence[str]  # prefixed classes
    said: Sequence[tuple[str, Value]]  # prefixed property, value
    iri: str = ""


Value: TypeAlias = "Link | Text | Thing"


def apart(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield every thing that has an address by itself, and a link where another named it inside; those without stay where they are."""
    for thing in things:
        named: list[Thing] = []
        yield _linked(thing, named)
        yield from apart(named)


def _linked(thing: Thing, named: list[Thing]) -> Thing:
    return replace(thing, said=[(name, _reference(value, named)) for name, value in thing.said])


def _reference(value: Value, named: list[Thing]) -> Value:
    if not isinstance(value, Thing):
        return value
    if not value.iri:
        return _linked(value, named)
    named.append(value)
    return Link(value.iri)


def expanded(name: str) -> str:
    """Return the whole address of a prefixed name."""
    prefix, _colon, rest = name.partition(":")
    return PREFIXES[prefix] + rest


def address(iri: str) -> str:
    """Return an address with everything escaped that none may hold."""
    return quote(iri, safe=_KEPT)


def plain(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)
