"""Which addresses may be called. A name is resolved here and the connection goes to the address that was looked at.

Only addresses of the public internet are open by themselves; whatever lies in the node's own networks is called only where the
operator named it (`interface_networks`, `source_networks`), and the node itself never, unless named.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]  # the addresses of a name. Raises: OSError


class Forbidden(Exception):
    """An address lies where this node may not call."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """A network that the operator opened, for one port or for all."""

    network: Network
    port: int | None

    def covers(self, address: Address, port: int) -> bool:
        return address.version == self.network.version and address in self.network and self.port in (None, port)


def read_allowed(said: str) -> Allowed:
    """Return what a setting names: 10.20.0.0/16, 10.20.3.4:8080, [fd00::1]:443. Raises: ValueError."""
    text, port = said.strip(), None
    if text.startswith("["):
        text, _, rest = text[1:].partition("]")
        port = int(rest.removeprefix(":")) if rest else None
    elif text.count(":") == 1:
        text, _, rest = text.partition(":")
        port = int(rest)
    return Allowed(ip_network(text), port)


def permitted(address: str, port: int, allowed: Iterable[Allowed]) -> bool:
    """Whether an address may be called."""
    found = _plain(ip_address(address.split("%", maxsplit=1)[0]))
    if any(each.covers(found, port) for each in allowed):
        return True
    open_ = found.is_global and not (found.is_multicast or found.is_reserved)
    return open_ and not _leads_inside(found) and not _is_ours(found, port)


def _plain(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _leads_inside(address: Address) -> bool:
    """An IPv6 address of a site, or one that leads to an IPv4 address at which nobody has looked; those of a translator are reserved anyway."""
    if not isinstance(address, IPv6Address):
        return False
    return address.is_site_local or address.sixtofour is not None or address.teredo is not None


def _is_ours(address: Address, port: int) -> bool:
    """Whether this machine itself has the address: then the route to it starts there."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), port or 1))
            return bool(ip_address(probe.getsockname()[0]) == address)
    except OSError:
        return False


async def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name as the node's own resolver tells them. Raises: OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def found(host: str, port: int, allowed: Sequence[Allowed]) -> list[str]:
    """Return the addresses of a name, for a driver that connects by itself. Raises: Forbidden; OSError if there is none."""
    told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in told))
    if not addresses or not all(permitted(each, port, allowed) for each in addresses):
        raise Forbidden(host)
    return addresses


def connected(host: str, port: int, allowed: Sequence[Allowed], within: float) -> socket.socket:
    """Return a connection to the first of a name's addresses that answers. Raises: Forbidden, OSError."""
    problem = OSError(f"{host} has no address")
    for each in found(host, port, allowed):
        try:
            return socket.create_connection((each, port), within)
        except OSError as error:
            problem = error
    raise problem


class GuardedConnections(httpcore.NetworkBackend):
    """The same guard for code that waits: connects only to addresses that were looked at. Raises: Forbidden."""

    def __init__(self, allowed: Sequence[Allowed]) -> None:
        self._allowed, self._backend = tuple(allowed), httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        try:
            addresses = found(host, port, self._allowed)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} was not found") from error
        for each in addresses:
            try:
                return self._backend.connect_tcp(each, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("a source is called over TCP")


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connects only to addresses that were looked at; a name that changes its mind in between changes nothing."""

    def __init__(
        self,
        allowed: Sequence[Allowed],
        look_up: LookUp = look_up,
        forbidden: Callable[[], Exception] = Forbidden,
    ) -> None:
        self._allowed, self._look_up, self._forbidden = tuple(allowed), look_up, forbidden
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._resolved(host, port, timeout)
        if not all(permitted(each, port, self._allowed) for each in addresses):
            raise self._forbidden()
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for each in addresses:
            try:
                return await self._backend.connect_tcp(each, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.AsyncNetworkStream:
        raise httpcore.ConnectError("a source is called over TCP")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _resolved(self, host: str, port: int, timeout: float | None) -> Sequence[str]:
        try:
            async with asyncio.timeout(timeout):
                return await self._look_up(host, port)
        except TimeoutError as problem:
            raise httpcore.ConnectTimeout(f"{host} was not found in time") from problem
        except (OSError, UnicodeError) as problem:
            raise httpcore.ConnectError(f"{host} was not found") from problem
