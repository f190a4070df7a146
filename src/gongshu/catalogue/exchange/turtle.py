"""Turtle, thing by thing. Source of the form: W3C Recommendation RDF 1.1 Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from gongshu.catalogue.exchange.graph import PREFIXES, Link, Thing, Value, address, apart, plain

MEDIA: Final = "text/turtle; charset=utf-8"
_ESCAPED: Final = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}


def written(things: Iterable[Thing]) -> Iterator[str]:
    """Yield a document piece by piece."""
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    for thing in apart(things):
        yield f"\n{_subject(thing)} {_said(thing)} .\n"


def _subject(thing: Thing) -> str:
    return f"<{address(thing.iri)}>" if thing.iri else "[]"


def _said(thing: Thing) -> str:
    kinds = [f"a {', '.join(thing.kinds)}"] if thing.kinds else []
    return " ;\n  ".join([*kinds, *(f"{name} {_value(value)}" for name, value in thing.said)])


def _value(value: Value) -> str:
    if isinstance(value, Link):
        return f"<{address(value.iri)}>"
    if isinstance(value, Thing):
        return f"[ {_said(value)} ]"
    text = f'"{plain(value.value).translate(_ESCAPED)}"'
    return f"{text}@{value.language}" if value.language else f"{text}^^{value.kind}" if value.kind else text
