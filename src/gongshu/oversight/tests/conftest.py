"""A node that shows notices for sixty working days, what the 交通局 was granted of an entry, and what a company uses of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gongshu.grants.tests.conftest import cast, entry, grant, place, scene, stage

__all__ = ["cast", "entry", "grant", "place", "scene", "stage"]


@pytest.fixture
def shows(settings: Any) -> None:
    settings.GONGSHU = replace(settings.GONGSHU, promises={"oversight.notice": 60})


@pytest.fixture
def opened(stage: Any, entry: Any) -> Any:
    """Return a function that gives what is open on conditions to somebody of the public."""
    from gongshu.grants.models import Grant
    from gongshu.grants.tests.stage import said

    def give(login: str) -> Any:
        case = stage.applied(entry.number, by=login, procedure="opening-application", commitment="按承诺使用")
        told = said("符合条件", method="接口", time="即日", requirements="不得他用")
        stage.move(case.number, "grant", stage.cast("chen"), told)
        return Grant.objects.get(case=case.number)

    return give


@pytest.fixture
def on() -> Any:
    """Set the clock of pages to a moment."""
    from gongshu.audit import clock

    yield clock.set_to
    clock.set_to(None)
