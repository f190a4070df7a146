"""Everybody's share of the gateway: told in each answer, refilled evenly, counted by network."""

from __future__ import annotations

from typing import Any

import pytest

from gongshu.gateway.pace import Pace, network_of
from gongshu.gateway.problems import Denied

OPEN = {"sharing": "unconditional", "opening": "unconditional"}


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.mark.pure
def test_a_minutes_worth_may_come_at_once_and_then_as_it_refills(watch: Watch) -> None:
    pace = Pace(6, watch)
    assert [pace.take("10.0.0.1").left for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    with pytest.raises(Denied) as refused:
        pace.take("10.0.0.1")
    assert refused.value.told.headers["Retry-After"] == "10"
    watch.now += 10
    assert pace.take("10.0.0.1").left == 0
    watch.now += 3_600
    assert pace.take("10.0.0.1").left == 5


@pytest.mark.pure
def test_a_refused_request_costs_nothing(watch: Watch) -> None:
    pace = Pace(1, watch)
    pace.take("10.0.0.1")
    for _ in range(9):
        with pytest.raises(Denied):
            pace.take("10.0.0.1")
    watch.now += 60
    assert pace.take("10.0.0.1").left == 0


@pytest.mark.pure
def test_one_network_does_not_take_the_share_of_another(watch: Watch) -> None:
    pace = Pace(1, watch)
    pace.take("10.0.0.1")
    assert pace.take("10.0.0.2").left == 0


@pytest.mark.pure
@pytest.mark.parametrize(
    ("address", "network"),
    [("10.0.0.1", "10.0.0.1"), ("2001:db8::1", "2001:db8::/64"), ("2001:db8::ffff:1", "2001:db8::/64"), ("::ffff:10.0.0.1", "10.0.0.1"), ("", "")],
)  # fmt: skip
def test_what_counts_as_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_every_answer_without_a_token_tells_the_terms(stage: Any, get: Any, monkeypatch: Any) -> None:
    from gongshu.gateway import app

    entry = stage.entry(**OPEN)
    monkeypatch.setattr(app, "pace", Pace(600))
    answered = get(entry.number)
    assert answered.status_code == 200
    assert answered.headers["RateLimit-Policy"] == '"anyone";q=600;w=60'
    assert answered.headers["RateLimit"] == '"anyone";r=599;t=0'


def test_who_asks_too_much_is_told_when_to_go_on(stage: Any, get: Any, monkeypatch: Any) -> None:
    from gongshu.gateway import app

    entry = stage.entry(**OPEN)
    monkeypatch.setattr(app, "pace", Pace(2))
    assert [get(entry.number).status_code for _ in range(3)] == [200, 200, 429]
    told = get(entry.number, accept_language="en")
    assert int(told.headers["Retry-After"]) in range(1, 61)
    assert "2 requests a minute" in told.json()["error"]["what"]


def test_a_token_has_the_quota_of_its_grant_and_no_share_of_anybodys(
    stage: Any, entry: Any, grant: Any, get: Any
) -> None:
    answered = get(f"{entry.number}/U00001", stage.token(grant))
    assert answered.status_code == 200
    assert "RateLimit" not in answered.headers
