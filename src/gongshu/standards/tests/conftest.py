"""The cast of Dazhou, or of another place: officer 陈 issues standards, the bodies draft and are consulted."""

from __future__ import annotations

from typing import Any

import pytest

from gongshu.catalogue.tests.conftest import cast, cast_of, chen, huang, liu, place

__all__ = ["cast", "cast_of", "chen", "huang", "liu", "place"]


@pytest.fixture
def as_(client: Any) -> Any:
    """Sign somebody in by their login and return the browser without scripts."""
    from gongshu.people.models import Account  # Django is set up after this file has been read.

    def enter(login: str) -> Any:
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
