"""What is loaded before the first visitor comes."""

from __future__ import annotations

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from gongshu.site import warming


@pytest.fixture
def _one_connection():
    """The connection of a test stays open from one request to the next, as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
def test_a_web_process_draws_its_public_pages_before_anybody_asks():
    assert warming.warm() == [200] * len(warming.PAGES)
