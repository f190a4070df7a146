"""Stars, favourites and saved searches."""

from __future__ import annotations

import pytest

from gongshu.audit.models import AuditEvent
from gongshu.catalogue.errors import NoSuchEntry
from gongshu.catalogue.queries import Asked
from gongshu.catalogue.tests.stage import at
from gongshu.participation import queries, services
from gongshu.participation.errors import NotKept, SearchUnfit, StarsUnfit
from gongshu.participation.models import Favourite, Rating
from gongshu.participation.tests.stage import withhold
from gongshu.people.actor import ANYONE
from gongshu.people.permission import Refused


def test_everybody_gives_an_entry_stars_once_and_may_change_them(entry, lin, shutong):
    services.rate(entry.number, 2, actor=lin, now=at(1))
    services.rate(entry.number, 5, actor=lin, now=at(2))
    services.rate(entry.number, 4, actor=shutong, now=at(3))
    said = queries.voice(lin, entry)
    assert (said.average, said.count, said.own) == (4.5, 2, 5)
    assert queries.voice(ANYONE, entry).own is None


def test_a_provider_gives_no_stars_to_its_own_data(entry, huang, liu):
    with pytest.raises(Refused):
        services.rate(entry.number, 5, actor=huang, now=at(1))
    services.rate(entry.number, 3, actor=liu, now=at(1))
    assert Rating.objects.count() == 1


def test_whoever_is_not_signed_in_gives_no_stars_and_keeps_nothing(entry):
    for act in (
        lambda: services.rate(entry.number, 5, actor=ANYONE, now=at(1)),
        lambda: services.keep(entry.number, actor=ANYONE, now=at(1)),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize("stars", [0, 6])
def test_other_than_one_to_five_stars_are_refused(entry, lin, stars):
    with pytest.raises(StarsUnfit):
        services.rate(entry.number, stars, actor=lin, now=at(1))


def test_what_somebody_cannot_see_they_neither_rate_nor_keep(entry, lin, huang, chen):
    withhold(entry, huang, chen, 2)
    for act in (
        lambda: services.rate(entry.number, 5, actor=lin, now=at(3)),
        lambda: services.keep(entry.number, actor=lin, now=at(3)),
    ):
        with pytest.raises(NoSuchEntry):
            act()


def test_a_favourite_is_kept_once_and_its_letters_are_changed_by_keeping_again(entry, lin):
    services.keep(entry.number, actor=lin, now=at(1))
    services.keep(entry.number, "daily", actor=lin, now=at(2))
    (kept,) = queries.kept(lin).favourites
    assert kept.letters == "daily"
    assert kept.made_at == at(1)
    services.drop(entry.number, actor=lin, now=at(3))
    assert queries.kept(lin).favourites == []
    with pytest.raises(NotKept):
        services.drop(entry.number, actor=lin, now=at(4))


def test_a_favourite_that_is_withheld_later_leaves_the_list(entry, lin, huang, chen):
    services.keep(entry.number, actor=lin, now=at(1))
    withhold(entry, huang, chen, 2)
    assert queries.kept(lin).favourites == []
    assert Favourite.objects.count() == 1


def test_nobody_sees_what_others_keep(entry, lin, shutong):
    services.keep(entry.number, actor=lin, now=at(1))
    services.keep_search("房产", Asked(text="不动产"), actor=lin, now=at(1))
    kept = queries.kept(shutong)
    assert kept.favourites == []
    assert kept.searches == []
    with pytest.raises(NotKept):
        services.drop_search(queries.kept(lin).searches[0].pk, actor=shutong, now=at(2))


def test_a_search_without_name_or_words_is_not_saved(cast, lin):
    for title, asked in (("", Asked(text="不动产")), ("全部", Asked())):
        with pytest.raises(SearchUnfit):
            services.keep_search(title, asked, actor=lin, now=at(1))


def test_a_saved_search_knows_its_address_and_the_log_does_not_tell_what_it_looks_for(cast, lin):
    asked = Asked(text="不动产", facets={"domain": ("construction",), "unknown": ("x",)})
    kept = services.keep_search("房产", asked, "daily", actor=lin, now=at(1))
    assert kept.address == "q=%E4%B8%8D%E5%8A%A8%E4%BA%A7&domain=construction"
    assert "不动产" not in AuditEvent.objects.get(event="participation:search:keep").body
    services.set_search_letters(kept.pk, "none", actor=lin, now=at(2))
    assert queries.kept(lin).searches[0].letters == "none"
