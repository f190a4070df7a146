"""Kinds of body and sectors are what the text of the place names."""

from dataclasses import replace
from datetime import date

import pytest

from gongshu.people.kinds import OWN, kinds, sectors
from gongshu.people.law import jurisdiction, terms

DAY = date(2025, 9, 29)
PLACES = {
    "cn/sichuan/dazhou": ["government_department", "public_service_organisation"],
    "cn/sichuan/chengdu": ["government_department", "public_service_organisation"],
    "cn/jiangsu": [
        "state_organ",
        "organisation_authorised_by_law_to_manage_public_affairs",
        "public_enterprise_institution",
    ],
    "cn/hunan": [
        "state_organ",
        "public_institution",
        "organisation_authorised_to_manage_public_affairs",
        "public_service_organisation",
    ],
}


def at(settings, place, **said):
    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=place, **said)


@pytest.mark.parametrize("place", PLACES)
def test_a_body_is_of_a_kind_that_the_text_names_or_of_one_of_two_more(settings, place):
    at(settings, place)
    assert list(kinds(DAY)) == [*PLACES[place], *OWN]


@pytest.mark.parametrize("place", PLACES)
def test_every_kind_has_its_statutory_word_in_both_languages(settings, place):
    at(settings, place)
    for words in kinds(DAY).values():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words["zh"])
        assert words["en"].isascii()


def test_dazhou_names_ten_sectors_of_public_service(settings):
    at(settings, "cn/sichuan/dazhou")
    assert len(sectors(DAY)) == 10
    assert sectors(DAY)["water"]["zh"] == "供水"


def test_before_the_text_begins_the_coming_text_names_the_kinds(settings):
    at(settings, "cn/jiangsu")
    assert list(kinds(date(2004, 1, 1))) == list(kinds(DAY))


def test_after_the_text_lapsed_two_kinds_are_left_beside_ours(settings):
    at(settings, "cn/sichuan/dazhou")
    assert list(kinds(date(2030, 3, 1))) == ["government_department", "public_service_organisation", *OWN]
    assert sectors(date(2030, 3, 1)) == {}


def test_a_draft_names_kinds_on_a_rehearsal_only(settings):
    at(settings, "cn/hunan", rehearsal=False)
    assert "state_organ" not in kinds(DAY)
    at(settings, "cn/hunan", rehearsal=True)
    assert "state_organ" in kinds(DAY)


def test_a_lapsed_text_says_nothing_even_on_a_rehearsal(settings):
    at(settings, "cn/sichuan/dazhou", rehearsal=True)
    assert terms(date(2030, 2, 28))["sharing.reply"].article.law == "达州办法"
    assert not {term.article.law for term in terms(date(2030, 3, 1)).values() if term.article} & {"达州办法"}
    assert jurisdiction().code == "511700"
