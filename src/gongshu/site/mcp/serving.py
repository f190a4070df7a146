"""Where assistants reach the server: `/mcp` of a node that serves, or the standard streams of a process that they start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

from gongshu.site.mcp import asking
from gongshu.site.mcp.asking import Application, Node
from gongshu.site.mcp.server import Context, server

LARGEST: Final = 1 << 16  # bytes of a request
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class OverHttp:
    """Answers every request by itself: no session is kept, so any web process of the node can answer the next one."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A manager serves once; it is made of no more than some fields.
        manager = StreamableHTTPSessionManager(
            server(self._opened), json_response=True, stateless=True, max_request_body_size=LARGEST
        )
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    def _opened(self, context: Context) -> AbstractAsyncContextManager[Node]:
        request = context.request
        assert request is not None  # over HTTP there always is one
        caller = request.client.host if request.client else ""
        return asking.within(self._application, host=request.headers.get("host", "localhost"), caller=caller)


async def over_streams(opened: Callable[[], AbstractAsyncContextManager[Node]]) -> None:
    """Serve one assistant over the standard streams until it closes them."""
    async with opened() as node:

        @asynccontextmanager
        async def same(_context: Context) -> AsyncIterator[Node]:
            yield node

        made = server(same)
        async with stdio_server() as (received, sent):
            await made.run(received, sent, made.create_initialization_options())
