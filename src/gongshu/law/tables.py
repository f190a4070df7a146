"""Merges the tables of a procedure: the platform's, then nation, province, city; `null` removes what a higher table has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gongshu.law import yamlfile
from gongshu.law.errors import LawFileError, Place
from gongshu.law.parameters import article_at
from gongshu.law.procedures import Procedure, TableError, Words, build

Path_ = tuple[str, ...]


class Table:
    """A merged table with the place of every key, so that a fault found later still names its file and line."""

    def __init__(self) -> None:
        self.plain: dict[str, Any] = {}
        self.places: dict[Path_, Place] = {}

    def lay(self, section: yamlfile.Section, jurisdiction: str, law: str) -> None:
        """Lay one file's table over what is there; its articles are those of its own jurisdiction."""
        self._merge(self.plain, section, (), jurisdiction, law)

    def _merge(self, below: dict[str, Any], section: yamlfile.Section, at: Path_, jurisdiction: str, law: str) -> None:
        for key in section:
            value, here = section[key], (*at, str(key))
            self.places[here] = section.place(key)
            if key == "article" and isinstance(value, str):
                article = article_at(section, "article", jurisdiction, section.maybe("law", str, law), value)
                below[key] = {"jurisdiction": article.jurisdiction, "law": article.law, "clause": article.clause}
            elif key == "law":
                continue
            elif isinstance(value, yamlfile.Section):
                held = below.get(key)
                below[key] = held if isinstance(held, dict) else {}
                self._merge(below[key], value, here, jurisdiction, law)
            else:
                below[key] = (
                    [self._item(item, jurisdiction, law) for item in value] if isinstance(value, list) else value
                )

    def _item(self, item: Any, jurisdiction: str, law: str) -> Any:
        if not isinstance(item, yamlfile.Section):
            return item
        merged: dict[str, Any] = {}
        self._merge(merged, item, (), jurisdiction, law)
        return merged

    def place(self, at: Path_) -> Place:
        """Return where the nearest key above a path stands."""
        while at and at not in self.places:
            at = at[:-1]
        return self.places.get(at) or next(iter(self.places.values()), Place(Path("?"), 1, 1))

    def procedure(self, words: Mapping[str, Mapping[str, Words]]) -> Procedure:
        """Return the procedure that the table says. Raises: LawFileError at the faulty key."""
        try:
            return build(self.plain, words)
        except TableError as problem:
            raise LawFileError(self.place(problem.at), problem.what) from problem


def overlay(folders: list[tuple[Path, str, str]], name: str) -> Table:
    """Return the table of a procedure from (folder, jurisdiction, law) of each level, highest first.

    A table that `inherits` another is laid over it; both are merged over all levels.
    """
    files = [(folder / f"{name}.yaml", jurisdiction, law) for folder, jurisdiction, law in folders]
    sections = [(yamlfile.read(path), jurisdiction, law) for path, jurisdiction, law in files if path.is_file()]
    parent = next((said for section, _, _ in reversed(sections) if (said := section.maybe("inherits"))), None)
    table = overlay(folders, parent) if parent else Table()
    for key in ("abstract", "title", "code", "procedure"):
        table.plain.pop(key, None)
    for section, jurisdiction, law in sections:
        table.lay(section, jurisdiction, law)
    if sections and table.plain.get("procedure") != name:
        section = sections[0][0]
        raise section.complain(
            f"the file is named {name} but `procedure` says {table.plain.get('procedure')!r}", "procedure"
        )
    return table
