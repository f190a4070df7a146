"""A layered layout: states in columns, a column of labels between each two, long moves bent around what lies between."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean

from gongshu.portal.drawing.graph import Edge, Graph, Node
from gongshu.portal.drawing.measuring import LINE, width_of

SWEEPS = 12
_COLUMN_GAP, _ROW_GAP = 22.0, 14.0
_STATE_HEIGHT, _BEND_HEIGHT = 40.0, 6.0


@dataclass(eq=False, slots=True)
class Spot:
    """Something that takes room in a column: a state, the label of a move, or the bend of a long one."""

    column: int
    width: float
    height: float
    node: Node | None = None
    edge: Edge | None = None  # with `labels` shown here; None at a bend
    x: float = 0.0  # left
    y: float = 0.0  # middle
    left: list[Spot] = field(default_factory=list)
    right: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Route:
    """A move and the spots it passes, from left to right."""

    edge: Edge
    spots: Sequence[Spot]


@dataclass(frozen=True, slots=True)
class Layout:
    spots: Sequence[Spot]
    routes: Sequence[Route]
    width: float
    height: float


def lay_out(graph: Graph) -> Layout:
    """Return where everything stands, in pixels from the upper left corner."""
    states = {node.name: _state(node, 2 * graph.layers[node.name]) for node in graph.nodes}
    routes = [_route(edge, states) for edge in graph.edges]
    spots = list(dict.fromkeys([*states.values(), *(spot for route in routes for spot in route.spots)]))
    columns = _columns(spots)
    _order(columns)
    _place(columns)
    width = _align(columns)
    height = max(spot.y + spot.height / 2 for spot in spots) + _ROW_GAP
    return Layout(spots, routes, width, height)


def _state(node: Node, column: int) -> Spot:
    lines = [node.title, *([_loops(node)] if node.loops else [])]
    return Spot(
        column, max(width_of(line) for line in lines) + 28, _STATE_HEIGHT + (LINE if node.loops else 0), node=node
    )


def _loops(node: Node) -> str:
    return "↻ " + " · ".join(node.loops)


def _route(edge: Edge, states: dict[str, Spot]) -> Route:
    """A spot in every column between the two ends; the label stands next to the state that the move starts from."""
    start, end = states[edge.tail], states[edge.head]
    first, last = (start, end) if start.column < end.column else (end, start)
    label_at = start.column + (1 if first is start else -1)
    between = [
        _label(edge, at) if at == label_at else Spot(at, 0, _BEND_HEIGHT) for at in range(first.column + 1, last.column)
    ]
    spots = [first, *between, last]
    for left, right in itertools.pairwise(spots):
        left.right.append(right)
        right.left.append(left)
    return Route(edge, spots)


def _label(edge: Edge, column: int) -> Spot:
    return Spot(column, max(width_of(text) for text in edge.labels) + 12, LINE * len(edge.labels) + 4, edge=edge)


def _columns(spots: Sequence[Spot]) -> list[list[Spot]]:
    columns: list[list[Spot]] = [[] for _ in range(max(spot.column for spot in spots) + 1)]
    for spot in spots:
        columns[spot.column].append(spot)
    return columns


def _order(columns: list[list[Spot]]) -> None:
    """Sweep to and fro, sorting each column by where its neighbours stand, so that few moves cross."""
    _stack(columns)
    for sweep in range(SWEEPS):
        ahead = sweep % 2 == 0
        for column in columns if ahead else reversed(columns):
            column.sort(key=lambda spot: _middle(spot.left if ahead else spot.right, spot.y))
            _stack([column])


def _middle(neighbours: Sequence[Spot], otherwise: float) -> float:
    return mean(spot.y for spot in neighbours) if neighbours else otherwise


def _stack(columns: Sequence[Sequence[Spot]]) -> None:
    for column in columns:
        total = sum(spot.height + _ROW_GAP for spot in column)
        top = -total / 2
        for spot in column:
            spot.y = top + spot.height / 2
            top += spot.height + _ROW_GAP


def _place(columns: list[list[Spot]]) -> None:
    """Draw each spot towards its neighbours as far as the order allows; then let the picture begin at the top."""
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 else reversed(columns):
            _settle(column, [_middle([*spot.left, *spot.right], spot.y) for spot in column])
    top = min(spot.y - spot.height / 2 for column in columns for spot in column)
    for column in columns:
        for spot in column:
            spot.y += _ROW_GAP - top


def _settle(column: Sequence[Spot], wanted: Sequence[float]) -> None:
    """Keep the order and the gaps, and be as near to what is wanted as one pass from each side gives on average."""
    down, up = list(wanted), list(wanted)
    for at in range(1, len(column)):
        down[at] = max(down[at], down[at - 1] + _apart(column, at))
    for at in range(len(column) - 1, 0, -1):
        up[at - 1] = min(up[at - 1], up[at] - _apart(column, at))
    for at, spot in enumerate(column):
        spot.y = (down[at] + up[at]) / 2


def _apart(column: Sequence[Spot], at: int) -> float:
    return (column[at - 1].height + column[at].height) / 2 + _ROW_GAP


def _align(columns: Sequence[Sequence[Spot]]) -> float:
    """Give every column the width of its widest spot, and return the width of all."""
    x = _COLUMN_GAP
    for column in columns:
        wide = max((spot.width for spot in column), default=0.0)
        for spot in column:
            spot.x = x if spot.width == 0 else x + (wide - spot.width) / 2
            if spot.width == 0:
                spot.width = wide
        x += wide + _COLUMN_GAP
    return x
