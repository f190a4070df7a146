"""The cast of Dazhou: the 交通局 needs, the 自然资源局 provides, officer 陈 assigns."""

from __future__ import annotations

from typing import Any

import pytest

from gongshu.catalogue.tests.conftest import cast, chen, huang, liu, place

__all__ = ["cast", "chen", "huang", "liu", "place"]


@pytest.fixture
def lin(cast: Any) -> Any:
    """林小雨, a citizen."""
    return cast("lin")


@pytest.fixture
def shutong(cast: Any) -> Any:
    """数通科技, a company."""
    return cast("shutong")
