"""Which base and topic databases the texts of each place have built, and who leads those of several bodies."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.proof import obligation

from gongshu.bases import kinds, queries, services
from gongshu.bases.defining import require_lead
from gongshu.bases.errors import BaseUnfit
from gongshu.catalogue.tests.conftest import cast_of, place
from gongshu.grants.tests.stage import NOW
from gongshu.people.models import Body, BodyRole

__all__ = ["cast_of", "place"]


def listed(people, family):
    """The kinds that the page of bases lists with an article, as one finds them who works in a body."""
    found = queries.databases(people("huang"), NOW).kinds
    return {key: str(each.article) for key, each in found.items() if each.family == family and each.article}


def refused(people, kind):
    """What is said to a lead body that names this kind."""
    huang = people("huang")
    given = {"title": "库", "kind": kind, "lead": huang.body, "key": {"form": "any", "code": "k", "name": "k"}, "members": [{"entry": "0", "key": "k"}], "items": [{"code": "x", "name": "x", "from": [{"entry": "0", "column": "x"}]}]}  # fmt: skip
    with pytest.raises(BaseUnfit) as told:
        services.define(given, actor=huang, now=NOW)
    return any("is no kind" in en for _, en in told.value.faults)


@obligation("chengdu-15-4")
def test_in_chengdu_the_five_kinds_of_the_text_are_built(cast_of):
    people = cast_of("cn/sichuan/chengdu")
    assert listed(people, "base") == dict.fromkeys(
        ("population", "legal_person", "natural_resources", "economy", "electronic_certificates"),
        "成都条例 第十五条第二款",
    )
    assert not refused(people, "economy")
    assert refused(people, "social_credit")


@obligation("chengdu-15-5")
def test_in_chengdu_the_topics_of_the_text_are_built(cast_of):
    people = cast_of("cn/sichuan/chengdu")
    topics = ("healthcare", "social_security", "ecology_environment", "emergency_management", "credit")
    assert listed(people, "topic") == dict.fromkeys(topics, "成都条例 第十五条第二款")
    assert not refused(people, "healthcare")


@obligation("jiangsu-24-1")
def test_in_jiangsu_the_five_kinds_of_the_text_are_built(cast_of):
    people = cast_of("cn/jiangsu")
    assert set(listed(people, "base")) == {
        "population",
        "legal_person",
        "electronic_certificates",
        "social_credit",
        "natural_resources_and_spatial_geography",
    }
    assert not refused(people, "social_credit")
    assert refused(people, "economy")


@obligation("jiangsu-24-2")
def test_in_jiangsu_topics_are_built_as_needed(cast_of):
    people = cast_of("cn/jiangsu")
    assert "macro_economy" in listed(people, "topic")
    assert not refused(people, "macro_economy")


@obligation("hunan-13-3")
def test_in_hunan_the_three_kinds_of_the_draft_are_built(cast_of):
    people = cast_of("cn/hunan")
    assert set(listed(people, "base")) == {"natural_person", "legal_person", "natural_resources_and_spatial_geography"}
    assert not refused(people, "natural_person")
    assert refused(people, "population")


@obligation("hunan-13-4")
def test_in_hunan_special_topics_across_regions_and_key_sectors_are_built(cast_of):
    people = cast_of("cn/hunan")
    topics = {"cross_region_cross_department_special_topic", "key_sector_thematic"}
    assert set(listed(people, "topic")) == topics
    assert not refused(people, "key_sector_thematic")


def test_where_a_text_is_silent_the_usual_kinds_stand_without_an_article(cast_of):
    people = cast_of("cn/sichuan/dazhou")
    found = queries.databases(people("huang"), NOW).kinds
    assert "legal_person" in found
    assert not any(each.article for each in found.values())


@obligation("chengdu-15-6")
def test_in_chengdu_a_database_of_several_bodies_is_led_by_its_lead_unit(cast_of):
    cast_of("cn/sichuan/chengdu")
    body = Body.objects.select_related("region").get(code="510100-zrzyj")
    members = [SimpleNamespace(provider_id=body.pk), SimpleNamespace(provider_id=body.pk + 1)]
    faults = []
    assert str(require_lead(body, members, NOW, faults)) == "成都条例 第十五条第二款"
    assert "lead unit" in faults[0][1]
    day = timezone.localdate(NOW)
    BodyRole.objects.create(body=body, role="lead_unit", region=body.region, since=day, basis="成都条例 第十五条第二款")
    assert require_lead(body, members, NOW, faults) is None
    assert require_lead(body, members[:1], NOW, faults) is None
    assert len(faults) == 1
    assert kinds.lead_duties(day).value == ["collect", "update", "maintain"]
