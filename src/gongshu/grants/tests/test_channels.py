"""Lawful channels: to public bodies by sharing, to everybody else by opening, and nowhere a third way."""

from __future__ import annotations

import pytest

from gongshu.grants.channels import Channel, channel_of, direct_way, require_channel
from gongshu.grants.errors import NotLawful
from gongshu.grants.offers import Receiver
from gongshu.grants.tests.places import CITIZEN, COMPANY, PLACES, body, law, offer

pytestmark = pytest.mark.pure
ATTRIBUTES = ("unconditional", "conditional", "withheld")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sharing", ATTRIBUTES)
@pytest.mark.parametrize("opening", ATTRIBUTES)
def test_in_no_place_do_data_reach_the_public_but_by_opening(place, sharing, opening):
    for person in (CITIZEN, COMPANY, Receiver(kind="anyone", name="公众")):
        given = offer(sharing=sharing, opening=opening)
        way = direct_way(given, person, law(place))
        assert way is None or (way.channel is Channel.OPENING and opening == "unconditional")
        if opening == "withheld":
            with pytest.raises(NotLawful):
                require_channel(given, person, law(place))
        else:
            assert require_channel(given, person, law(place)) is Channel.OPENING


@pytest.mark.parametrize("place", PLACES)
def test_in_no_place_is_withheld_data_granted_to_a_body(place):
    with pytest.raises(NotLawful, match="withheld"):
        require_channel(offer(sharing="withheld"), body(place), law(place))


@pytest.mark.parametrize("place", PLACES)
def test_in_every_place_a_body_receives_by_sharing(place):
    assert require_channel(offer(), body(place), law(place)) is Channel.SHARING
    assert channel_of(body(place)) is Channel.SHARING


def test_a_refusal_of_withheld_data_names_the_law_that_forbids_it():
    with pytest.raises(NotLawful) as found:
        require_channel(offer(sharing="withheld"), body(), law())
    assert "测绘法 第三十条" in found.value.because["zh"]


@pytest.mark.obligation("dazhou-18-2")
def test_in_dazhou_only_departments_and_public_service_organisations_share():
    assert require_channel(
        offer(), Receiver(kind="public-body", name="水务公司", body_kind="public_service_organisation"), law()
    )
    with pytest.raises(NotLawful) as found:
        require_channel(offer(), Receiver(kind="public-body", name="某央企分公司", body_kind="central_body"), law())
    assert found.value.article.label == "达州办法 第十八条第二款"


@pytest.mark.obligation("chengdu-3-3")
def test_in_chengdu_only_departments_and_public_service_organisations_share():
    with pytest.raises(NotLawful) as found:
        require_channel(
            offer(),
            Receiver(kind="public-body", name="某央企分公司", body_kind="central_body"),
            law("cn/sichuan/chengdu"),
        )
    assert found.value.article.label == "成都条例 第三条第(六)项"


@pytest.mark.obligation("jiangsu-33-1")
def test_in_jiangsu_the_three_kinds_of_institution_share():
    place = law("cn/jiangsu")
    for kind in (
        "state_organ",
        "organisation_authorised_by_law_to_manage_public_affairs",
        "public_enterprise_institution",
    ):
        assert (
            require_channel(offer(), Receiver(kind="public-body", name="单位", body_kind=kind), place)
            is Channel.SHARING
        )
    with pytest.raises(NotLawful) as found:
        require_channel(offer(), Receiver(kind="public-body", name="某央企分公司", body_kind="central_body"), place)
    assert found.value.article.label == "江苏条例 第三十三条第一款"


@pytest.mark.obligation("dazhou-5-2")
def test_a_park_committee_of_dazhou_takes_part_in_sharing_like_a_department():
    park = Receiver(kind="public-body", name="高新区管委会", body_kind="park_committee")
    assert require_channel(offer(), park, law()) is Channel.SHARING


def test_where_a_text_names_no_parties_every_public_body_may_take_part():
    central = Receiver(kind="public-body", name="某央企分公司", body_kind="central_body")
    assert require_channel(offer(), central, law("cn/shanxi/taiyuan")) is Channel.SHARING


@pytest.mark.obligation("dazhou-20-1")
def test_unconditionally_shared_data_is_taken_directly_by_bodies_of_dazhou():
    way = direct_way(offer(sharing="unconditional"), body(), law())
    assert way is not None
    assert (way.channel, way.article.label) == (Channel.SHARING, "达州办法 第二十条第一款")


@pytest.mark.obligation("dazhou-27-1")
def test_unconditionally_opened_data_is_taken_directly_by_anybody_in_dazhou():
    for person in (CITIZEN, COMPANY, Receiver(kind="anyone", name="公众")):
        way = direct_way(offer(opening="unconditional"), person, law())
        assert way is not None
        assert way.article.label == "达州办法 第二十七条第一款"


def test_what_was_shared_unconditionally_is_not_thereby_open_to_the_public():
    assert direct_way(offer(sharing="unconditional", opening="conditional"), CITIZEN, law()) is None


@pytest.mark.parametrize("changed", [{"live": False}, {"published": False}])
def test_nothing_is_taken_directly_from_an_entry_without_data_or_off_the_catalogue(changed):
    assert direct_way(offer(sharing="unconditional", opening="unconditional", **changed), body(), law()) is None


def test_an_entry_that_is_not_published_opens_no_channel():
    with pytest.raises(NotLawful, match="not published"):
        require_channel(offer(published=False), body(), law())
