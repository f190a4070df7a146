"""The connection to sources: one request, one answer, bounded in time and size; nothing is followed, kept or unfolded."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpcore

from gongshu.interfaces.description import Description, Protocol
from gongshu.interfaces.wire.failures import CallFailed, Outcome
from gongshu.interfaces.wire.json_rows import declared
from gongshu.interfaces.wire.letters import Letters
from gongshu.interfaces.wire.requests import Sent
from gongshu.outside.network import Allowed, GuardedNetwork, LookUp, look_up

CONNECTIONS, IDLE = 200, 50
_KINDS = {Protocol.JSON: ("json",), Protocol.SOAP: ("xml",)}
_PORTS = {"http": 80, "https": 443}
_SOAP_FAULT = 500  # HTTP status that carries a SOAP fault


def guarded(allowed: Sequence[Allowed], look_up: LookUp = look_up) -> GuardedNetwork:
    """Return the way to sources; it refuses in the words of interfaces."""
    return GuardedNetwork(allowed, look_up, _forbidden)


def _forbidden() -> CallFailed:
    return CallFailed(
        Outcome.FORBIDDEN, "接口地址在本节点不得访问的网络之内", "the interface lies in a network that this node may not call",
        remedy={"zh": "由运行管理机构在 gongshu.toml 的 interface_networks 中写明该地址", "en": "let the operator name the address in interface_networks of gongshu.toml"},
    )  # fmt: skip


class Line:
    """The pools of this process, one for each event loop."""

    def __init__(self, allowed: Sequence[Allowed]) -> None:
        self._allowed = tuple(allowed)
        self._pools: WeakKeyDictionary[asyncio.AbstractEventLoop, httpcore.AsyncConnectionPool] = WeakKeyDictionary()
        self._context = ssl.create_default_context()

    def _pool(self) -> httpcore.AsyncConnectionPool:
        loop = asyncio.get_running_loop()
        if loop not in self._pools:
            self._pools[loop] = httpcore.AsyncConnectionPool(
                ssl_context=self._context, max_connections=CONNECTIONS, max_keepalive_connections=IDLE, keepalive_expiry=30.0,
                network_backend=guarded(self._allowed),
            )  # fmt: skip
        return self._pools[loop]

    @asynccontextmanager
    async def call(self, sent: Sent, said: Description) -> AsyncIterator[Answer]:
        """Send a request and give its answer, once its head has come. Raises: CallFailed."""
        patience = _Patience(said.timeout)
        asked = httpcore.Request(
            sent.method, sent.url, headers=_with_own(sent), content=sent.content,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), float(said.timeout))},
        )  # fmt: skip
        async with patience.waiting():
            response = await self._pool().handle_async_request(asked)
        try:
            yield Answer(response, said, patience)
        finally:
            await response.aclose()

    async def reach(self, address: str, within: int) -> int:
        """Connect to a source, look at its certificate, ask nothing, and return the milliseconds that this took. Raises: CallFailed."""
        parts, began = urlsplit(address), time.monotonic()
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        async with _Patience(within).waiting():
            stream = await guarded(self._allowed).connect_tcp(host, port, within)
            try:
                if parts.scheme == "https":
                    stream = await stream.start_tls(self._context, host, within)
            finally:
                await stream.aclose()
        return round((time.monotonic() - began) * 1000)


def _with_own(sent: Sent) -> list[tuple[str, str]]:
    """The headers of a request and those that the connection itself needs."""
    own = {"Host": urlsplit(sent.url).netloc}
    if sent.method != "GET":
        own["Content-Length"] = str(len(sent.content))
    return [*own.items(), *sent.headers.items()]


@dataclass(slots=True)
class Answer:
    """An answer on its way."""

    _response: httpcore.Response
    _said: Description
    _patience: _Patience
    size: int = 0  # bytes that came

    @property
    def status(self) -> int:
        return self._response.status

    def require_readable(self) -> None:
        """Raise CallFailed where the head tells that there is nothing to read: a redirection, an error, another kind of document."""
        status, kind = self.status, self._header(b"content-type")
        fault = self._said.protocol is Protocol.SOAP and status == _SOAP_FAULT and "xml" in kind
        if not 200 <= status < 300 and not fault:
            raise _status(self._said, str(status))
        if not any(word in kind for word in _KINDS[self._said.protocol]):
            raise CallFailed(
                Outcome.FORMAT, f"数源接口的答复是 {kind[:40] or '未知格式'}，不是登记的 {self._said.protocol}",
                f"the source answered {kind[:40] or 'something without a type'} and not {self._said.protocol}, as registered",
            )  # fmt: skip
        if self._header(b"content-encoding") not in ("", "identity"):
            raise CallFailed(Outcome.FORMAT, "数源接口答复了压缩内容", "the source answered something compressed")

    def _header(self, name: bytes) -> str:
        return next((value.decode("latin-1").lower() for key, value in self._response.headers if key.lower() == name), "")  # fmt: skip

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body in UTF-8 as it comes. Raises: CallFailed (timeout, too-large, broken-off, format)."""
        stream, most = self._response.aiter_stream(), self._said.largest << 20
        letters: Letters | None = None
        while True:
            async with self._patience.waiting():
                piece = await anext(stream, None)
            if piece is None:
                break
            self.size += len(piece)
            if self.size > most:
                raise CallFailed(
                    Outcome.TOO_LARGE, f"数源接口的答复超过 {self._said.largest} MiB", f"the source's answer is larger than {self._said.largest} MiB",
                    remedy={"zh": "缩小查询范围", "en": "ask for less at once"},
                )  # fmt: skip
            letters = letters or Letters(self._header(b"content-type"), piece)
            # To the reader of JSON an empty piece would be the end.
            if whole := letters.read(piece):
                yield whole
        if letters is not None and (whole := letters.read(b"", last=True)):
            yield whole


class _Patience:
    """The seconds that a source may take for one call; a consumer who reads slowly is not the source's fault."""

    def __init__(self, seconds: int) -> None:
        self._seconds, self._left = seconds, float(seconds)

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Wait no longer than is left; what the connection raises becomes a CallFailed that tells nothing of the address."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, self._left)):
                yield
        except (TimeoutError, httpcore.TimeoutException) as problem:
            raise CallFailed(Outcome.TIMEOUT, f"数源接口 {self._seconds} 秒内没有答复完毕", f"the source did not finish within {self._seconds} s") from problem  # fmt: skip
        except (httpcore.RemoteProtocolError, httpcore.ReadError) as problem:
            raise CallFailed(Outcome.BROKEN_OFF, "数源接口中途断开", "the source broke off") from problem
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as problem:
            raise CallFailed(Outcome.UNREACHABLE, "连接不上数源接口", "the source cannot be reached") from problem
        finally:
            self._left -= time.monotonic() - began


def _status(said: Description, status: str) -> CallFailed:
    """An HTTP status may be one of the registered codes; a redirection is one like any other, and nobody goes there."""
    if said.error(status):
        return declared(said, status)
    return CallFailed(Outcome.STATUS, f"数源接口答复 HTTP {status}", f"the source answered HTTP {status}", code=status)
