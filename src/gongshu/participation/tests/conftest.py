"""A published entry that is open on conditions, and a node that promises answers in five working days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gongshu.catalogue.tests.conftest import cast, chen, huang, liu

__all__ = ["cast", "chen", "huang", "liu"]


def _entry(made: dict[str, Any], **changed: Any) -> Any:
    # Django is set up after this file has been read.
    from gongshu.catalogue import services
    from gongshu.catalogue.tests.stage import NOW, complete, publish

    drafted = services.add(complete(**changed), actor=made["cast"]("huang"), now=NOW)
    return publish(drafted, made["cast"]("huang"), made["cast"]("chen"))


@pytest.fixture
def promise(settings: Any) -> None:
    settings.GONGSHU = replace(settings.GONGSHU, promises={"participation.answer": 5})


@pytest.fixture
def entry(cast: Any, promise: None) -> Any:
    """不动产登记信息 of the 自然资源局, opened on conditions."""
    return _entry({"cast": cast})


@pytest.fixture
def lin(cast: Any) -> Any:
    """林小雨, a citizen."""
    return cast("lin")


@pytest.fixture
def shutong(cast: Any) -> Any:
    """数通科技, a company."""
    return cast("shutong")
