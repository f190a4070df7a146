"""The people of Dazhou, and a table about persons of the 自然资源局 with defects in known records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gongshu.quality.tests.stage import ITEMS, TABLE


@pytest.fixture
def stage(db: None, node: object, settings: Any, scenes: Any) -> Any:
    from tests.opened import Opening

    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/dazhou")
    settings.GONGSHU_CHECK_PERMISSION = True
    return scenes.show("quality", {"stage": lambda made: Opening()}, settings.GONGSHU.folder)["stage"]


@pytest.fixture
def cast(stage: Any) -> Callable[[str], Any]:
    return stage.cast


@pytest.fixture
def entry(stage: Any) -> Any:
    """A published entry with one delivered table: the fourth of its records was rejected."""
    found = stage.entry(title="人员登记", items=ITEMS, opening="conditional", opening_conditions="仅限研究")
    stage.deliver(found, TABLE)
    return found
