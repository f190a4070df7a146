"""RDF/XML, thing by thing. Source of the form: W3C Recommendation RDF 1.1 XML Syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from gongshu.catalogue.exchange.graph import PREFIXES, Link, Thing, Value, address, apart, expanded, plain

MEDIA: Final = "application/rdf+xml; charset=utf-8"
_LINE_ENDS: Final = {"\r": "&#13;"}  # A parser of XML makes a line feed of every other line end.


def written(things: Iterable[Thing]) -> Iterator[str]:
    """Yield a document piece by piece."""
    names = "".join(f" xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in PREFIXES.items())
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{names}>\n'
    for thing in apart(things):
        yield _thing(thing)
    yield "</rdf:RDF>\n"


def _thing(thing: Thing) -> str:
    about = f" rdf:about={quoteattr(address(thing.iri))}" if thing.iri else ""
    kinds = "".join(f"<rdf:type rdf:resource={quoteattr(expanded(kind))}/>" for kind in thing.kinds)
    said = "".join(_property(name, value) for name, value in thing.said)
    return f"<rdf:Description{about}>{kinds}{said}</rdf:Description>\n"


def _property(name: str, value: Value) -> str:
    if isinstance(value, Link):
        return f"<{name} rdf:resource={quoteattr(address(value.iri))}/>"
    if isinstance(value, Thing):
        return f"<{name}>{_thing(value)}</{name}>"
    language = f' xml:lang="{value.language}"' if value.language else ""
    kind = f" rdf:datatype={quoteattr(expanded(value.kind))}" if value.kind else ""
    return f"<{name}{language}{kind}>{escape(plain(value.value), _LINE_ENDS)}</{name}>"
