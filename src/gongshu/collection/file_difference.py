"""How the files of two snapshots differ, told by their digests. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongshu.catalogue.files import HeldFile
from gongshu.lake.engine import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """Names of files; a changed one has other bytes under its name, or the same bytes under another."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def counted(self) -> Difference:
        return Difference(added=len(self.added), removed=len(self.removed), changed=len(self.changed), changed_items={})

    def as_json(self) -> dict[str, list[str]]:
        return {"added": list(self.added), "removed": list(self.removed), "changed": list(self.changed)}


def difference_of(old: Sequence[HeldFile], new: Sequence[HeldFile]) -> FileDifference:
    """Return which files came, went and changed: what is the same is paired first, then equal bytes, then equal names."""
    gone, come = list(old), list(new)
    _pair(gone, come, lambda each: (each.name, each.digest))
    changed = [*_pair(gone, come, lambda each: each.digest), *_pair(gone, come, lambda each: each.name)]
    return FileDifference(
        added=tuple(each.name for each in come),
        removed=tuple(each.name for each in gone),
        changed=tuple(each.name for each in changed),
    )


def _pair(gone: list[HeldFile], come: list[HeldFile], by: Callable[[HeldFile], object]) -> list[HeldFile]:
    """Take the pairs that agree out of both lists and return their newer halves."""
    found = []
    for each in list(come):
        other = next((one for one in gone if by(one) == by(each)), None)
        if other is not None:
            gone.remove(other)
            come.remove(each)
            found.append(each)
    return found
