"""What a web process loads before it listens, so that no reader waits for it: law, dictionary, templates, addresses."""

from __future__ import annotations

import logging
from contextlib import closing
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings

from gongshu.site.wsgi import application

PAGES = ("/", "/catalogue?q=%E6%95%B0%E6%8D%AE", "/law/")  # between them they touch all that is loaded once
_log = logging.getLogger(__name__)


def warm() -> list[int]:
    """Answer some pages to nobody and return their statuses; what fails is logged, and the first reader learns of it."""
    return [_answered(page) for page in PAGES]


def _answered(page: str) -> int:
    path, _, query = page.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": _host()}
    setup_testing_defaults(environ)
    said: list[int] = []

    def start(status: str, headers: object, error: object = None, /) -> Any:
        said.append(int(status[:3]))
        return BytesIO().write

    # A response that is closed ends its request, and with it the connection to the database.
    with closing(application(environ, start)) as answer:
        for _ in answer:
            pass
    if said[0] >= 500:
        _log.warning("%s answered %s while the process was starting", page, said[0])
    return said[0]


def _host() -> str:
    known = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
    return known[0] if known else "localhost"
