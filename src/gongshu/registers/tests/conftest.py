"""The cast of Dazhou: the 自然资源局 keeps its registers, officer 陈 reviews."""

from __future__ import annotations

from typing import Any

import pytest

from gongshu.catalogue.tests.conftest import cast, chen, huang, liu, place

__all__ = ["cast", "chen", "huang", "liu", "place"]


@pytest.fixture
def as_(client: Any) -> Any:
    """Sign somebody in and return the client."""
    from gongshu.people.models import Account  # Django is set up after this file has been read.

    def enter(login: str) -> Any:
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
