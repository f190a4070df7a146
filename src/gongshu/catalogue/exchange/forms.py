"""The forms in which the whole catalogue leaves for other catalogues, each written while it is sent: memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from gongshu.catalogue.ckan import packages
from gongshu.catalogue.exchange import croissant, dcat, json_ld, rdf_xml, turtle
from gongshu.catalogue.exporting import schema_org
from gongshu.catalogue.published import Published

Found = Iterable[Published]


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the ending of its files, its media type, and how it is written."""

    ending: str
    media: str
    written: Callable[[Found], Iterator[str]]


FORMS: Final[Mapping[str, Form]] = {
    "dcat-ap-ttl": Form("ttl", turtle.MEDIA, lambda found: turtle.written(dcat.catalogue(found))),
    "dcat-ap-rdf": Form("rdf", rdf_xml.MEDIA, lambda found: rdf_xml.written(dcat.catalogue(found))),
    "dcat-ap-jsonld": Form("jsonld", json_ld.MEDIA, lambda found: json_ld.written(dcat.catalogue(found))),
    "schema-org": Form("json", json_ld.MEDIA, schema_org.catalogue),
    "croissant": Form("jsonl", "application/x-ndjson; charset=utf-8", croissant.catalogue),
    "ckan-json": Form("json", "application/json", packages.document),
}
DCAT: Final[Mapping[str, Form]] = {form.ending: form for name, form in FORMS.items() if name.startswith("dcat-ap-")}
