"""Asking other systems over HTTP(S): one request, one answer, bounded in time and size; nothing is followed or unfolded."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

import httpcore

from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import Allowed, Forbidden, GuardedConnections

WITHIN = 60.0  # seconds for one answer to begin and for each piece of it
NOT_MODIFIED = 304
_REFUSED = (401, 403)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on its way."""

    status: int
    headers: Mapping[str, str]  # by lower-case names
    _response: httpcore.Response

    def pieces(self, most: int) -> Iterator[bytes]:
        """Yield the body as it comes, `most` bytes in all. Raises: OutsideFailed."""
        size = 0
        with _told():
            for piece in self._response.iter_stream():
                size += len(piece)
                if size > most:
                    raise OutsideFailed(Cause.TOO_LARGE, f"对方的答复超过 {most >> 20} MiB", f"the answer is larger than {most >> 20} MiB")  # fmt: skip
                yield piece

    def body(self, most: int) -> bytes:
        return b"".join(self.pieces(most))


class Client:
    """Connections to other systems that the operator allows; use it as a context manager."""

    def __init__(self, allowed: Sequence[Allowed], within: float = WITHIN) -> None:
        self._within = within
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), max_connections=2, network_backend=GuardedConnections(allowed)
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str], fine: Sequence[int] = (200,)) -> Iterator[Answer]:
        """Give the answer to a request once its head has come. Raises: OutsideFailed, also for a status that is not `fine`."""
        said = {"Host": urlsplit(url).netloc, "Accept-Encoding": "identity", "User-Agent": "gongshu", **headers}
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self._within)
        with _told():
            asked = httpcore.Request("GET", url, headers=list(said.items()), extensions={"timeout": waits})
            response = self._pool.handle_request(asked)
        try:
            if response.status not in fine:
                raise _status(response.status)
            head = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
            if head.get("content-encoding", "identity") not in ("", "identity"):
                raise OutsideFailed(Cause.FORMAT, "对方答复了压缩内容", "the source answered something compressed")
            yield Answer(response.status, head, response)
        finally:
            response.close()


def _status(status: int) -> OutsideFailed:
    cause = Cause.CREDENTIAL if status in _REFUSED else Cause.MISSING if status == 404 else Cause.STATUS
    return OutsideFailed(cause, f"对方答复 HTTP {status}", f"the source answered HTTP {status}", code=str(status))


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the connection raises into words that tell nothing of the address."""
    try:
        yield
    except Forbidden as problem:
        raise forbidden() from problem
    except httpcore.TimeoutException as problem:
        raise OutsideFailed(Cause.TIMEOUT, "对方没有在规定时间内答复", "the source did not answer in time") from problem
    except (httpcore.RemoteProtocolError, httpcore.ReadError) as problem:
        raise OutsideFailed(Cause.BROKEN_OFF, "对方中途断开", "the source broke off") from problem
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as problem:
        raise unreachable() from problem


def forbidden() -> OutsideFailed:
    return OutsideFailed(Cause.FORBIDDEN, "地址在本节点不得访问的网络之内", "the address lies in a network that this node may not call")  # fmt: skip


def unreachable() -> OutsideFailed:
    return OutsideFailed(Cause.UNREACHABLE, "连接不上对方系统", "the source cannot be reached")
