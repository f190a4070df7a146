"""Catalogues in DCAT are imported as any other; what this platform wrote comes back as it was."""

from __future__ import annotations

import pytest
from tests.shared import shared

from gongshu.catalogue import queries, services
from gongshu.catalogue.errors import FileUnfit
from gongshu.catalogue.exchange.forms import DCAT
from gongshu.catalogue.importing import rdf
from gongshu.catalogue.importing.mapping import known
from gongshu.catalogue.importing.planning import Input
from gongshu.catalogue.importing.proposals import Places, proposals
from gongshu.catalogue.tests.stage import NOW, complete, publish
from gongshu.people.actor import ANYONE
from gongshu.people.models import Body, Region

# The data sets in each of the examples of the recommendation; each is there as Turtle and as JSON-LD.
EXAMPLES = {
    "basic-example": 1, "classifying-thematically": 1, "classifying-types": 3, "csiro-dap-examples": 9, "csiro-stratchart": 2, "dataset-002": 1, "dataset-003": 1,
    "dataset-004": 1, "ga-courts": 1, "genoa-busstop": 1, "identifier-types": 4, "relation-examples": 2, "spatial-properties": 5, "temporal-properties": 8,
    "threddsABC": 1,
}  # fmt: skip
WRITTEN = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://a/1> a dcat:Dataset ; dct:title "Bus stops"@en, "公交站点"@zh ; dct:description "Where buses stop"@en ; dcat:keyword "bus"@en, "公交"@zh, "站点"@zh ;
  dct:publisher [ a foaf:Agent ; foaf:name "市交通局" ] ; dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/TRAN> ; dct:issued "2024-01-02" ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/WEEKLY> ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "站务科" ; vcard:hasEmail <mailto:a@b.cn> ] ;
  dcat:distribution [ a dcat:Distribution ; dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ; dct:license <http://l/1> ] .
<http://a/2> a dcat:Dataset ; dct:title "Nameless"@en .
"""


def proposed(content, **places):
    mapping = known("dcat")
    found = Places(**{"bodies": {"市交通局": "511700-jtysj"}, "regions": {"511700": "511700"}, **places})
    return list(proposals(rdf.records(content), mapping, found))


def test_a_data_set_is_read_in_the_language_of_the_place_with_the_words_of_our_lists():
    made, other = proposed(WRITTEN.encode())
    assert made.given == {
        "title": "公交站点", "abstract": "Where buses stop", "provider": "511700-jtysj", "keywords": ["公交", "站点"], "domain": "transport",
        "format": "spreadsheet", "opening": "unconditional", "contact": "站务科", "contact_details": "a@b.cn", "update_frequency": "weekly",
    }  # fmt: skip
    assert made.raw == {"url": "http://a/1", "licence": "http://l/1", "published": "2024-01-02"}
    assert [fault.field for fault in other.faults] == ["provider"]


@pytest.mark.parametrize("ending", sorted(DCAT))
def test_what_this_platform_wrote_comes_back_as_it_was(huang, chen, ending):
    said = complete(
        title="宗地\n“界址”",
        opening="unconditional",
        opening_conditions="",
        keywords=["不动产", "登记"],
        abstract="两行\n摘要",
    )
    publish(services.add(said, actor=huang, now=NOW), huang, chen)
    written = "".join(DCAT[ending].written(queries.published(ANYONE))).encode()
    bodies = {body.zh: body.code for body in Body.objects.all()}
    (made,) = proposed(
        written, bodies=bodies, regions={code: code for code in Region.objects.values_list("code", flat=True)}
    )
    assert made.faults == ()
    given = dict(made.given)
    items = given.pop("items")
    kept = (
        "abstract",
        "provider",
        "contact",
        "contact_details",
        "format",
        "domain",
        "data_type",
        "update_frequency",
        "sharing",
        "opening",
        "keywords",
    )
    assert {name: given[name] for name in kept} == {name: said[name] for name in kept}
    assert given["title"] == "宗地 “界址”"
    assert [(each["code"], each["name"], each["type"], each["key"]) for each in items] == [
        (each["code"], each["name"], each["type"], each.get("key", False)) for each in said["items"]
    ]


def test_a_catalogue_in_dcat_becomes_drafts_under_one_review(huang, chen, cast):
    given = Input(content=WRITTEN.encode(), mapping=known("dcat"), file="a.ttl", provider="511700-zrzyj")
    told = queries.import_preview(huang, given, NOW)
    assert (told["read"], told["created"]) == (2, 2)
    made = services.import_catalogue(given, actor=huang, now=NOW)
    assert made.as_json()["created"] == 2
    assert queries.import_preview(huang, given, NOW)["unchanged"] == 2


@pytest.mark.parametrize("ending", ["ttl", "jsonld"])
@pytest.mark.parametrize(("name", "count"), EXAMPLES.items())
def test_the_examples_of_the_recommendation_are_read(name, count, ending):
    found = proposed(shared(f"conformance/w3c_dcat/{name}.{ending}").read_bytes(), provider="511700-sjj")
    assert len(found) == count
    assert all(each.fits or each.faults for each in found)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"@prefix dcat: <", "turtle"), (b"<?xml version='1.0'?><rdf:RDF", "xml"), (b'{"@graph": [', "json-ld"),
        (b'{"@context": "http://127.0.0.1/secret", "@graph": []}', "@context"), (b'{"@graph": [{"@context": [{"@import": "file:///etc/passwd"}]}]}', "@context"),
        (b"<http://a> <http://b> <http://c> .", "dcat:Dataset"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e;</rdf:RDF>', "dcat:Dataset"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_nothing_elsewhere_is_fetched(content, word):
    with pytest.raises(FileUnfit) as told:
        proposed(content)
    assert word in str(told.value)
    assert "root:" not in str(told.value)
