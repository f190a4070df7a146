"""The picture of a procedure as SVG, for templates to embed; its looks are classes of the style sheet."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gongshu.law.procedures import Procedure
from gongshu.portal.drawing.graph import graph_of
from gongshu.portal.drawing.layout import Layout, Route, Spot, lay_out
from gongshu.portal.drawing.measuring import LINE, language_of

_TIP = 7.0  # pixels that the arrow head takes

Point = tuple[float, float]


def picture(procedure: Procedure, title: str) -> SafeString:
    """Return the procedure drawn: states as boxes, moves as arrows. The table beside it says the same for those who see no picture."""
    laid = lay_out(graph_of(procedure))
    head = format_html(
        '<svg class="procedure-picture" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">',
        *(f"{size:.0f}" for size in (laid.width, laid.height, laid.width, laid.height)), title,
    )  # fmt: skip
    arrow = mark_safe('<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
                      '<path d="M0 0 8 4 0 8Z"/></marker></defs>')  # fmt: skip
    return format_html("{}{}{}{}</svg>", head, arrow, _moves(laid), _boxes(laid))


def _moves(laid: Layout) -> SafeString:
    ports = _ports(laid)
    drawn = ((_class(route), _path(_points(route, ports))) for route in laid.routes)
    return format_html_join("", '<path class="{}" d="{}" marker-end="url(#tip)"/>', drawn)


def _class(route: Route) -> str:
    kind = "move move-clock" if route.edge.by_clock else "move"
    return f"{kind} move-back" if route.edge.back else kind


def _ports(laid: Layout) -> dict[tuple[int, int], float]:
    """Where on a state's side each move touches it: spread over the side in the order of where they go, so that none hides another."""
    ports: dict[tuple[int, int], float] = {}
    for spot in laid.spots:
        if spot.node is None:
            continue
        for side in (0, -1):
            touching = [route for route in laid.routes if route.spots[side] is spot]
            touching.sort(key=lambda route: route.spots[1 if side == 0 else -2].y)
            room = min(spot.height - 12, 12.0 * max(len(touching) - 1, 0))
            for at, route in enumerate(touching):
                share = at / (len(touching) - 1) - 0.5 if len(touching) > 1 else 0.0
                ports[(id(route), side)] = spot.y + room * share
    return ports


def _points(route: Route, ports: dict[tuple[int, int], float]) -> list[Point]:
    """The points of a move from its tail to its head."""
    first, *between, last = route.spots
    points: list[Point] = [(first.x + first.width, ports[(id(route), 0)])]
    for spot in between:
        points += [(spot.x, spot.y), (spot.x + spot.width, spot.y)]
    points.append((last.x, ports[(id(route), -1)]))
    return points[::-1] if route.spots[0].node and route.spots[0].node.name != route.edge.tail else points


def _path(points: Sequence[Point]) -> str:
    """Straight along labels and bends, and curved between them with level ends."""
    (x, y), *rest = points
    said = [f"M{x:.1f} {y:.1f}"]
    for next_x, next_y in rest:
        middle = (x + next_x) / 2
        said.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {next_y:.1f} {next_x:.1f} {next_y:.1f}")
        x, y = next_x, next_y
    return "".join(said)


def _boxes(laid: Layout) -> SafeString:
    return format_html_join("", "{}", ((_box(spot),) for spot in laid.spots if spot.node or spot.edge))


def _box(spot: Spot) -> SafeString:
    if spot.node is None:
        return _text(spot, spot.edge.labels if spot.edge else (), "move-name", ground=True)
    kind = "state state-ended" if spot.node.ended else "state state-first" if spot.node.first else "state"
    rect = _rect(spot, kind)
    lines = [spot.node.title, *(["↻ " + " · ".join(spot.node.loops)] if spot.node.loops else [])]
    return format_html(
        "{}{}",
        rect,
        _text(spot, lines, "state-name state-first-name" if spot.node.first else "state-name", ground=False),
    )


def _rect(spot: Spot, kind: str) -> SafeString:
    numbers = (f"{number:.1f}" for number in (spot.x, spot.y - spot.height / 2, spot.width, spot.height))
    return format_html('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="5"/>', kind, *numbers)


def _text(spot: Spot, lines: Sequence[str], kind: str, *, ground: bool) -> SafeString:
    top = spot.y - LINE * (len(lines) - 1) / 2
    drawn = format_html_join(
        "", '<text class="{}" x="{}" y="{}"{}>{}</text>',
        ((kind if ground or at == 0 else f"{kind} again", f"{spot.x + spot.width / 2:.1f}", f"{top + LINE * at:.1f}", language_of(line), line)
         for at, line in enumerate(lines)),
    )  # fmt: skip
    return format_html("{}{}", _rect(spot, "ground"), drawn) if ground else drawn
