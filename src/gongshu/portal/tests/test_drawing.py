"""Procedures drawn: every state and move is there, nothing covers anything else."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from django.utils.translation import override

from gongshu import law
from gongshu.portal.drawing.graph import graph_of
from gongshu.portal.drawing.layout import lay_out
from gongshu.portal.drawing.measuring import width_of
from gongshu.portal.drawing.picture import picture

pytestmark = pytest.mark.pure
LAW = law.load()
ALL = [
    (place, name) for place in ("cn/sichuan/dazhou", "cn/hunan", "cn/jiangsu") for name in LAW.procedure_names(place)
]
SHARING = LAW.procedure("sharing-application", "cn/sichuan/dazhou")


@pytest.mark.parametrize(("place", "name"), ALL)
def test_no_two_things_of_a_picture_overlap(place: str, name: str) -> None:
    for one, other in combinations(lay_out(graph_of(LAW.procedure(name, place))).spots, 2):
        aside = one.x + one.width <= other.x or other.x + other.width <= one.x
        apart = abs(one.y - other.y) >= (one.height + other.height) / 2
        assert aside or apart, (one, other)


@pytest.mark.parametrize(("place", "name"), ALL)
def test_everything_lies_inside_the_picture(place: str, name: str) -> None:
    laid = lay_out(graph_of(LAW.procedure(name, place)))
    for spot in laid.spots:
        assert spot.x >= 0
        assert spot.x + spot.width <= laid.width
        assert spot.y - spot.height / 2 >= 0
        assert spot.y + spot.height / 2 <= laid.height


@pytest.mark.parametrize(("place", "name"), ALL)
def test_every_move_leads_on_or_is_marked_as_leading_back(place: str, name: str) -> None:
    graph = graph_of(LAW.procedure(name, place))
    for edge in graph.edges:
        assert (graph.layers[edge.tail] < graph.layers[edge.head]) is not edge.back


def test_a_picture_names_every_state_and_every_move_of_the_table() -> None:
    drawn = picture(SHARING, "共享申请")
    own = [step for step in SHARING.steps() if not step.inherited and step.state != "completing"]
    for step in own:
        assert step.title["zh"] in drawn
        assert f">{SHARING.states[step.to].title['zh']}<" in drawn


def test_the_offices_own_moves_are_told_once_beside_the_picture_and_not_drawn() -> None:
    drawn = picture(SHARING, "共享申请")
    assert "催办" not in drawn
    assert "未补正办结" not in drawn


def test_moves_between_the_same_states_share_one_arrow() -> None:
    edges = graph_of(LAW.procedure("attribute-dispute", "cn/sichuan/dazhou")).edges
    pairs = [(edge.tail, edge.head) for edge in edges]
    assert len(pairs) == len(set(pairs))
    assert any(len(edge.labels) > 1 for edge in edges)


def test_moves_that_stay_in_their_state_are_written_into_it() -> None:
    granted = next(node for node in graph_of(SHARING).nodes if node.name == "granted")
    assert granted.loops == ["续期", "变更"]
    assert "↻ 续期 · 变更" in picture(SHARING, "共享申请")


def test_what_time_does_is_dashed_and_what_people_do_is_not() -> None:
    by_clock = {(edge.tail, edge.head) for edge in graph_of(SHARING).edges if edge.by_clock}
    assert ("granted", "expired") in by_clock
    assert ("submitted", "granted") not in by_clock
    assert 'class="move move-clock"' in picture(SHARING, "共享申请")


def test_the_parts_of_a_divided_application_stand_in_the_picture() -> None:
    assert ("divided", "settled") in {(edge.tail, edge.head) for edge in graph_of(SHARING).edges}


def test_an_arrow_begins_at_the_state_that_the_move_leaves() -> None:
    drawn = picture(LAW.procedure("opinion", "cn/sichuan/dazhou"), "征询意见")
    starts = [float(x) for x in re.findall(r'class="move" d="M([\d.]+)', drawn)]
    rects = re.findall(r'class="state state-first" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    right = sum(float(number) for number in rects[0])
    assert all(abs(start - right) < 0.2 for start in starts)


def test_a_picture_speaks_the_language_of_the_page() -> None:
    with override("en"):
        drawn = picture(SHARING, "Application to share")
    assert "Ask the provider" in drawn
    assert not re.search(r"[\u3400-\u9fff]", drawn)


def test_titles_from_the_law_are_never_markup() -> None:
    assert "&lt;b&gt;" in picture(SHARING, "<b>")


def test_chinese_takes_more_room_than_latin() -> None:
    assert width_of("共享") == 26
    assert width_of("ab") < width_of("共享")
