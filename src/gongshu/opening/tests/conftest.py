"""The people of a place and a table about persons that is to be opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest


@pytest.fixture
def at_place(db: None, node: object, settings: Any, scenes: Any) -> Callable[[str], Any]:
    """Make the node one of a place and return its people."""
    from tests.opened import Opening

    def become(path: str) -> Opening:
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path)
        settings.GONGSHU_CHECK_PERMISSION = True
        return scenes.show(f"opening {path}", {"stage": lambda made: Opening()}, settings.GONGSHU.folder)["stage"]

    return become


@pytest.fixture
def dazhou(at_place: Callable[[str], Any]) -> Any:
    return at_place("cn/sichuan/dazhou")


@pytest.fixture
def chengdu(at_place: Callable[[str], Any]) -> Any:
    return at_place("cn/sichuan/chengdu")


@pytest.fixture
def jiangsu(at_place: Callable[[str], Any]) -> Any:
    return at_place("cn/jiangsu")


@pytest.fixture
def taiyuan(at_place: Callable[[str], Any]) -> Any:
    return at_place("cn/shanxi/taiyuan")
