"""The data map: who gives what to whom, as far as one may see it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gongshu.cases.services import move
from gongshu.cases.statement import Statement
from gongshu.catalogue.tests.stage import at
from gongshu.grants.models import Grant
from gongshu.portal.drawing.streams import Stop, Stream, drawing


@pytest.fixture
def granted(city: Any) -> Any:
    """The city in which the running application of the 交通局 was granted."""
    move(city.running.number, "grant", Statement(reason="符合条件"), actor=city.person("chen"), now=at(1))
    return city


def test_giver_receiver_and_whoever_decided_see_a_flow_and_others_do_not(granted: Any, visitor: Any) -> None:
    flow = {
        "provider": "511700-zrzyj",
        "receiver": "511700-jtysj",
        "entry": None,
        "title": None,
        "grants": 1,
        "entries": 1,
    }
    for login in ("he", "huang", "chen", "auditadmin"):
        assert visitor(login).get("/flows.json").json()["flows"] == [flow], login
    for login in ("zhou", "lin"):
        assert visitor(login).get("/flows.json").json()["flows"] == [], login
    assert visitor().get("/flows").status_code == 302
    assert visitor().get("/api/v1/flows").json()["flows"] == []


def test_the_map_of_a_body_names_the_entries_between(granted: Any, visitor: Any) -> None:
    flows = visitor("chen").get("/api/v1/flows?body=511700-jtysj").json()["flows"]
    assert [(each["entry"], each["title"]) for each in flows] == [(granted.entries[1].number, "地质灾害隐患点")]
    page = visitor("chen").get("/flows?body=511700-zrzyj").content.decode()
    assert f'href="/catalogue/{granted.entries[1].number}"' in page
    assert visitor("chen").get("/flows.json?body=511700-sjj").json()["flows"] == []
    assert visitor("chen").get("/flows?body=nobody").status_code == 404


def test_a_grant_that_has_ended_flows_no_more(granted: Any, visitor: Any) -> None:
    Grant.objects.update(state="ended", ended_at=at(2))
    assert visitor("chen").get("/flows.json").json()["flows"] == []
    assert 'class="streams"' not in visitor("chen").get("/flows").content.decode()


@pytest.mark.pure
def test_a_stream_is_as_wide_as_what_goes_through_it_and_stays_within_its_stops() -> None:
    left = {key: Stop(key=key, name=key) for key in "ab"}
    right = {"c": Stop(key="c", name="丙局" * 20, address="/c")}
    streams = [Stream(stops=("a", "c"), weight=3, told="a → c"), Stream(stops=("b", "c"), weight=1, told="b → c")]
    svg = drawing([left, right], streams, "map")
    wide, narrow = (float(each) for each in re.findall(r'stroke-width="([\d.]+)"', svg))
    assert wide == pytest.approx(3 * narrow, rel=0.01)
    ends = [float(each) for each in re.findall(r"([\d.]+)\" stroke-width", svg)]
    bar = next(each for each in re.findall(r'<rect class="stop" x="([\d.]+)" y="([\d.]+)" width="10" height="([\d.]+)"', svg) if float(each[0]) > 500)  # fmt: skip
    assert ends[0] - wide / 2 == pytest.approx(float(bar[1]), abs=0.1)
    assert ends[1] + narrow / 2 == pytest.approx(float(bar[1]) + float(bar[2]), abs=0.1)
    assert '<a href="/c">' in svg
    assert "… 4" in svg
