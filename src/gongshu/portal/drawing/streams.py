"""Streams between columns as SVG: as wide as what goes through them. Its looks are classes of the style sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongshu.portal.drawing.measuring import language_of, width_of

WIDTH = 1040.0  # pixels, at which nothing is scaled
_BAR, _GAP, _LOWEST, _SIDE = (
    10.0,
    12.0,
    18.0,
    190.0,
)  # of a node: its width, the room below, its least height; of a name
_TALLEST, _WIDEST = 460.0, 22.0  # all streams of one column together; a stream of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where streams begin, pass or end: a name, and the page it leads to."""

    key: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What goes through one stop of every column, how much, and how it is told."""

    stops: Sequence[str]  # keys, one of each column
    weight: int
    told: str


@dataclass(slots=True)
class _Node:
    stop: Stop
    weight: int = 0
    y: float = 0.0
    height: float = 0.0
    used: dict[int, float] = field(default_factory=lambda: defaultdict(float))  # on its left (-1) and right side (1)


def drawing(columns: Sequence[Mapping[str, Stop]], streams: Sequence[Stream], title: str) -> SafeString:
    """Return the streams drawn; each column holds the stops that they name. The table beside it says the same."""
    scale = min(_TALLEST / max(sum(each.weight for each in streams), 1), _WIDEST)
    laid: list[dict[str, _Node]] = []
    for column in columns:
        laid.append(_laid(column, laid, streams, scale))
    height = max((node.y + node.height for column in laid for node in column.values()), default=0.0) + _GAP
    ribbons = format_html_join("", "{}", ((ribbon,) for each in streams for ribbon in _ribbons(each, laid, scale)))
    names = format_html_join("", "{}", ((_named(node, at, len(laid)),) for at, column in enumerate(laid) for node in column.values()))  # fmt: skip
    return format_html(
        '<svg class="streams" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        f"{WIDTH:.0f}",
        f"{height:.0f}",
        title,
        ribbons,
        names,
    )


def _laid(
    column: Mapping[str, Stop], before: Sequence[Mapping[str, _Node]], streams: Iterable[Stream], scale: float
) -> dict[str, _Node]:
    """Return the nodes of a column from top to bottom: the first by weight, each after it by where its streams come from."""
    at, nodes = len(before), {key: _Node(stop) for key, stop in column.items()}
    pull: dict[str, float] = defaultdict(float)
    for each in streams:
        key = each.stops[at]
        nodes[key].weight += each.weight
        pull[key] += each.weight * (before[-1][each.stops[at - 1]].y if before else 0.0)
    y = _GAP
    ordered = dict(sorted(nodes.items(), key=lambda held: (pull[held[0]] / max(held[1].weight, 1), -held[1].weight)))
    for node in ordered.values():
        node.y, node.height = y, max(node.weight * scale, _LOWEST)
        y += node.height + _GAP
    return ordered


def _x(at: int, columns: int) -> float:
    return _SIDE + at * (WIDTH - 2 * _SIDE - _BAR) / (columns - 1)


def _ribbons(stream: Stream, laid: Sequence[Mapping[str, _Node]], scale: float) -> Iterable[SafeString]:
    width = max(stream.weight * scale, 1.5)
    for at in range(len(laid) - 1):
        tail, head = laid[at][stream.stops[at]], laid[at + 1][stream.stops[at + 1]]
        left, right = _x(at, len(laid)) + _BAR, _x(at + 1, len(laid))
        start, end = _taken(tail, 1, width, scale), _taken(head, -1, width, scale)
        middle = (left + right) / 2
        path = f"M{left:.1f} {start:.1f}C{middle:.1f} {start:.1f} {middle:.1f} {end:.1f} {right:.1f} {end:.1f}"
        yield format_html('<path class="stream" d="{}" stroke-width="{}"{}><title>{}</title></path>', path, f"{width:.1f}", language_of(stream.told), stream.told)  # fmt: skip


def _taken(node: _Node, side: int, width: float, scale: float) -> float:
    """Return the middle of the next free room on a side of a node; a node taller than its streams has them in its middle."""
    margin = (node.height - node.weight * scale) / 2
    middle = node.y + margin + node.used[side] + width / 2
    node.used[side] += width
    return middle


def _named(node: _Node, at: int, columns: int) -> SafeString:
    x, y = _x(at, columns), node.y + node.height / 2
    bar = format_html('<rect class="stop" x="{}" y="{}" width="{}" height="{}" rx="2"/>', f"{x:.1f}", f"{node.y:.1f}", f"{_BAR:.0f}", f"{node.height:.1f}")  # fmt: skip
    first = at == 0
    room = _SIDE - 16 if at in (0, columns - 1) else (WIDTH - 2 * _SIDE) / (columns - 1) - 2 * _BAR
    text = format_html(
        '<text class="{}" x="{}" y="{}"{}>{}<title>{}</title></text>', "stop-name stop-first" if first else "stop-name",
        f"{x - 8:.1f}" if first else f"{x + _BAR + 8:.1f}", f"{y:.1f}", language_of(node.stop.name), _short(f"{node.stop.name} {node.weight}", room), node.stop.name,
    )  # fmt: skip
    named = format_html('<a href="{}">{}</a>', node.stop.address, text) if node.stop.address else text
    return format_html("{}{}", bar, named)


def _short(name: str, room: float) -> str:
    """Return a name that fits, its number kept."""
    if width_of(name) <= room:
        return name
    words, _, number = name.rpartition(" ")
    while words and width_of(f"{words}… {number}") > room:
        words = words[:-1]
    return f"{words}… {number}"
