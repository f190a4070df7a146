"""The figures of the portal and its checklist: what they say is what the node is."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from gongshu.catalogue import checklist
from gongshu.catalogue.checklist import Check, Finding
from gongshu.catalogue.models import Resource
from gongshu.catalogue.searching import index
from gongshu.catalogue.words import ResourceState

LICENCE = {"name": "CC BY 4.0", "address": "https://creativecommons.org/licenses/by/4.0/"}


ASSESSMENT, STATISTICS = (import_module(f"gongshu.portal.queries.{name}") for name in ("assessment", "statistics"))


@pytest.fixture(autouse=True)
def _anew() -> None:
    """Nothing that an earlier test has counted is kept."""
    ASSESSMENT._found.cache_clear()
    STATISTICS._counted.cache_clear()


def checks(visitor: Any) -> dict[str, Any]:
    ASSESSMENT._found.cache_clear()
    return {each["check"]: each for each in visitor().get("/assessment.json").json()["checks"]}


def test_the_figures_count_what_the_visitor_may_see(city: Any, visitor: Any) -> None:
    said = visitor().get("/figures.json").json()
    assert (said["entries"], said["opened"], said["live"], said["rows"]) == (5, 3, 4, 12)
    assert {each["key"]: each["entries"] for each in said["domains"]} == {
        "transport": 3,
        "geography": 1,
        "resources_energy": 1,
    }
    assert sum(each["entries"] for each in said["bodies"]) == 5
    assert (said["terms"], said["terms_kept"]) == (2, 1)
    assert said["formats"] == {"CSV": 4, "JSONL": 4, "XLSX": 4, "PARQUET": 4}


def test_months_are_the_last_twelve_with_what_happened_in_each(city: Any, visitor: Any) -> None:
    months = visitor().get("/figures.json").json()["months"]
    assert (len(months), months[0]["month"], months[-1]["month"]) == (12, "2024-10", "2025-09")
    assert sum(each["kept"] for each in months) == 1
    assert sum(each["missed"] for each in months) == 1
    assert months[-1]["cases"] > 0


@pytest.mark.parametrize("address", ["/figures", "/assessment", "/proof/check"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_need_no_account(city: Any, visitor: Any, address: str, language: str) -> None:
    assert visitor(language=language).get(address).status_code == 200


def test_an_empty_entry_is_told_until_it_has_data(city: Any, visitor: Any) -> None:
    told = checks(visitor)["not-empty"]
    assert (told["met"], told["count"], told["of"]) == (False, 4, 5)
    assert visitor().get(told["address"]).status_code == 200
    city.entries[-1].state = "withdrawn"
    city.entries[-1].save()
    index.write(city.entries[-1])
    assert checks(visitor)["not-empty"]["met"] is True


def test_a_licence_is_met_once_the_operator_has_set_one(city: Any, visitor: Any, settings: Any) -> None:
    assert checks(visitor)["licence"]["met"] is False
    settings.GONGSHU = replace(settings.GONGSHU, licence=LICENCE)
    assert checks(visitor)["licence"]["count"] == 3


def test_terms_that_were_missed_are_counted_and_not_smoothed(city: Any, visitor: Any) -> None:
    told = checks(visitor)["terms"]
    assert (told["met"], told["count"], told["of"]) == (False, 1, 2)


def test_an_interface_counts_only_where_its_copy_is_there(table: Any, visitor: Any) -> None:
    from gongshu.grants.models import ServingCopy

    assert (checks(visitor)["interface"]["met"], checks(visitor)["without-account"]["met"]) == (True, True)
    ServingCopy.objects.update(current=False)
    assert checks(visitor)["interface"]["met"] is False


def test_items_are_really_searched_for(table: Any, visitor: Any) -> None:
    assert checks(visitor)["item-search"]["met"] is True
    from gongshu.catalogue.searching import full_text

    full_text.remove([table.pk])
    index.touch()
    assert checks(visitor)["item-search"]["met"] is False


def test_where_there_is_nothing_to_judge_by_nothing_is_called_met(db: None, node: Any, visitor: Any) -> None:
    told = checks(visitor)
    assert {told[key]["met"] for key in ("not-empty", "licence", "interface", "item-search")} == {None}


def test_files_that_no_program_reads_are_not_machine_readable(table: Any, visitor: Any) -> None:
    assert checks(visitor)["machine-readable"]["met"] is True
    resource = Resource.objects.get(entry=table)
    assert resource.state == ResourceState.HOOKED
    Resource.objects.filter(pk=resource.pk).update(kind="file")
    type(resource.snapshot).objects.filter(pk=resource.snapshot_id).update(files=[{"name": "说明.pdf"}])
    assert checks(visitor)["machine-readable"]["met"] is False


def test_a_capability_adds_its_own_check(city: Any, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklist, "_checks", dict(checklist._checks))
    checklist.register(
        Check(key="own", layer="data", title="自己的", counted="项", find=lambda now: Finding(met=True, count=3, of=3))
    )
    assert checks(visitor)["own"]["count"] == 3
    assert "自己的" in visitor().get("/assessment").content.decode()


def test_asking_again_within_the_minute_makes_no_work(
    city: Any, visitor: Any, django_assert_max_num_queries: Any
) -> None:
    visitor().get("/assessment")
    with django_assert_max_num_queries(4):
        visitor().get("/assessment")


def test_programs_get_the_same_figures_and_checks(city: Any, visitor: Any) -> None:
    for page, api in (("/figures.json", "/api/v1/statistics"), ("/assessment.json", "/api/v1/assessment")):
        assert visitor().get(page).json() == visitor().get(api).json()
