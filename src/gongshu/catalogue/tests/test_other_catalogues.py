"""Catalogues as other portals really hand them out are read whole: every record is kept or its problem told."""

from __future__ import annotations

import pytest
from tests.shared import SHARED, shared

from gongshu.catalogue.importing.mapping import chosen, known
from gongshu.catalogue.importing.proposals import Places, proposals
from gongshu.catalogue.importing.records import records

PORTALS = sorted(path.name for path in (SHARED / "china_catalogues/portals").glob("*")) or ["anhui_anhui.json"]
CRAWLED = sorted(path.name for path in (SHARED / "china_catalogues/mappings").glob("[a-z]*.json")) or [
    "anhui_hefei.json"
]
OTHERS = {
    "catalogues/ckan/catalog.data.gov.package_search.json": "ckan",
    "catalogues/dcat_us/dhs.data.json.gz": "data-json",
    "catalogues/dcat_us/fcc.data.json": "data-json",
    "catalogues/dcat_us/fda.data.json": "data-json",
    "catalogues/dcat_us/usaid.data.json.gz": "data-json",
    "catalogues/socrata_catalogue_a.csv": "socrata",
    "catalogues/socrata_data.sfgov.org.jsonl": "socrata",
    "catalogues/taiwan/data_gov_tw_download_counts.csv.gz": "portal",
    "catalogues/taiwan/taichung_raw.csv": "portal",
    "catalogues/udata_fixture_results.json.gz": "udata",
}


def kept(path, mapping) -> tuple[int, int]:
    """How many records there are, and how many can be imported."""
    found = list(
        proposals(
            records(path.read_bytes(), mapping.within), mapping, Places(bodies={}, regions={}, provider="511700-sjj")
        )
    )
    assert all(each.fits or each.faults for each in found)
    return len(found), sum(each.fits for each in found)


@pytest.mark.parametrize("name", PORTALS)
def test_chinese_portals_are_read_by_the_names_of_their_fields(name):
    read, fit = kept(shared(f"china_catalogues/portals/{name}"), known("portal"))
    # One crawl holds every second record twice under one address; the same record is imported once.
    assert fit >= read * (0.45 if "shanghai" in name else 0.98)


@pytest.mark.parametrize("name", CRAWLED)
def test_mapping_files_of_portals_say_which_field_is_which(name):
    found = list((SHARED / "china_catalogues/portals").glob(f"{name}*"))
    path = found[0] if found else shared(f"china_catalogues/portals/{name}")
    read, fit = kept(path, chosen(str(shared(f"china_catalogues/mappings/{name}"))))
    assert fit >= read * (0.45 if "shanghai" in name else 0.98)


@pytest.mark.parametrize(("name", "mapping"), OTHERS.items())
def test_catalogues_of_other_platforms_are_read(name, mapping):
    read, fit = kept(shared(name), known(mapping))
    assert fit >= read * 0.9
