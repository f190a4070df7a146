"""Two registers of firms, of the 自然资源局 and of the 交通局, and a base of legal persons that the first leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest


def _stage(made: dict[str, Any]) -> Any:
    from gongshu.bases.tests.stage import settled

    return settled()


def _registers(made: dict[str, Any]) -> Any:
    from gongshu.bases.tests.stage import registers

    return registers(made["stage"])


def _base(made: dict[str, Any]) -> Any:
    from gongshu.bases.tests.stage import built

    return built(made["stage"], made["registers"])


STEPS = {"stage": _stage, "registers": _registers, "base": _base}


@pytest.fixture
def made(db: None, node: object, settings: Any, scenes: Any, request: pytest.FixtureRequest) -> dict[str, Any]:
    from tests.scenes import asked

    settings.GONGSHU = replace(settings.GONGSHU, jurisdiction="cn/sichuan/dazhou")
    settings.GONGSHU_CHECK_PERMISSION = True
    found: dict[str, Any] = scenes.show("bases", asked(request, STEPS), settings.GONGSHU.folder)
    return found


@pytest.fixture
def stage(made: dict[str, Any]) -> Any:
    return made["stage"]


@pytest.fixture
def cast(stage: Any) -> Callable[[str], Any]:
    found: Callable[[str], Any] = stage.cast
    return found


@pytest.fixture
def registers(made: dict[str, Any]) -> Any:
    """The entries of the two registers, hooked, with data."""
    return made["registers"]


@pytest.fixture
def base(made: dict[str, Any]) -> Any:
    """The base, built once."""
    return made["base"]
