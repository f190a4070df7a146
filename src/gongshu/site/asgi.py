"""The one application that a server runs: data to the gateway, static files from memory, every page to Django.

Django runs in threads behind WSGI: measured, its own ASGI handler is two to four times slower (DESIGN 8).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from a2wsgi import WSGIMiddleware
from starlette.responses import PlainTextResponse

from gongshu.site.static import Static
from gongshu.site.warming import warm
from gongshu.site.wsgi import application as django

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_READING = ("GET", "HEAD", "OPTIONS")
_ROWS = ("/api/3/action/datastore_search", "/api/action/datastore_search")  # asked as CKAN's programs ask


def _gateway() -> Application | None:
    return import_module("gongshu.gateway.app").app if find_spec("gongshu.gateway.app") else None


class Dispatcher:
    """Sends each request to the part that answers it, by the first piece of its address; what changes something has threads of its own."""

    def __init__(
        self,
        pages: Application,
        static: Application,
        gateway: Application | None,
        changes: Application | None = None,
        warm: Callable[[], object] = lambda: None,
    ) -> None:
        self.pages, self.static, self.gateway, self.changes = pages, static, gateway, changes or pages
        self.warm = warm  # is called once, before the first request
        self._mcp: Application | None = None

    async def _assistants(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an assistant. Its library is loaded with the first of them: most nodes restart more often than one comes."""
        if scope["method"] != "POST":
            await PlainTextResponse("POST only", 405, {"Allow": "POST"})(scope, receive, send)
            return
        if self._mcp is None:
            module = await asyncio.to_thread(import_module, "gongshu.site.mcp.serving")
            self._mcp = module.OverHttp(self)
        await self._mcp(scope, receive, send)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "lifespan":
                await asyncio.to_thread(self.warm)
                await (self.gateway or _only_pages)(scope, receive, send)
            case "http":
                await self._part(scope["method"], scope["path"])(scope, receive, send)
            case _:
                raise NotImplementedError(f"there is no {scope['type']} here; this node speaks HTTP only")

    def _part(self, method: str, path: str) -> Application:
        if self.gateway and (path.startswith("/data/") or path in _ROWS):
            return self.gateway
        if path.startswith("/static/"):
            return self.static
        if path == "/mcp":
            return self._assistants
        return self.pages if method in _READING else self.changes


async def _only_pages(scope: Scope, receive: Receive, send: Send) -> None:
    """Nothing has to be opened or closed when there is no gateway."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


# Drawing a page is work for a core: more threads than that only hand Python's lock around (measured: 12 threads answer a fifth
# fewer pages than 4). Whoever sends a file makes a thread wait, so that uploads must not take the threads of the readers.
application = Dispatcher(
    WSGIMiddleware(django, workers=4), Static(), _gateway(), changes=WSGIMiddleware(django, workers=12), warm=warm
)
