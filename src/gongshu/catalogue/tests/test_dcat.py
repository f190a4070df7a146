"""The catalogue for other catalogues: DCAT-AP in three forms, schema.org whole. Judged by an RDF library and by the profile's own shapes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, RDF
from tests.shared import shared

from gongshu.catalogue import services
from gongshu.catalogue.exchange import dcat, json_ld, rdf_xml, turtle
from gongshu.catalogue.exchange.graph import Link, Text, Thing
from gongshu.catalogue.queries import published
from gongshu.catalogue.tests.stage import NOW, complete, deliver, hook, publish
from gongshu.people.actor import ANYONE

READ = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
LICENCE = {"name": "CC BY 4.0", "address": "https://creativecommons.org/licenses/by/4.0/"}
SHAPES = ["3.0.0_html_shacl_shapes.ttl", "3.0.0_html_shacl_range.ttl", "3.0.0_html_shacl_mdr-vocabularies.shape.ttl",
          "3.0.0_html_shacl_shapes_recommended.ttl", "3.0.0_shacl_dcat-ap-SHACL.ttl"]  # fmt: skip
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.fixture
def listed(huang, chen):
    """One entry that is open, one on conditions, one withheld, one without data."""
    items = [{"name": "点号", "code": "point", "type": "integer", "key": True}]
    basis = {"kind": "law", "law": "测绘法", "article": "第三十四条"}
    said = [
        complete(opening="unconditional", opening_conditions="", keywords=["不动产", "登记"]),
        complete(title="宗地\n“界址”\\点 <&>", opening="conditional", opening_conditions="仅限核验", items=[{**items[0], "code": "corner"}]),
        complete(title="控制点", opening="withheld", opening_basis=basis, items=[{**items[0], "code": "control"}]),
        complete(title="空目录", opening="unconditional", opening_conditions="", items=[{**items[0], "code": "empty"}]),
    ]  # fmt: skip
    made = [publish(services.add(each, actor=huang, now=NOW), huang, chen) for each in said]
    for place, entry in enumerate(made[:2]):
        deliver(entry, huang, delivery=f"d{place}")
        hook(entry, huang, chen)
    return made


def graph(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    ending = address.rpartition(".")[2]
    return rdflib.Graph().parse(data=b"".join(answer.streaming_content), format=READ[ending])


def test_the_three_forms_say_the_same(client, listed):
    forms = [graph(client, f"/catalog.{ending}") for ending in READ]
    assert len(forms[0]) > 100
    assert all(isomorphic(forms[0], other) for other in forms[1:])


def test_the_public_is_told_of_what_is_opened_and_of_nothing_that_is_withheld(client, listed):
    found = graph(client, "/catalog.ttl")
    told = {str(each) for each in found.objects(None, DCTERMS.identifier)}
    assert {entry.number for entry in listed} & told == {listed[0].number, listed[1].number, listed[3].number}
    assert "控制点" not in found.serialize()
    assert len(set(found.objects(None, DCAT.dataset))) == 3


def test_a_public_body_is_told_of_all_entries(listed, liu):
    assert {each.number for each in published(liu)} == {entry.number for entry in listed}


def test_downloads_are_named_only_where_anybody_may_take_them(client, listed, settings):
    settings.GONGSHU = replace(settings.GONGSHU, licence=LICENCE)
    found = graph(client, "/catalog.rdf")
    downloads = {str(each) for each in found.objects(None, DCAT.downloadURL)}
    assert {each.rpartition("=")[2] for each in downloads} == {"csv", "jsonl", "xlsx", "parquet"}
    assert all(f"/data/{listed[0].number}/" in each for each in downloads)
    closed = [each for each in found.subjects(RDF.type, DCAT.Distribution) if listed[1].number in str(each)]
    assert len(closed) == 1
    assert (closed[0], DCTERMS.license, None) not in found
    assert (None, DCTERMS.license, rdflib.URIRef(LICENCE["address"])) in found


def test_what_stands_in_a_title_comes_out_as_it_was_written(client, listed):
    for ending in READ:
        titles = {str(each) for each in graph(client, f"/catalog.{ending}").objects(None, DCTERMS.title)}
        assert "宗地\n“界址”\\点 <&>" in titles


def test_one_data_set_can_be_had_alone_by_whoever_sees_it(client, listed):
    found = graph(client, f"/catalogue/{listed[0].number}.ttl")
    assert len(set(found.subjects(RDF.type, DCAT.Dataset))) == 1
    assert client.get(f"/catalogue/{listed[2].number}.ttl").status_code == 404
    assert client.get("/catalog.pdf").status_code == 404
    page = client.get(f"/catalogue/{listed[0].number}").content.decode()
    assert f'type="text/turtle" href="/catalogue/{listed[0].number}.ttl"' in page


def test_the_catalogue_violates_no_shape_of_dcat_ap(client, listed, settings):
    import pyshacl

    shapes = rdflib.Graph()
    for name in SHAPES:
        shapes.parse(shared(f"conformance/dcat-ap/{name}"))
    settings.GONGSHU = replace(settings.GONGSHU, licence=LICENCE)
    _fits, report, _text = pyshacl.validate(graph(client, "/catalog.ttl"), shacl_graph=shapes, advanced=True, do_owl_imports=False)  # fmt: skip
    told = {each: report.value(each, SHACL.resultSeverity) for each in report.objects(None, SHACL.result)}
    assert SHACL.Warning in told.values(), "what is only recommended is found missing, so the shapes really look"
    assert [report.value(each, SHACL.resultMessage) for each, severity in told.items() if severity == SHACL.Violation] == []  # fmt: skip


def test_the_file_is_read_in_batches_of_the_same_number_of_queries(listed, django_assert_num_queries):
    with django_assert_num_queries(5):  # entries and what is read with them, and that nothing follows
        assert len(list(published(ANYONE))) == 3


def test_things_without_an_address_stay_inside_and_characters_that_xml_cannot_hold_are_left_out():
    inner = Thing(("dct:Location",), (("skos:prefLabel", Text("达\x0b州", "zh")),))
    thing = Thing(("dcat:Dataset",), (("dct:spatial", inner), ("dct:relation", Link("http://a/甲 乙"))), "http://a/b")
    read = [
        rdflib.Graph().parse(data="".join(form.written([thing])), format=name)
        for form, name in ((turtle, "turtle"), (rdf_xml, "xml"), (json_ld, "json-ld"))
    ]
    assert all(isomorphic(read[0], other) for other in read[1:])
    assert {str(each) for each in read[0].objects(None, rdflib.SKOS.prefLabel)} == {"达州"}


def test_schema_org_names_every_opened_data_set_and_none_that_is_withheld(listed):
    from gongshu.catalogue.exporting import schema_org

    said = json.loads("".join(schema_org.catalogue(published(ANYONE))))["@graph"]
    assert [each["@type"] for each in said] == ["DataCatalog", "Dataset", "Dataset", "Dataset"]
    assert all(each.get("identifier") != listed[2].number for each in said)


def test_every_word_of_our_lists_that_the_vocabularies_know_is_named():
    from gongshu.catalogue.exchange import vocabulary
    from gongshu.catalogue.words import Attribute, Domain, Frequency, ItemType

    for scheme, words in (("data-theme", Domain), ("frequency", Frequency), ("access-right", Attribute)):
        assert all(vocabulary.concept(scheme, word) for word in words)
    assert set(dcat.DATATYPES) == set(ItemType)


def test_the_catalogue_as_ckan_writes_it_is_read_back_by_the_mapping_for_ckan(listed):
    from gongshu.catalogue.exchange.forms import FORMS
    from gongshu.catalogue.importing.mapping import known
    from gongshu.catalogue.importing.records import records

    written = "".join(FORMS["ckan-json"].written(published(ANYONE)))
    found = list(records(written.encode(), known("ckan").within))
    assert json.loads(written)["result"]["count"] == len(found) == 3
    assert [each.said["name"] for each in found] == [listed[0].number, listed[1].number, listed[3].number]
