"""JSON-LD, thing by thing, in one @graph. Source of the form: W3C Recommendation JSON-LD 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from gongshu.catalogue.exchange.graph import PREFIXES, Link, Thing, Value, address, apart, plain

MEDIA: Final = "application/ld+json; charset=utf-8"


def written(things: Iterable[Thing]) -> Iterator[str]:
    """Yield a document piece by piece."""
    yield f'{{"@context": {json.dumps(dict(PREFIXES))}, "@graph": [\n'
    between = ""
    for thing in apart(things):
        yield between + json.dumps(_thing(thing), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _thing(thing: Thing) -> dict[str, Any]:
    said: dict[str, Any] = {"@id": address(thing.iri)} if thing.iri else {}
    if thing.kinds:
        said["@type"] = list(thing.kinds)
    for name, value in thing.said:
        said.setdefault(name, []).append(_value(value))
    return said


def _value(value: Value) -> dict[str, Any]:
    if isinstance(value, Link):
        return {"@id": address(value.iri)}
    if isinstance(value, Thing):
        return _thing(value)
    said: dict[str, Any] = {"@value": plain(value.value)}
    if value.language:
        said["@language"] = value.language
    if value.kind:
        said["@type"] = value.kind
    return said
