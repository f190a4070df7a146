"""A catalogue in DCAT as records: Turtle, RDF/XML or JSON-LD. Source of the terms: W3C Recommendation DCAT 3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS
from rdflib.term import Identifier, Literal, Node, URIRef

from gongshu.catalogue.errors import FileUnfit
from gongshu.catalogue.exchange.graph import PREFIXES
from gongshu.catalogue.importing.records import Record

_VCARD, _CSVW = rdflib.Namespace(PREFIXES["vcard"]), rdflib.Namespace(PREFIXES["csvw"])
_OURS = rdflib.Namespace(PREFIXES["gongshu"])
_SCHEMA = rdflib.Namespace("http://schema.org/")
_NAMES: Final = (SKOS.prefLabel, FOAF.name, RDFS.label, DCTERMS.title, _VCARD.fn, _SCHEMA.name)
_LANGUAGES: Final = ("zh", "zh-hans", "zh-cn", "zh-hant", "", "en")  # of several texts the first of these
_TRUE: Final = ("true", "1")


def records(content: bytes) -> Iterator[Record]:
    """Yield a record of each dcat:Dataset, by its address. Raises: FileUnfit."""
    graph = _parsed(content)
    found = sorted({each for each in graph.subjects(RDF.type, DCAT.Dataset) if each is not None}, key=str)
    if not found:
        raise FileUnfit(
            "文件中没有 dcat:Dataset",
            "the file holds no dcat:Dataset",
            "换一个 DCAT 目录文件",
            "choose a catalogue in DCAT",
        )
    for place, each in enumerate(found, 1):
        yield Record(place, _said(graph, each))


def _parsed(content: bytes) -> rdflib.Graph:
    form = _form(content)
    if form == "json-ld":
        _require_own_context(content)
    try:
        return rdflib.Graph().parse(data=content, format=form)
    except Exception as problem:  # The parsers of RDF tell what is wrong by whatever went wrong in them.
        first = " ".join(str(problem).split())[:200] or type(problem).__name__
        raise FileUnfit(
            f"不能按 {form} 读取：{first}", f"it cannot be read as {form}: {first}", "改正后再导入", "mend it and import again"
        ) from problem  # fmt: skip


def _form(content: bytes) -> str:
    head = content[:2000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if head[:1] in ("{", "["):
        return "json-ld"
    return "xml" if head.startswith("<?xml") or "<rdf:" in head or "<!DOCTYPE" in head else "turtle"


def _require_own_context(content: bytes) -> None:
    """A context that lies elsewhere would be fetched from an address that the file chooses. Raises: FileUnfit."""
    try:
        document = json.loads(content)
    except ValueError:
        return  # The parser tells it with its place.
    waiting = [document]
    while waiting:
        held = waiting.pop()
        if isinstance(held, list):
            waiting += held
        elif isinstance(held, dict):
            waiting += held.values()
            named = held.get("@context")
            for each in named if isinstance(named, list) else [named]:
                if isinstance(each, str) or (isinstance(each, dict) and "@import" in each):
                    raise FileUnfit(
                        f"@context 在别处（{str(each)[:120]}），本平台不去取", f"its @context lies elsewhere ({str(each)[:120]}) and is not fetched",
                        "改用 Turtle 或者 RDF/XML，或者把 @context 写入文件", "take the catalogue as Turtle or RDF/XML, or write the context into the file",
                    )  # fmt: skip


def _said(graph: rdflib.Graph, each: Node) -> dict[str, Any]:
    """Return what is said of a data set under the names that the mapping `dcat` reads; silence where nothing is."""

    def words(name: URIRef) -> list[str]:
        return _words(graph, each, name)

    said = {
        "identifier": _text(graph, each, DCTERMS.identifier) or str(each), "title": _text(graph, each, DCTERMS.title),
        "description": _text(graph, each, DCTERMS.description), "publisher": _name(graph, each, DCTERMS.publisher, DCTERMS.creator),
        "keyword": sorted(_keywords(graph, each)), "theme": words(DCAT.theme), "accrualPeriodicity": words(DCTERMS.accrualPeriodicity),
        "accessRights": words(DCTERMS.accessRights), "format": _formats(graph, each), "contact": _name(graph, each, DCAT.contactPoint),
        "contactDetails": _reached_by(graph, each), "spatial": _place(graph, each), "landingPage": _first(graph, each, DCAT.landingPage) or str(each),
        "license": _licence(graph, each), "issued": _text(graph, each, DCTERMS.issued), "modified": _text(graph, each, DCTERMS.modified),
        "items": _items(graph, each),
    }  # fmt: skip
    ours = {
        f"gongshu:{str(name).removeprefix(str(_OURS))}": str(value)
        for name, value in graph.predicate_objects(each)
        if str(name).startswith(str(_OURS))
    }
    return {name: value for name, value in {**said, **ours}.items() if value}


def _text(graph: rdflib.Graph, about: Node, name: Node) -> str:
    """Return the text that most readers here can read."""
    found = [value for value in graph.objects(about, name) if isinstance(value, Literal)]
    return str(min(found, key=_by_language)) if found else ""


def _by_language(value: Literal) -> tuple[int, str]:
    language = (value.language or "").lower()
    return (_LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES), str(value))


def _keywords(graph: rdflib.Graph, about: Node) -> list[str]:
    found = [value for value in graph.objects(about, DCAT.keyword) if isinstance(value, Literal)]
    best = min((_by_language(value)[0] for value in found), default=0)
    return [str(value) for value in found if _by_language(value)[0] == best]


def _first(graph: rdflib.Graph, about: Node, name: Node) -> str:
    return min((str(value) for value in graph.objects(about, name) if isinstance(value, URIRef)), default="")


def _called(graph: rdflib.Graph, thing: Node) -> str:
    """Return what a thing is called; of one with an address and without a name the last part of the address."""
    if isinstance(thing, Literal):
        return str(thing)
    named = next(filter(None, (_text(graph, thing, name) for name in _NAMES)), "")
    return named or (str(thing).rstrip("/").replace("#", "/").rsplit("/", 1)[-1] if isinstance(thing, URIRef) else "")


def _name(graph: rdflib.Graph, about: Node, *names: Node) -> str:
    return next(
        filter(
            None, (_called(graph, thing) for name in names for thing in sorted(graph.objects(about, name), key=str))
        ),
        "",
    )


def _words(graph: rdflib.Graph, about: Node, name: Node) -> list[str]:
    """Return the code of a word from a list, which is the last part of its address; of others what they are called."""
    found = sorted(graph.objects(about, name), key=str)
    return [_code(thing) or _called(graph, thing) for thing in found]


def _code(thing: Identifier | Node) -> str:
    return str(thing).rstrip("/").replace("#", "/").rsplit("/", 1)[-1] if isinstance(thing, URIRef) else ""


def _formats(graph: rdflib.Graph, about: Node) -> list[str]:
    found = [
        _code(kind) if name == DCTERMS.format else str(kind).partition("media-types/")[2] or _called(graph, kind)
        for each in graph.objects(about, DCAT.distribution)
        for name in (DCTERMS.format, DCAT.mediaType)
        for kind in graph.objects(each, name)
    ]
    return sorted({each for each in found if each})


def _reached_by(graph: rdflib.Graph, about: Node) -> str:
    for contact in sorted(graph.objects(about, DCAT.contactPoint), key=str):
        for name in (_VCARD.hasTelephone, _VCARD.hasEmail):
            for value in sorted(graph.objects(contact, name), key=str):
                inner = graph.value(value, _VCARD.hasValue) or value
                return str(inner).removeprefix("tel:").removeprefix("mailto:")
    return ""


def _place(graph: rdflib.Graph, about: Node) -> str:
    """Return the code or the name of the place; an address without either says nothing here."""
    for place in sorted(graph.objects(about, DCTERMS.spatial), key=str):
        said = _text(graph, place, DCTERMS.identifier) or next(
            filter(None, (_text(graph, place, name) for name in _NAMES)), ""
        )
        if said:
            return said
    return ""


def _licence(graph: rdflib.Graph, about: Node) -> str:
    places = (about, *sorted(graph.objects(about, DCAT.distribution), key=str))
    return next(filter(None, (_first(graph, place, DCTERMS.license) for place in places)), "")


def _items(graph: rdflib.Graph, about: Node) -> list[dict[str, Any]]:
    columns = [
        column for schema in graph.objects(about, _CSVW.tableSchema) for column in graph.objects(schema, _CSVW.column)
    ]
    columns.sort(key=lambda column: (int(_text(graph, column, _OURS.place) or 0), _text(graph, column, _CSVW.name)))
    return [
        {
            "code": _text(graph, column, _CSVW.name), "name": _text(graph, column, _CSVW.title), "type": _text(graph, column, _CSVW.datatype),
            "required": _text(graph, column, _CSVW.required) in _TRUE, "key": _text(graph, column, _OURS.key) in _TRUE,
        }
        for column in columns
    ]  # fmt: skip
