"""Where tiles and bundles lie (C2SP tlog-tiles), and reading them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from gongshu.ledger.errors import Damaged
from gongshu.ledger.tree import WIDTH


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Return the path of a tile, or with the level "entries" of a bundle, below the ledger's folder."""
    figures = str(number).zfill(3 * -(-len(str(number)) // 3))
    groups = [figures[at : at + 3] for at in range(0, len(figures), 3)]
    path = "/".join(["tile", str(level), *("x" + group for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def read_tile(folder: Path, level: int | str, number: int, width: int) -> tuple[bytes, int]:
    """Return a tile or bundle and its width; a full one stands in for a partial one. Raises: Damaged."""
    for wide in (width, WIDTH):
        with suppress(FileNotFoundError):
            return (folder / tile_path(level, number, wide)).read_bytes(), wide
    first = number * WIDTH ** (level + 1 if isinstance(level, int) else 1)
    raise Damaged("missing", first, f"{tile_path(level, number, width)} is missing; leaf {first} cannot be checked")


def entries(folder: Path, number: int, width: int = WIDTH) -> Iterator[bytes]:
    """Yield the first `width` entries of a bundle. Raises: Damaged with the index of the first that is cut."""
    (bundle, wide), at = read_tile(folder, "entries", number, width), 0
    for index in range(number * WIDTH, number * WIDTH + width):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle) or at + 2 > len(bundle):
            raise Damaged("leaf", index, f"{tile_path('entries', number, wide)} ends within entry {index}; it was cut")
        yield bundle[at + 2 : end]
        at = end
    if wide == width and at != len(bundle):
        raise Damaged("leaf", index, f"{tile_path('entries', number, wide)} goes on after its last entry, {index}")


def join_entries(leaves: Iterable[bytes]) -> bytes:
    """Return the bundle of these entries: each after its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)
