"""Asking the public addresses of a node: this process's own application, or a node somewhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from gongshu.site.mcp.tools import Question

SECONDS = 60.0
LARGEST = 16 << 20  # bytes of an answer; a page of rows is far below
Application = Callable[..., Any]


class Node:
    """A node that is asked without any token."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def ask(self, question: Question, language: str) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        said: list[tuple[str, str | int | float | bool | None]] = list(question.parameters)
        headers = {"Accept": "application/json", "Accept-Language": language}
        async with self._client.stream("GET", question.path, params=said, headers=headers) as answer:
            held = bytearray()
            async for piece in answer.aiter_bytes():
                held += piece
                if len(held) > LARGEST:
                    return 502, f"the answer is larger than {LARGEST} bytes; ask for fewer rows"
            return answer.status_code, held.decode(errors="replace")


@asynccontextmanager
async def within(application: Application, *, host: str, caller: str) -> AsyncIterator[Node]:
    """Yield this node, asked within the process as whoever called from an address; `host` is what the caller's request was sent to."""
    transport = httpx2.ASGITransport(app=application, raise_app_exceptions=False, client=(caller, 0))
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://{host}", timeout=SECONDS) as client:
        yield Node(client)


@asynccontextmanager
async def elsewhere(address: str) -> AsyncIterator[Node]:
    """Yield the node that serves at an address."""
    async with httpx2.AsyncClient(base_url=address.rstrip("/"), timeout=SECONDS, follow_redirects=False) as client:
        yield Node(client)
