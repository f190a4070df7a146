"""A fair share of the gateway for everybody who comes without a token: so many requests a minute from one network.

A bucket fills evenly and holds a minute's worth, so a burst is served and a flood is not. The terms are told in every
answer by the fields RateLimit-Policy and RateLimit. Who signs in or holds a grant has the quota of the grant instead.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from gongshu.gateway.problems import denied

WINDOW = 60  # seconds
REMEMBERED = 50_000  # networks; whoever was quiet longest is forgotten first, and begins again with a full bucket


@dataclass(frozen=True, slots=True)
class Standing:
    """What a network has left."""

    allowed: int  # requests a minute
    left: int
    wait: int  # seconds until there is one more; 0 while some are left

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"anyone";q={self.allowed};w={WINDOW}',
            "RateLimit": f'"anyone";r={self.left};t={self.wait}',
        }


class Pace:
    """The buckets of this process."""

    def __init__(self, allowed: int, now: Callable[[], float] = time.monotonic) -> None:
        self.allowed, self._now = allowed, now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # network → requests left, at which moment

    def take(self, address: str) -> Standing:
        """Count one request from an address. Raises: Denied (429) telling the terms and when to go on."""
        network, now = network_of(address), self._now()
        left, at = self._buckets.pop(network, (float(self.allowed), now))
        left = min(self.allowed, left + (now - at) * self.allowed / WINDOW)
        self._buckets[network] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        if left < 1:
            raise self._refused(address, Standing(self.allowed, 0, ceil((1 - left) * WINDOW / self.allowed)))
        return Standing(self.allowed, int(left - 1), 0)

    def _refused(self, address: str, standing: Standing) -> Exception:
        return denied(
            429,
            f"不带令牌的请求，同一网络每分钟 {self.allowed} 次，现已用完",
            f"without a token one network has {self.allowed} requests a minute, and they are used up",
            remedy_zh=f"{standing.wait} 秒后继续；需要全部数据时请整表下载",
            remedy_en=f"go on in {standing.wait} s; who needs all of the data downloads the whole table",
            shown=address,
            headers={**standing.headers, "Retry-After": str(standing.wait)},
        )


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str:
    """Return what counts as one caller: an IPv4 address, or the /64 that one subscriber of IPv6 gets."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))
    return str(found)
