"""An open data set as Croissant, by which programs that learn from data find its files and load its records.

Source of the terms: MLCommons, Croissant Format Specification 1.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from gongshu.catalogue.citing import citation
from gongshu.catalogue.files import HeldFile
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models import Download, Item
from gongshu.catalogue.published import Published
from gongshu.catalogue.words import ItemType
from gongshu.lake.export import MEDIA
from gongshu.ui.moments import local_iso

MEDIA_TYPE: Final = "application/ld+json; charset=utf-8"
_PLAIN = re.compile(r"[a-zA-Z0-9_.-]+")  # what Croissant lets a name be made of
CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "zh-Hans", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/", "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace", "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip
# A file says 是 and 否 where a table holds a truth value, and a reader that does not know the words would take both for true.
_TYPES: Final = {
    ItemType.TEXT: "sc:Text", ItemType.INTEGER: "sc:Integer", ItemType.DECIMAL: "sc:Float", ItemType.BOOLEAN: "sc:Text", ItemType.DATE: "sc:Date",
    ItemType.DATETIME: "sc:DateTime",
}  # fmt: skip


def catalogue(found: Iterable[Published]) -> Iterator[str]:
    """Yield one line of JSON for every data set that anybody takes."""
    for each in found:
        if said := document(each):
            yield json.dumps(said, ensure_ascii=False) + "\n"


def document(found: Published) -> dict[str, Any] | None:
    """Return an open data set; None where its data takes an application, or where there is no data.

    Before the digest of its table is known it calls itself live, for which Croissant asks none.
    """
    held = found.table.download if found.table else None
    files = [each for given in found.given for each in given.files]
    if not found.is_free or not (found.table or files):
        return None
    node, version = settings.GONGSHU, found.version
    address, licence = f"{node.address}/catalogue/{found.number}", default_licence()
    changed = found.delivered_at or found.entry.changed_at
    said: dict[str, Any] = {
        "@context": dict(CONTEXT), "@type": "sc:Dataset", "@id": address, "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": found.number, "alternateName": version.title, "description": version.abstract or version.title, "url": address, "identifier": found.number,
        "version": f"{version.number}.0.0", "keywords": list(version.keywords), "inLanguage": "zh-Hans",
        "creator": {"@type": "sc:Organization", "name": found.provider.zh, "url": f"{node.address}/bodies/{found.provider.code}"},
        "publisher": {"@type": "sc:Organization", "name": node.name, "url": node.address},
        "datePublished": _day(found.entry.published_at), "dateModified": local_iso(changed),
        "license": licence.address if licence else None, "citeAs": citation(found, timezone.localdate(changed)).en,
        "isLiveDataset": True if found.table and not held else None,
        "distribution": [*_table(found, held), *(_file(found, each) for each in files)],
        "recordSet": [_records(found, held)] if found.table and held else None,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _day(at: datetime | None) -> str | None:
    return timezone.localdate(at).isoformat() if at else None


def _table(found: Published, held: Download | None) -> Iterator[dict[str, Any]]:
    """Only the form whose digest is known is named: a file that cannot be checked is none for Croissant."""
    if found.table is None:
        return
    form = held.format if held else "csv"
    said = {
        "@type": "cr:FileObject", "@id": _id(found), "name": f"{found.number}.{form}", "encodingFormat": MEDIA[form].partition(";")[0],
        "contentUrl": f"{settings.GONGSHU.address}/data/{found.number}/download?format={form}",
    }  # fmt: skip
    yield {**said, "contentSize": f"{held.bytes} B", "sha256": held.digest} if held else said


def _id(found: Published) -> str:
    return f"{found.number}-table"


def _file(found: Published, held: HeldFile) -> dict[str, Any]:
    ending = f".{held.format.lower()}" if _PLAIN.fullmatch(held.format) else ""
    return {
        "@type": "cr:FileObject", "@id": held.file, "name": f"{held.file}{ending}", "description": held.name, "encodingFormat": held.media.partition(";")[0], "contentSize": f"{held.size} B",
        "contentUrl": f"{settings.GONGSHU.address}/data/{found.number}/files/{held.file}", "sha256": held.digest,
    }  # fmt: skip


def _records(found: Published, held: Download) -> dict[str, Any]:
    items = {item.code: item for item in found.items}
    fields = [_field(found, each, place, items.get(each["code"])) for place, each in enumerate(held.columns, 1)]
    keys = [
        {"@id": field["@id"]}
        for field, each in zip(fields, held.columns, strict=True)
        if each["code"] in items and items[each["code"]].key
    ]
    said = {"@type": "cr:RecordSet", "@id": "rows", "name": "rows", "description": found.version.title, "field": fields}
    return {**said, "key": keys[0] if len(keys) == 1 else keys} if keys else said


def _field(found: Published, column: Mapping[str, str], place: int, item: Item | None) -> dict[str, Any]:
    name = column["code"] if _PLAIN.fullmatch(column["code"]) else f"column_{place}"
    told = "，".join(filter(None, (column["title"], item.standard if item else "")))
    return {
        "@type": "cr:Field", "@id": f"rows/{name}", "name": name, "description": told, "dataType": _TYPES[ItemType(column["type"])],
        "source": {"fileObject": {"@id": _id(found)}, "extract": {"column": column["title"]}},
    }  # fmt: skip
