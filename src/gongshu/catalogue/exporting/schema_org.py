"""A data set in the vocabulary of schema.org, by which search engines list it. Source of the terms: schema.org/Dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.conf import settings

from gongshu.catalogue.files import HeldFile
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.published import Published
from gongshu.catalogue.words import State
from gongshu.lake.export import MEDIA

CONTEXT: Final = "https://schema.org/"


def catalogue(found: Iterable[Published]) -> Iterator[str]:
    """Yield a document of the catalogue and of every data set that is opened, piece by piece."""
    home, name = settings.GONGSHU.address, settings.GONGSHU.name
    own = {"@type": "DataCatalog", "@id": f"{home}/catalogue", "url": f"{home}/catalogue", "name": name}
    yield f'{{"@context": {json.dumps(CONTEXT)}, "@graph": [\n{json.dumps(own, ensure_ascii=False)}'
    for each in found:
        if said := dataset(each):
            said.pop("@context")
            yield ",\n" + json.dumps(said, ensure_ascii=False)
    yield "\n]}\n"


def dataset(found: Published) -> dict[str, Any] | None:
    """Return a published entry that is opened as a Dataset; None for all others.

    What can be downloaded is named only where anybody may take it without an application.
    """
    entry, version, node = found.entry, found.version, settings.GONGSHU
    if entry.state != State.PUBLISHED or version.opening not in OPENED:
        return None
    address, licence = f"{node.address}/catalogue/{entry.number}", default_licence()
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "identifier": [entry.number, entry.resource_code] if entry.resource_code else entry.number,
        "name": version.title,
        "description": version.abstract or version.title,
        "keywords": list(version.keywords),
        "inLanguage": "zh-Hans",
        "version": str(version.number),
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": entry.provider.zh, "identifier": entry.provider.code},
        "spatialCoverage": {"@type": "Place", "name": version.region.zh, "identifier": version.region_id},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": node.name, "url": f"{node.address}/catalogue"},
        "variableMeasured": [{"@type": "PropertyValue", "name": item.name, "alternateName": item.code} for item in found.items],
        "datePublished": entry.published_at.date().isoformat() if entry.published_at else None,
        "dateModified": (found.delivered_at or entry.changed_at).date().isoformat(),
    }  # fmt: skip
    if found.is_free:
        said |= {"license": licence.address} if licence else {}
        said["distribution"] = [*_tables(found), *(_file(found, each) for given in found.given for each in given.files)]
    else:
        said["conditionsOfAccess"] = version.opening_conditions
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _tables(found: Published) -> Iterator[dict[str, str]]:
    held = found.table.download if found.table else None
    for format_, media in MEDIA.items() if found.table else ():
        known = {"contentSize": f"{held.bytes} B", "sha256": held.digest} if held and held.format == format_ else {}
        yield {
            "@type": "DataDownload",
            "encodingFormat": media.partition(";")[0],
            "contentUrl": f"{settings.GONGSHU.address}/data/{found.number}/download?format={format_}",
            **known,
        }


def _file(found: Published, held: HeldFile) -> dict[str, str]:
    return {
        "@type": "DataDownload", "name": held.name, "encodingFormat": held.media, "contentSize": f"{held.size} B", "sha256": held.digest,
        "contentUrl": f"{settings.GONGSHU.address}/data/{found.number}/files/{held.file}",
    }  # fmt: skip
