"""Reads YAML so that every later complaint can name file, line and column and show the value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from gongshu.law.errors import LawFileError, Place

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Section(Mapping[str, Any]):
    """A mapping of a law file that remembers where each key and value stands.

    Reading a key marks it as understood; `finish` complains of those that nobody read, so a misspelt key is never ignored.
    """

    def __init__(self, path: Path, node: yaml.MappingNode) -> None:
        self.path = path
        self._here = _place(path, node)
        self._values: dict[Any, Any] = {}
        self._places: dict[Any, Place] = {}
        self._read: set[Any] = set()
        for key_node, value_node in node.value:
            key = _plain(path, key_node)
            if key in self._values:
                raise LawFileError(_place(path, key_node), f"{key!r} is given twice; keep one of them")
            if node.flow_style and value_node.start_mark.index == value_node.end_mark.index:
                what = f"{key!r} has no value here; put a text that holds a comma in quotes"
                raise LawFileError(_place(path, key_node), what)
            self._values[key] = _plain(path, value_node)
            self._places[key] = _place(path, value_node)

    def __getitem__(self, key: Any) -> Any:
        self._read.add(key)
        return self._values[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Section({self._values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self.plain()) == dict(
            other.plain() if isinstance(other, Section) else other
        )

    __hash__ = None  # type: ignore[assignment]

    def place(self, key: Any = None) -> Place:
        """Return where the value of this key stands; without a key (or without that key), where the mapping begins."""
        return self._places.get(key, self._here)

    def complain(self, what: str, key: Any = None) -> LawFileError:
        """Return (not raise) an error at the value of this key."""
        return LawFileError(self.place(key), what)

    def need(self, key: str, kind: type | tuple[type, ...] = str) -> Any:
        """Return the value of a key that has to be there and of this type."""
        if key not in self._values:
            raise self.complain(f"{key!r} is missing")
        return self.maybe(key, kind)

    def maybe(self, key: str, kind: type | tuple[type, ...] = str, default: Any = None) -> Any:
        """Return the value of a key that may be absent, else the default."""
        if key not in self._values or self._values[key] is None:
            self._read.add(key)
            return default
        value = self[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            wanted = "/".join(k.__name__ for k in (kind if isinstance(kind, tuple) else (kind,)))
            raise self.complain(f"{key!r} is {value!r}; a {wanted} is needed", key)
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return the value of a key that has to be one of a few words."""
        value = self.maybe(key, str, default) if default is not None else self.need(key)
        if value not in allowed:
            raise self.complain(f"{key!r} is {value!r}; it has to be one of {', '.join(allowed)}", key)
        return str(value)

    def finish(self) -> None:
        """Complain of the first key that nothing has read."""
        for key in self._values:
            if key not in self._read:
                raise self.complain(f"{key!r} is not a key that is understood here", key)

    def plain(self) -> dict[str, Any]:
        """Return the content as ordinary dictionaries and lists; every key counts as read."""
        self._read.update(self._values)
        return {key: unmarked(value) for key, value in self._values.items()}


def unmarked(value: Any) -> Any:
    """Return a value with every Section in it turned into an ordinary dictionary."""
    if isinstance(value, Section):
        return value.plain()
    return [unmarked(item) for item in value] if isinstance(value, list) else value


def read(path: Path) -> Section:
    """Return the mapping that a law file holds. Raises: LawFileError where it is not YAML or not a mapping."""
    with path.open(encoding="utf-8") as stream:
        loader = _Loader(stream)
        try:
            node = loader.get_single_node()
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise LawFileError(Place(path, line, column), f"not YAML: {problem.problem}") from problem
        finally:
            loader.dispose()
    if not isinstance(node, yaml.MappingNode):
        raise LawFileError(Place(path, 1, 1), "the file has to hold a mapping (key: value)")
    return Section(path, node)


def read_list(path: Path) -> list[Any]:
    """Return the list that a file of cases holds, each mapping in it with its places."""
    with path.open(encoding="utf-8") as stream:
        loader = _Loader(stream)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    if not isinstance(node, yaml.SequenceNode):
        raise LawFileError(Place(path, 1, 1), "the file has to hold a list of cases")
    return [_plain(path, item) for item in node.value]


def _place(path: Path, node: yaml.Node) -> Place:
    return Place(path, node.start_mark.line + 1, node.start_mark.column + 1)


_constructor = yaml.constructor.SafeConstructor()


def _plain(path: Path, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return Section(path, node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item) for item in node.value]
    if node.tag == "tag:yaml.org,2002:bool" and node.value.lower() not in ("true", "false"):
        return node.value  # `on`, `yes` and `no` are words here, as in YAML 1.2.
    try:
        value = _constructor.construct_object(node)
    except (ValueError, yaml.YAMLError) as problem:
        raise LawFileError(_place(path, node), f"{node.value!r} is not a valid value: {problem}") from problem
    finally:
        _constructor.constructed_objects.clear()
    # The law counts in days; a date with a time would hide which day is meant.
    return value.date() if isinstance(value, datetime) else value
