"""A data set in the vocabulary of schema.org, by which search engines list it. Source of the terms: schema.org/Dataset."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import OPENED
from gongshu.catalogue.pages.public import DataSet
from gongshu.catalogue.words import Attribute, ResourceKind, ResourceState, State
from gongshu.lake.export import MEDIA


def dataset(page: DataSet) -> dict[str, Any] | None:
    """Return a published entry that is opened as a Dataset; None for all others.

    Files to download are named only where anybody may take the rows without an application.
    """
    entry, version, node = page.entry, page.version, settings.GONGSHU
    if entry.state != State.PUBLISHED or version.opening not in OPENED:
        return None
    address, licence = f"{node.address}/catalogue/{entry.number}", default_licence()
    said: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "url": address,
        "identifier": entry.number,
        "name": version.title,
        "description": version.abstract or version.title,
        "keywords": list(version.keywords),
        "inLanguage": "zh-Hans",
        "version": str(version.number),
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": entry.provider.zh, "identifier": entry.provider.code},
        "spatialCoverage": {"@type": "Place", "name": version.region.zh, "identifier": version.region_id},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": node.name, "url": f"{node.address}/catalogue"},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": item.name, "alternateName": item.code} for item in version.items.all()
        ],
        "datePublished": entry.published_at.date().isoformat() if entry.published_at else None,
        "dateModified": (page.delivered_at or entry.changed_at).date().isoformat(),
    }
    if version.opening == Attribute.UNCONDITIONAL:
        said |= {"license": licence.address} if licence else {}
        said |= {"distribution": _downloads(entry)} if _has_table(page) else {}
    else:
        said["conditionsOfAccess"] = version.opening_conditions
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def _has_table(page: DataSet) -> bool:
    return any(each.kind == ResourceKind.TABLE and each.state == ResourceState.HOOKED for each in page.resources)


def _downloads(entry: Entry) -> list[dict[str, str]]:
    return [
        {
            "@type": "DataDownload",
            "encodingFormat": media.partition(";")[0],
            "contentUrl": f"{settings.GONGSHU.address}/data/{entry.number}/download?format={format_}",
        }
        for format_, media in MEDIA.items()
    ]
