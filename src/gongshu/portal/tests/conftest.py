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
