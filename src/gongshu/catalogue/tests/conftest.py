"""The standing cast of the rehearsal as fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _ask(settings: Any) -> None:
    settings.GONGSHU_CHECK_PERMISSION = True


def people(made: dict[str, Any]) -> Callable[[str], Any]:
    # Django is set up after this file has been read.
    from gongshu.catalogue.tests.stage import settle

    return settle()


PEOPLE = {"cast": people}


@pytest.fixture
def cast(db: None, node: Any, scenes: Any) -> Callable[[str], Any]:
    """The people of the rehearsal, by login."""
    return scenes.show("catalogue", PEOPLE, node.folder)["cast"]


@pytest.fixture
def huang(cast: Callable[[str], Any]) -> Any:
    """黄丽, data steward of the 自然资源局, which provides."""
    return cast("huang")


@pytest.fixture
def liu(cast: Callable[[str], Any]) -> Any:
    """刘洋, data steward of the 交通局."""
    return cast("liu")


@pytest.fixture
def chen(cast: Callable[[str], Any]) -> Any:
    """陈静, officer of the data authority."""
    return cast("chen")


@pytest.fixture
def place(settings: Any) -> Iterator[Callable[[str], None]]:
    """Make the node one of another place."""

    def become(path: str) -> None:
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path)

    return become


@pytest.fixture
def cast_of(db: None, node: Any, scenes: Any, place: Callable[[str], None]) -> Callable[[str], Any]:
    """Make the node one of another place with that place's own cast, and return its people by login."""

    def settled(path: str) -> Any:
        place(path)
        return scenes.show(f"catalogue of {path}", PEOPLE, node.folder)["cast"]

    return settled
