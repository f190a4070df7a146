"""A published entry as CKAN's package, its provider as an organization, its domain as a group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from gongshu.catalogue import labels
from gongshu.catalogue.files import HeldFile
from gongshu.catalogue.licence import Licence, default_licence
from gongshu.catalogue.published import Given, Published
from gongshu.catalogue.words import Attribute, ResourceKind
from gongshu.lake.export import MEDIA
from gongshu.people.models import Body

Said = dict[str, Any]
# What a package says beyond CKAN's own fields, as its `extras`; named as this platform's own interface names it.
_EXTRAS = ("sharing", "opening", "sharing_conditions", "opening_conditions", "update_frequency", "data_type", "format")


def package(found: Published) -> Said:
    """Return an entry as `package_show` answers it. Moments are UTC without an offset, as CKAN writes them."""
    version, licence = found.version, default_licence() if found.is_free else None
    resources = [{**each, "position": place} for place, each in enumerate(_resources(found))]
    tags = [_tag(word) for word in version.keywords]
    return {
        "id": found.number, "name": found.number, "title": version.title, "notes": version.abstract, "url": _page(found.number),
        "version": str(version.number), "type": "dataset", "state": "active", "private": version.opening == Attribute.WITHHELD,
        "author": found.provider.zh, "author_email": None, "maintainer": version.contact or None, "maintainer_email": _mail(version.contact_details),
        "owner_org": found.provider.code, "organization": organization(found.provider), "groups": [group(version.domain)] if version.domain else [],
        "metadata_created": moment(found.entry.published_at), "metadata_modified": moment(_modified(found)), "isopen": found.is_free,
        **_licence(licence), "tags": tags, "num_tags": len(tags), "resources": resources, "num_resources": len(resources), "extras": _extras(found),
        "relationships_as_subject": [], "relationships_as_object": [],
    }  # fmt: skip


def document(found: Iterable[Published]) -> Iterator[str]:
    """Yield every package as `package_search` answers them, piece by piece."""
    yield '{"success": true, "result": {"results": [\n'
    between, count = "", 0
    for each in found:
        yield between + json.dumps(package(each), ensure_ascii=False)
        between, count = ",\n", count + 1
    yield f'\n], "count": {count}}}}}\n'


def _page(number: str) -> str:
    return f"{settings.GONGSHU.address}/catalogue/{number}"


def _modified(found: Published) -> datetime:
    return max(filter(None, (found.delivered_at, found.entry.changed_at)))


def moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() if at else None


def _mail(details: str) -> str | None:
    return details if "@" in details and " " not in details else None


def licence_id(licence: Licence) -> str:
    return licence.name.lower().replace(" ", "-")


def _licence(licence: Licence | None) -> Said:
    if licence is None:
        return {"license_id": None, "license_title": None, "license_url": None}
    return {"license_id": licence_id(licence), "license_title": licence.name, "license_url": licence.address}


def _tag(word: str) -> Said:
    return {"id": word, "name": word, "display_name": word, "state": "active", "vocabulary_id": None}


def _extras(found: Published) -> list[Said]:
    version = found.version
    said = [{"key": name, "value": str(value)} for name in _EXTRAS if (value := getattr(version, name))]
    code = found.entry.resource_code
    said += [{"key": "resource_code", "value": code}] if code else []
    return [*said, {"key": "region", "value": version.region_id}, {"key": "region_name", "value": version.region.zh}]


def organization(body: Body) -> Said:
    """Return a body as CKAN's organization."""
    return {
        "id": body.code, "name": body.code, "title": body.zh, "display_name": body.zh, "type": "organization", "description": body.en,
        "is_organization": True, "state": "active", "approval_status": "approved", "image_url": "", "image_display_url": "", "created": None,
    }  # fmt: skip


def group(domain: str) -> Said:
    """Return a domain as CKAN's group."""
    title = str(labels.word("domain", domain))
    return {
        "id": domain, "name": domain, "title": title, "display_name": title, "type": "group", "description": "", "is_organization": False,
        "state": "active", "approval_status": "approved", "image_url": "", "image_display_url": "",
    }  # fmt: skip


def _resources(found: Published) -> Iterator[Said]:
    for given in found.given:
        if given.resource.kind == ResourceKind.FILE:
            yield from (_file(found, given, each) for each in given.files)
        elif found.is_free and given.resource.kind == ResourceKind.INTERFACE:
            yield _call(found, given)
        elif found.is_free:
            yield from (_table(found, given, form, media) for form, media in MEDIA.items())
        else:
            yield _applied(found, given)


def _table(found: Published, given: Given, form: str, media: str) -> Said:
    address = f"{settings.GONGSHU.address}/data/{found.number}/download?format={form}"
    return _resource(
        found, given, f"{given.resource.number}-{form}", given.resource.title, address, format=form.upper(), mimetype=media.partition(";")[0],
        datastore_active=given.resource == (found.table and found.table.resource),
    )  # fmt: skip


def _call(found: Published, given: Given) -> Said:
    """An interface of the source; its parameters stand on the page of the entry."""
    number = given.resource.number
    address = f"{settings.GONGSHU.address}/data/{found.number}/call/{number}"
    return _resource(found, given, number, given.resource.title, address, format="API", resource_type="api", mimetype="application/json")  # fmt: skip


def _applied(found: Published, given: Given) -> Said:
    """What takes an application leads to the page where one applies."""
    return _resource(found, given, given.resource.number, given.resource.title, _page(found.number))


def _file(found: Published, given: Given, held: HeldFile) -> Said:
    address = (
        f"{settings.GONGSHU.address}/data/{found.number}/files/{held.file}" if found.is_free else _page(found.number)
    )
    return _resource(
        found, given, held.file, held.name, address, format=held.format, mimetype=held.media, size=held.size, hash=held.digest,
        created=moment(held.delivered_at),
    )  # fmt: skip


def _resource(found: Published, given: Given, number: str, title: str, address: str, **more: Any) -> Said:
    changed = moment(given.resource.delivered_at)
    return {
        "id": number, "package_id": found.number, "name": title, "description": "", "url": address, "url_type": None, "format": "", "mimetype": None,
        "size": None, "hash": "", "created": moment(given.resource.created_at), "last_modified": changed, "metadata_modified": changed,
        "state": "active", "resource_type": None, "datastore_active": False, "cache_url": None, "cache_last_updated": None, "mimetype_inner": None,
        **more,
    }  # fmt: skip
