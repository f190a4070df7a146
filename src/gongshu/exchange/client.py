"""The node's line to its platform: outgoing requests only, each signed with the node's key."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import httpcore
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongshu.exchange.errors import PlatformAway, PlatformRefused
from gongshu.exchange.signing import prove

WITHIN: Final = 60.0  # seconds for an answer to begin and for each piece of it
_BEGINS: Final = 3600.0  # seconds for a batch to begin: the platform first finds out what has changed
_LARGEST: Final = 4 * 1024 * 1024  # of an answer that is no batch


class Line(Protocol):
    """What a node needs of the way to its platform."""

    def ask(self, path: str, said: Mapping[str, Any]) -> dict[str, Any]:
        """Send a document and return the answer. Raises: PlatformAway, PlatformRefused."""

    def stream(self, path: str, said: Mapping[str, Any]) -> Any:
        """Give the blocks of a batch, within a `with`. Raises: PlatformAway, PlatformRefused."""


class Platform:
    """A platform that is asked over HTTP(S); use it as a context manager."""

    def __init__(self, address: str, key: Ed25519PrivateKey, clock: Callable[[], float] = time.time) -> None:
        self._address, self._key, self._clock = address, key, clock
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), max_connections=2)

    def __enter__(self) -> Platform:
        return self

    def __exit__(self, *told: object) -> None:
        self._pool.close()

    def ask(self, path: str, said: Mapping[str, Any]) -> dict[str, Any]:
        with self._answered(path, said, WITHIN) as response, _away():
            return _document(_read(response))

    @contextmanager
    def stream(self, path: str, said: Mapping[str, Any]) -> Iterator[Iterator[bytes]]:
        with self._answered(path, said, _BEGINS) as response:
            yield _blocks(response)

    @contextmanager
    def _answered(self, path: str, said: Mapping[str, Any], begins: float) -> Iterator[httpcore.Response]:
        body = json.dumps(dict(said), ensure_ascii=False).encode()
        url = f"{self._address}{path}"
        parts = urlsplit(url)
        headers = {
            "Host": parts.netloc, "Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "gongshu-exchange",
            "Content-Length": str(len(body)), **prove(self._key, "POST", parts.path, body, int(self._clock())),
        }  # fmt: skip
        waits = {"connect": WITHIN, "read": begins, "write": WITHIN, "pool": WITHIN}
        with _away():
            asked = httpcore.Request("POST", url, headers=list(headers.items()), content=body, extensions={"timeout": waits})  # fmt: skip
            response = self._pool.handle_request(asked)
        try:
            if response.status != 200:
                with _away():
                    raise _refused(response.status, _read(response))
            yield response
        finally:
            response.close()


def _read(response: httpcore.Response) -> bytes:
    held = b""
    for block in response.iter_stream():
        held += block
        if len(held) > _LARGEST:
            raise PlatformAway("平台的答复过大", "the platform's answer is too large")
    return held


def _document(held: bytes) -> dict[str, Any]:
    try:
        found = json.loads(held)
    except ValueError as problem:
        raise PlatformAway("答复的不是平台", "what answered is not the platform") from problem
    return found if isinstance(found, dict) else {}


def _blocks(response: httpcore.Response) -> Iterator[bytes]:
    with _away():
        yield from response.iter_stream()


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.TimeoutException,
        httpcore.UnsupportedProtocol,
        OSError,
    ) as problem:
        raise PlatformAway(
            "连接不上平台，或者连接中断", "the platform cannot be reached, or broke off", remedy=("稍后会自动重试", "it is tried again by itself")
        ) from problem  # fmt: skip


def _refused(status: int, held: bytes) -> PlatformRefused | PlatformAway:
    """Return what the platform said; its words are in one language, that of its answer."""
    if status >= 500:
        return PlatformAway(f"平台出错（HTTP {status}）", f"the platform failed (HTTP {status})")
    try:
        said = json.loads(held)["error"]
        what, remedy = str(said["what"]), str(said.get("remedy", ""))
    except (ValueError, KeyError, TypeError):
        what, remedy = f"HTTP {status}", ""
    return PlatformRefused(what, what, status=status, remedy=(remedy, remedy))
