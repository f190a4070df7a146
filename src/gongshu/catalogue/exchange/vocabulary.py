"""Our closed lists in the vocabularies that DCAT-AP asks for; the words are in `vocabulary.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from gongshu.catalogue.exchange.graph import Link, Text, Thing

ALGORITHM: Final = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"
# The kinds of thing beside a concept that DCAT-AP demands of values from each list.
_KINDS: Final[Mapping[str, str]] = {
    "access-right": "dct:RightsStatement",
    "country": "dct:Location",
    "file-type": "dct:MediaTypeOrExtent",
    "frequency": "dct:Frequency",
    "language": "dct:LinguisticSystem",
}
_USED: Final[Mapping[str, str]] = {
    "access-right": "opening",
    "data-theme": "domain",
    "file-type": "file_type",
    "frequency": "update_frequency",
}


@cache
def table() -> Mapping[str, Any]:
    """Return what `vocabulary.yaml` says."""
    said: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "vocabulary.yaml").read_text(encoding="utf-8"))
    return said


def concept(scheme: str, value: str) -> str:
    """Return the address of what one of our values is called in a list; empty where the list has no such word."""
    code = table()[_USED[scheme]].get(value) if scheme in _USED else value
    return f"{table()['authority']}/{scheme}/{code}" if code else ""


def media(kind: str) -> str:
    """Return the address of a media type that IANA registers; empty for another."""
    bare = kind.partition(";")[0].strip()
    return f"http://www.iana.org/assignments/media-types/{bare}" if bare in table()["media"] else ""


def concepts() -> Iterator[Thing]:
    """Yield every concept that entries refer to with its name and its list, so that a document can be judged by itself."""
    said = table()
    for scheme, title in said["schemes"].items():
        home = f"{said['authority']}/{scheme}"
        yield Thing(("skos:ConceptScheme",), (("dct:title", Text(title, "en")),), home)
        for code in _codes(scheme):
            kinds = ("skos:Concept", *([_KINDS[scheme]] if scheme in _KINDS else []))
            name = Text(str(said["labels"].get(code, code)), "en")
            yield Thing(kinds, (("skos:prefLabel", name), ("skos:inScheme", Link(home))), f"{home}/{code}")
    for kind in said["media"]:
        yield Thing(("dct:MediaType",), (), media(kind))
    yield Thing(("spdx:ChecksumAlgorithm",), (), ALGORITHM)


def _codes(scheme: str) -> list[str]:
    if scheme in _USED:
        return sorted(set(table()[_USED[scheme]].values()))
    return {"country": ["CHN"], "language": ["ZHO"]}[scheme]
