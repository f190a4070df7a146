"""A node of one place with its standing cast, for the duties of each text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest


@pytest.fixture
def at_place(db: None, node: object, settings: Any, scenes: Any) -> Callable[..., Any]:
    """Make the node one of a place and return its people, what they publish and what they decide."""
    from tests.obligations.stage import Stage

    def become(path: str, **changed: Any) -> Stage:
        settings.GONGSHU = replace(settings.GONGSHU, jurisdiction=path, **changed)
        settings.GONGSHU_CHECK_PERMISSION = True
        steps = {"stage": lambda made: Stage()}
        return scenes.show(f"{path} {sorted(changed.items())}", steps, settings.GONGSHU.folder)["stage"]

    return become


@pytest.fixture
def dazhou(at_place: Callable[..., Any]) -> Any:
    return at_place("cn/sichuan/dazhou")


@pytest.fixture
def chengdu(at_place: Callable[..., Any]) -> Any:
    return at_place("cn/sichuan/chengdu")


@pytest.fixture
def jiangsu(at_place: Callable[..., Any]) -> Any:
    return at_place("cn/jiangsu")


@pytest.fixture
def taiyuan(at_place: Callable[..., Any]) -> Any:
    return at_place("cn/shanxi/taiyuan")


@pytest.fixture
def hunan(at_place: Callable[..., Any]) -> Any:
    """Hunan's text is a draft: it decides on a rehearsal node only, which the tests' node is."""
    return at_place("cn/hunan")
