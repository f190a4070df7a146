"""The cast of Dazhou, or of another place: officer 陈 conducts the census, the bodies answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gongshu.catalogue.tests.conftest import PEOPLE, cast, chen, huang, liu, place
from gongshu.registers.tests.conftest import as_

__all__ = ["as_", "cast", "chen", "huang", "liu", "place"]


@pytest.fixture
def cast_of(db: None, node: Any, scenes: Any, place: Callable[[str], None]) -> Callable[[str], Any]:
    """Make the node one of another place with that place's own cast, and return its people by login."""

    def settled(path: str) -> Any:
        place(path)
        return scenes.show(f"catalogue of {path}", PEOPLE, node.folder)["cast"]

    return settled
