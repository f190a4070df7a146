"""How the nation's law meets the cities': stricter wins, unverified warns, silence stays silence."""

from __future__ import annotations

from datetime import date

import pytest

from gongshu import law

DAY = date(2025, 9, 29)
MINE = ("cn/sichuan/dazhou", "cn/shanxi/taiyuan")


@pytest.mark.pure
@pytest.mark.parametrize("place", MINE)
def test_no_value_of_the_city_is_laxer_than_the_nation_allows(place: str) -> None:
    assert law.load().terms(place, DAY).conflicts == ()


@pytest.mark.pure
def test_dazhou_answers_in_five_days_though_the_nation_may_allow_ten() -> None:
    library = law.load()
    assert library.terms("cn", DAY)["sharing.reply"].status == "unverified"
    assert library.terms("dazhou", DAY).deciding("sharing.reply").article.law == "达州办法"


@pytest.mark.pure
def test_an_unverified_national_term_decides_nothing_where_the_city_is_silent() -> None:
    terms = law.load().terms("taiyuan", DAY)
    assert terms["sharing.reply"].status == "unverified"
    assert terms.value("sharing.reply") is None


@pytest.mark.pure
@pytest.mark.parametrize("place", ["cn", *MINE])
def test_every_article_that_a_value_or_a_role_cites_has_a_summary(place: str) -> None:
    library = law.load()
    held = library.jurisdiction(place)
    cited = {dated.article for parameter in held.parameters.values() for dated in parameter.values}
    cited |= {part.article for part in (*held.roles.roles.values(), *held.roles.functions.values()) if part.article}
    assert [str(article) for article in cited if library.article(article) is None] == []


@pytest.mark.pure
@pytest.mark.parametrize(("place", "last"), [("dazhou", 53), ("taiyuan", 32)])
def test_every_article_of_the_text_has_a_summary(place: str, last: int) -> None:
    held = law.load().jurisdiction(place)
    assert sorted(number for _, number in held.texts) == list(range(1, last + 1))


@pytest.mark.pure
def test_taiyuan_splits_the_management_of_government_data_from_the_platform() -> None:
    library = law.load()
    assert library.role("informatisation_authority", "taiyuan").article.clause == "第五条第三款"
    assert library.role("operating_institution", "taiyuan").article.clause == "第七条第一款"
    assert library.function("sharing.decider", "taiyuan").article is None  # the text names no decider


@pytest.mark.pure
def test_dazhou_sends_a_level_catalogue_one_level_up_and_a_body_catalogue_to_its_own_level() -> None:
    library = law.load()
    assert library.function("catalogue.level_reviewer", "dazhou").above
    assert not library.function("catalogue.reviewer", "dazhou").above
