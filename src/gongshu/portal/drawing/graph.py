"""What is drawn of a procedure: its states, and its moves from one state to another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gongshu.law.procedures import CLOCK, Procedure, Step
from gongshu.ui.words import chosen


@dataclass(frozen=True, slots=True)
class Node:
    """A state: its title, and the moves that lead back to it at once."""

    name: str
    title: str
    ended: bool
    first: bool
    loops: Sequence[str]


@dataclass(frozen=True, slots=True)
class Edge:
    """All moves from one state to another; `back` tells that it leads towards the beginning."""

    tail: str
    head: str
    labels: Sequence[str]
    by_clock: bool
    back: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    layers: dict[str, int] = field(default_factory=dict)  # by state, counted from 0


def graph_of(procedure: Procedure) -> Graph:
    """Return the graph of a procedure without the office's own moves, which every open state has alike."""
    own = [step for step in procedure.steps() if not step.inherited]
    names = _reached(procedure, own)
    steps = [step for step in own if step.state in names]
    backwards = _backwards(names, steps)
    nodes = [_node(procedure, name, steps) for name in names]
    edges = list(_edges(steps, backwards))
    return Graph(nodes, edges, _layers(names, edges))


def _node(procedure: Procedure, name: str, steps: Sequence[Step]) -> Node:
    loops = [chosen(step.title) for step in steps if step.state == step.to == name]
    state = procedure.states[name]
    return Node(name, chosen(state.title), state.ended, name == procedure.initial, loops)


def _reached(procedure: Procedure, steps: Sequence[Step]) -> list[str]:
    """The states that a case comes to by moves of the table itself, in the order of the table; what only the office's moves reach is left out."""
    reached = [procedure.initial, *(["divided"] if procedure.divides else [])]
    for name in reached:  # The list grows while it is read.
        reached += [step.to for step in steps if step.state == name and step.to not in reached]
    first = procedure.initial
    return [first, *(name for name in procedure.states if name in reached and name != first)]


def _edges(steps: Sequence[Step], backwards: set[tuple[str, str]]) -> Iterator[Edge]:
    between: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        if step.state != step.to:
            between.setdefault((step.state, step.to), []).append(step)
    for (tail, head), moves in between.items():
        labels = list(dict.fromkeys(chosen(move.title) for move in moves))
        yield Edge(tail, head, labels, all(move.by == CLOCK for move in moves), (tail, head) in backwards)


def _backwards(names: Sequence[str], steps: Sequence[Step]) -> set[tuple[str, str]]:
    """The pairs that close a cycle, found by walking from the beginning: without them every move leads on."""
    after: dict[str, list[str]] = {name: [] for name in names}
    for step in steps:
        if step.to != step.state and step.to not in after[step.state]:
            after[step.state].append(step.to)
    found: set[tuple[str, str]] = set()
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        done.add(name)
        for following in after[name]:
            if following in (*path, name):
                found.add((name, following))
            elif following not in done:
                walk(following, (*path, name))

    for name in names:
        if name not in done:
            walk(name, ())
    return found


def _layers(names: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way from the beginning to each state."""
    layers = dict.fromkeys(names, 0)
    for _ in names:
        for edge in edges:
            if not edge.back:
                layers[edge.head] = max(layers[edge.head], layers[edge.tail] + 1)
    return layers
