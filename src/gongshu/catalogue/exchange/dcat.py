"""A catalogue in the words of DCAT-AP 3: what the node is, and each published entry with what can be taken of it.

Source of the terms: W3C Recommendation DCAT 3; SEMIC DCAT-AP 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.conf import settings

from gongshu.catalogue.exchange import vocabulary
from gongshu.catalogue.exchange.graph import Link, Text, Thing, Value
from gongshu.catalogue.files import HeldFile
from gongshu.catalogue.licence import default_licence
from gongshu.catalogue.models import EntryVersion, Item
from gongshu.catalogue.published import Given, Published
from gongshu.catalogue.words import Attribute, ItemType, ResourceKind
from gongshu.lake.export import MEDIA
from gongshu.people.models import Body, Region
from gongshu.ui.moments import local_iso

Said = list[tuple[str, Value]]
DATATYPES: Final = {
    ItemType.TEXT: "string", ItemType.INTEGER: "integer", ItemType.DECIMAL: "decimal", ItemType.BOOLEAN: "boolean",
    ItemType.DATE: "date", ItemType.DATETIME: "dateTime",
}  # fmt: skip
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,30}")


def catalogue(found: Iterable[Published]) -> Iterator[Thing]:
    """Yield the catalogue, what its entries refer to, and the entries one after another, each with its place in the catalogue."""
    home = settings.GONGSHU.address
    yield _catalogue(home)
    yield from vocabulary.concepts()
    if licence := default_licence():
        yield Thing(("dct:LicenseDocument",), (("dct:title", Text(licence.name)),), licence.address)
    told: set[str] = set()
    for entry in found:
        for thing in (_agent(home, entry.provider), _place(home, entry.version.region)):
            if thing.iri not in told:
                told.add(thing.iri)
                yield thing
        yield from dataset(entry)
        yield Thing((), (("dcat:dataset", Link(_page(home, entry))),), _own(home))


def _own(home: str) -> str:
    return f"{home}/catalogue"


def _page(home: str, entry: Published) -> str:
    return f"{home}/catalogue/{entry.number}"


def _catalogue(home: str) -> Thing:
    name = settings.GONGSHU.name
    said: Said = [
        ("dct:title", _zh(f"{name} · 数据目录")),
        ("dct:description", _zh(f"{name}的公共数据目录")),
        ("dct:publisher", Thing(("foaf:Agent",), (("foaf:name", _zh(name)),), f"{home}/#publisher")),
        ("dct:language", Link(vocabulary.concept("language", "ZHO"))),
        ("dct:spatial", Link(vocabulary.concept("country", "CHN"))),
        ("foaf:homepage", Thing(("foaf:Document",), (), f"{home}/")),
        ("dcat:themeTaxonomy", Link(f"{vocabulary.table()['authority']}/data-theme")),
    ]
    if licence := default_licence():
        said.append(("dct:license", Link(licence.address)))
    return Thing(("dcat:Catalog",), said, _own(home))


def _agent(home: str, body: Body) -> Thing:
    names: Said = [("foaf:name", _zh(body.zh)), ("foaf:name", Text(body.en, "en"))]
    return Thing(("foaf:Agent", "foaf:Organization"), [*names, ("dct:identifier", Text(body.uscc or body.code))], _body(home, body))  # fmt: skip


def _body(home: str, body: Body) -> str:
    return f"{home}/bodies/{body.code}"


def _place(home: str, region: Region) -> Thing:
    return Thing(("dct:Location",), (("skos:prefLabel", _zh(region.zh)), ("dct:identifier", Text(region.pk))), _region(home, region))  # fmt: skip


def _region(home: str, region: Region) -> str:
    return f"{home}/catalogue?region={region.pk}"


def dataset(entry: Published) -> Iterator[Thing]:
    """Yield an entry as a Dataset, and its interface as a DataService where anybody may use it."""
    home, version = settings.GONGSHU.address, entry.version
    page = _page(home, entry)
    said: Said = [
        ("dct:identifier", Text(entry.number)),
        *_code(entry),
        ("dct:title", _zh(version.title)),
        ("dct:description", _zh(version.abstract or version.title)),
        ("dct:publisher", Link(_body(home, entry.provider))),
        ("dcat:contactPoint", _contact(entry)),
        ("dct:language", Link(vocabulary.concept("language", "ZHO"))),
        ("dct:spatial", Link(_region(home, version.region))),
        ("dcat:landingPage", Thing(("foaf:Document",), (), page)),
        ("dcat:version", Text(str(version.number))),
        *(("dcat:keyword", _zh(word)) for word in version.keywords),
        *_listed(version),
        *_dates(entry),
        *_ours(version),
        *((("csvw:tableSchema", _schema(entry.items)),) if entry.items else ()),
        *(("dcat:distribution", each) for given in entry.given for each in _distributions(home, entry, given)),
    ]
    yield Thing(("dcat:Dataset",), said, page)
    if entry.is_free and any(given.resource.kind != ResourceKind.FILE for given in entry.given):
        yield _service(home, entry)


def _listed(version: EntryVersion) -> Iterator[tuple[str, Value]]:
    """What lists of words say: theme, frequency, access."""
    for name, scheme, value in (
        ("dcat:theme", "data-theme", version.domain),
        ("dct:accrualPeriodicity", "frequency", version.update_frequency), ("dct:accessRights", "access-right", version.opening),
    ):  # fmt: skip
        if found := vocabulary.concept(scheme, value):
            yield name, Link(found)


def _dates(entry: Published) -> Iterator[tuple[str, Value]]:
    if entry.entry.published_at:
        yield "dct:issued", _moment(entry.entry.published_at)
    yield "dct:modified", _moment(max(filter(None, (entry.delivered_at, entry.entry.changed_at))))


def _moment(at: datetime) -> Text:
    return Text(str(local_iso(at)), kind="xsd:dateTime")


def _code(entry: Published) -> Said:
    """The resource code within the authority's classes, beside the number."""
    code = entry.entry.resource_code
    return [("adms:identifier", Thing(("adms:Identifier",), [("skos:notation", Text(code))]))] if code else []


def _ours(version: EntryVersion) -> Iterator[tuple[str, Value]]:
    """What a Chinese catalogue says and DCAT has no word for, in the words that this platform's own interface uses."""
    for name in ("domain", "sharing", "opening", "sharing_conditions", "opening_conditions", "data_type", "format"):
        if value := getattr(version, name):
            yield f"gongshu:{name}", Text(value)


def _contact(entry: Published) -> Thing:
    version, body = entry.version, entry.provider
    said: Said = [("vcard:fn", _zh(version.contact or body.contact or body.zh))]
    details = version.contact_details or body.contact_details
    if "@" in details and " " not in details:
        said.append(("vcard:hasEmail", Link(f"mailto:{details}")))
    elif _TELEPHONE.fullmatch(details):
        said.append(("vcard:hasTelephone", Link("tel:" + re.sub(r"[ ()]", "", details))))
    return Thing(("vcard:Organization", "vcard:Kind"), said)


def _schema(items: Iterable[Item]) -> Thing:
    return Thing(("csvw:Schema",), [("csvw:column", _column(item)) for item in items])


def _column(item: Item) -> Thing:
    kind = DATATYPES[ItemType(item.type)]
    said: Said = [
        ("csvw:name", Text(item.code)), ("csvw:title", _zh(item.name)), ("csvw:datatype", Text(kind)),
        ("csvw:required", Text("true" if item.required else "false", kind="xsd:boolean")),
        ("gongshu:place", Text(str(item.place), kind="xsd:integer")),
    ]  # fmt: skip
    if item.key:
        said.append(("gongshu:key", Text("true", kind="xsd:boolean")))
    return Thing(("csvw:Column",), said)


def _distributions(home: str, entry: Published, given: Given) -> Iterator[Thing]:
    """Yield the forms in which one resource can be taken; for an interface of the source, or what takes an application, the page that tells how."""
    number, title = given.resource.number, given.resource.title
    if given.resource.kind == ResourceKind.FILE:
        yield from (_file(home, entry, each) for each in given.files)
    elif entry.is_free and given.resource.kind == ResourceKind.TABLE:
        for form, kind in MEDIA.items():
            address = f"{home}/data/{entry.number}/download?format={form}"
            said: Said = [("dcat:accessURL", _resource(_page(home, entry))), ("dcat:downloadURL", _resource(address))]
            service: Said = [("dcat:accessService", Link(_endpoint(home, entry)))]
            if (held := given.download) and held.format == form:
                service.append(("spdx:checksum", _checksum(held.digest)))
            yield _distribution(entry, f"{title}（{form.upper()}）", f"{home}/catalogue/{entry.number}#{number}-{form}", form, kind, [*said, *service])  # fmt: skip
    else:
        where: Said = [("dcat:accessURL", _resource(_page(home, entry)))]
        if entry.is_free:
            where.append(("dcat:accessService", Link(_endpoint(home, entry))))
        yield _distribution(entry, title, f"{home}/catalogue/{entry.number}#{number}", "", "", where)


def _file(home: str, entry: Published, held: HeldFile) -> Thing:
    said: Said = [
        ("dcat:accessURL", _resource(_page(home, entry))),
        # DCAT-AP 3 publishes two sets of shapes that ask for two different types of dcat:byteSize.
        ("gongshu:bytes", Text(str(held.size), kind="xsd:integer")),
        ("dct:issued", _moment(held.delivered_at)),
        ("spdx:checksum", _checksum(held.digest)),
    ]
    if entry.is_free:
        said.append(("dcat:downloadURL", _resource(f"{home}/data/{entry.number}/files/{held.file}")))
    return _distribution(entry, held.name, f"{home}/catalogue/{entry.number}#{held.file}", held.format.lower(), held.media, said)  # fmt: skip


def _checksum(digest: str) -> Thing:
    said: Said = [("spdx:algorithm", Link(vocabulary.ALGORITHM)), ("spdx:checksumValue", Text(digest, kind="xsd:hexBinary"))]  # fmt: skip
    return Thing(("spdx:Checksum",), said)


def _distribution(entry: Published, title: str, iri: str, form: str, kind: str, more: Said) -> Thing:
    said: Said = [("dct:title", _zh(title)), *more]
    if format_ := vocabulary.concept("file-type", form):
        said.append(("dct:format", Link(format_)))
    if media := vocabulary.media(kind):
        said.append(("dcat:mediaType", Link(media)))
    if entry.is_free and (licence := default_licence()):
        said.append(("dct:license", Link(licence.address)))
    if entry.version.opening == Attribute.CONDITIONAL and entry.version.opening_conditions:
        terms: Said = [("skos:prefLabel", _zh(entry.version.opening_conditions))]
        said.append(("dct:rights", Thing(("dct:RightsStatement",), terms)))
    return Thing(("dcat:Distribution",), said, iri)


def _endpoint(home: str, entry: Published) -> str:
    return f"{home}/data/{entry.number}"


def _service(home: str, entry: Published) -> Thing:
    said: Said = [
        ("dct:title", _zh(f"{entry.version.title}（接口）")),
        ("dcat:endpointURL", _resource(_endpoint(home, entry))),
        ("dcat:endpointDescription", _resource(f"{_page(home, entry)}.json")),
        ("dcat:servesDataset", Link(_page(home, entry))),
        ("dct:publisher", Link(_body(home, entry.provider))),
        ("dcat:contactPoint", _contact(entry)),
    ]
    return Thing(("dcat:DataService",), said, _endpoint(home, entry))


def _resource(address: str) -> Thing:
    """An address of which nothing is said but that it is one; DCAT-AP wants even that said."""
    return Thing(("rdfs:Resource",), (), address)


def _zh(text: str) -> Text:
    return Text(text, "zh")
