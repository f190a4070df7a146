"""Classes and codes as the API and the command line tell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongshu.catalogue.models import ResourceCode
from gongshu.catalogue.queries import ClassLine
from gongshu.ui.moments import local_iso


def classes_json(lines: Sequence[ClassLine]) -> dict[str, Any]:
    """Return the tree, line by line, with how many published entries are in each class or below it."""
    return {
        "classes": [
            {
                "code": each.place.code, "level": each.place.level, "zh": each.place.zh, "en": each.place.en, "entries": each.count,
                "example": each.place.is_example, "retired": each.place.retired_at is not None,
            }
            for each in lines
        ]
    }  # fmt: skip


def code_json(held: ResourceCode) -> dict[str, Any]:
    """Return one code of an entry."""
    return {
        "code": held.code, "class": held.place.code, "serial": held.serial, "given_at": local_iso(held.given_at),
        "left_at": local_iso(held.left_at),
    }  # fmt: skip
