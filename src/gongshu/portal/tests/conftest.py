"""A city at work, and visitors of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def city(db: None, node: Any, scenes: Any) -> Any:
    """The city, a little later on the day on which it was filled."""
    # Django is set up after this file has been read.
    from gongshu.audit import clock
    from gongshu.catalogue.tests.stage import at
    from gongshu.portal.tests.city import CITY

    filled = scenes.show("city", CITY, node.folder)["city"]
    clock.set_to(at(1))
    yield filled
    clock.set_to(None)


OPENED = {"opening": "unconditional", "opening_conditions": "", "sharing": "unconditional"}
PLACES = "编号,片区,月份,人数,经度,纬度,权利人\nA1,城东,2025-01-05,10,107.51,31.21,张三丰\nA2,城西,2025-01-09,30,107.49,31.19,李四\nA3,城东,2025-02-03,5,0,0,王五\n"
ITEMS = [
    {"name": "编号", "code": "no", "type": "text", "key": True},
    {"name": "片区", "code": "district", "type": "text"},
    {"name": "月份", "code": "day", "type": "date"},
    {"name": "人数", "code": "people", "type": "integer"},
    {"name": "经度", "code": "lon", "type": "decimal"},
    {"name": "纬度", "code": "lat", "type": "decimal"},
    {"name": "权利人", "code": "owner", "type": "text", "level": "general-3", "personal": "name"},
]


def _cast(made: dict[str, Any]) -> Callable[[str], Any]:
    from gongshu.catalogue.tests.stage import NOW, settle

    return settle(NOW)


def _table(made: dict[str, Any]) -> Any:
    from gongshu.gateway.tests.stage import Stage

    stage = Stage(made["cast"])
    entry = stage.entry(hooked=False, title="服务点", items=ITEMS, **OPENED)
    stage.hook_text(entry, PLACES)
    return entry


CAST_AND_TABLE = {"cast": _cast, "entry": _table}


@pytest.fixture
def table(db: None, node: Any, scenes: Any) -> Any:
    """An entry that is opened to all, with three delivered rows, one of them without a position, and an item that is masked."""
    from gongshu.audit import clock
    from gongshu.catalogue.tests.stage import at

    made = scenes.show("opened table", CAST_AND_TABLE, node.folder)
    clock.set_to(at(1))
    yield made["entry"]
    clock.set_to(None)


@pytest.fixture
def visitor() -> Callable[..., Any]:
    """A browser without scripts: `visitor("chen", "en")` is signed in and reads English."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    def arrive(login: str = "", language: str = "zh-hans") -> Client:
        client = Client(headers={"Accept-Language": language}, raise_request_exception=False)
        if login:
            client.force_login(get_user_model().objects.get(login=login), "django.contrib.auth.backends.ModelBackend")
        return client

    return arrive
