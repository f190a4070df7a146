"""CKAN's programs read a node as it is run: ckanapi, as it is published, over HTTP."""

from __future__ import annotations

import pytest
from ckanapi import NotFound, RemoteCKAN, ValidationError

from gongshu.gateway.tests.conftest import cast, client, scene, stage, today
from tests.browser import served

__all__ = ["cast", "client", "scene", "stage", "today"]


@pytest.fixture
def opened(stage):
    return stage.entry(sharing="unconditional", opening="unconditional", opening_conditions="")


@pytest.fixture
def ckan(opened, client):
    from gongshu.site.asgi import application

    with served(application) as address:
        yield RemoteCKAN(address)


def test_ckanapi_finds_a_data_set_and_reads_its_rows(ckan, opened):
    found = ckan.action.package_search(q="不动产", fq=f"organization:{opened.provider.code}")
    assert (found["count"], found["results"][0]["name"]) == (1, opened.number)
    table = next(each for each in found["results"][0]["resources"] if each["format"] == "CSV")
    rows = ckan.action.datastore_search(resource_id=table["id"], limit=2, sort="unit_no desc")
    assert (rows["total"], [each["unit_no"] for each in rows["records"]]) == (6, ["U00006", "U00005"])


def test_ckanapi_is_told_of_what_is_not_there_in_its_own_words(ckan, opened):
    with pytest.raises(NotFound):
        ckan.action.package_show(id="511700-9999")
    with pytest.raises(NotFound):
        ckan.action.datastore_search(resource_id="511700-9999-1")
    with pytest.raises(ValidationError):
        ckan.action.datastore_search(resource_id=f"{opened.number}-1", filters={"unit_no": {"from": 1}})
