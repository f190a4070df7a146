"""Static files from memory, compressed once."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

from gongshu.ui.assets import FOLDER

# Only what pages use; a file of another kind in the folder is not served.
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Vary": "Accept-Encoding",
}


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    packed: bytes
    kind: str
    tag: str


class Static:
    """Serves the files of `gongshu.ui`; an address with a digest may be kept for a year, any other is asked again."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder.resolve()

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        await self.answer(scope)(scope, receive, send)

    def answer(self, scope: MutableMapping[str, Any]) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("static files are only read\n", status_code=405)
        path = (self.folder / scope["path"].removeprefix("/static/")).resolve()
        if path.suffix not in KINDS or not path.is_relative_to(self.folder) or not path.is_file():
            return PlainTextResponse("there is no such file\n", status_code=404)
        return self._file(_load(path, path.stat().st_mtime_ns), scope)

    def _file(self, file: _File, scope: MutableMapping[str, Any]) -> Response:
        asked = Headers(scope=scope)
        fixed = b"v=" in scope.get("query_string", b"")
        headers = {
            **_HEADERS,
            "ETag": file.tag,
            "Cache-Control": "public, max-age=31536000, immutable" if fixed else "no-cache",
        }
        if asked.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        if "gzip" in asked.get("accept-encoding", "") and file.packed:
            return Response(file.packed, media_type=file.kind, headers={**headers, "Content-Encoding": "gzip"})
        return Response(file.body, media_type=file.kind, headers=headers)


@lru_cache(maxsize=64)
def _load(path: Path, changed: int) -> _File:
    """`changed` is part of the key, so that an edited file is read again."""
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0) if path.suffix in {".css", ".js", ".svg"} else b""
    return _File(body, packed, KINDS[path.suffix], f'"{sha256(body).hexdigest()[:20]}"')
