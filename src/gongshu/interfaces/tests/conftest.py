"""The stage of grants: the cast, entries, applications."""

from __future__ import annotations

from typing import Any

import pytest

from gongshu.grants.tests.conftest import cast, scene, stage

__all__ = ["cast", "resource", "scene", "stage"]


@pytest.fixture
def resource(stage: Any) -> str:
    """A published entry's interface that nobody has registered yet: its number."""
    entry = stage.entry(hooked=False, resources=[{"kind": "interface", "title": "登记查询"}])
    return f"{entry.number}-1"
