"""What a source holds, fetched whole: one document, or the pages of a CKAN portal put together."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from gongshu.catalogue.importing.mapping import CatalogueMapping
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.network import read_allowed
from gongshu.outside.web import Client

SECONDS: Final = 600.0  # for the whole of a source
LARGEST: Final = 256 << 20  # bytes of the whole of a source
PAGE: Final = 500  # records of a page
MOST: Final = 200_000  # records
REDIRECTIONS: Final = 3
_MOVED: Final = (301, 302, 303, 307, 308)
_PORTS: Final = {"http": 80, "https": 443}
_ACCEPT: Final[Mapping[str, str]] = {"rdf": "text/turtle, application/rdf+xml, application/ld+json;q=0.9"}


def fetched(address: str, mapping: CatalogueMapping, networks: tuple[str, ...]) -> bytes:
    """Return what a source holds; `networks` are those of the node's own that it may call. Raises: OutsideFailed."""
    with Client([read_allowed(each) for each in networks]) as client:
        visit = _Visit(client)
        if mapping.asked:
            return _paged(visit, address.rstrip("/"), mapping.asked)
        return visit.get(address, _ACCEPT.get(mapping.form, "application/json, text/csv;q=0.9, */*;q=0.5"))


class _Visit:
    """One visit to a host: time and size are for the whole of it, and redirections lead nowhere else."""

    def __init__(self, client: Client) -> None:
        self._client, self._until, self._left = client, time.monotonic() + SECONDS, LARGEST

    def get(self, address: str, accept: str) -> bytes:
        """Return a document. Raises: OutsideFailed."""
        for _ in range(REDIRECTIONS + 1):
            with self._client.get(address, {"Accept": accept}, fine=(200, *_MOVED)) as answer:
                if answer.status == 200:
                    held = bytearray()
                    for piece in answer.pieces(self._left):
                        held += piece
                        if time.monotonic() > self._until:
                            raise OutsideFailed(Cause.TIMEOUT, f"来源 {SECONDS:.0f} 秒内没有读完", f"the source was not read within {SECONDS:.0f} s")  # fmt: skip
                    self._left -= len(held)
                    return bytes(held)
                address = _next(address, answer.headers.get("location", ""))
        raise OutsideFailed(
            Cause.STATUS, f"来源转向超过 {REDIRECTIONS} 次", f"the source redirects more than {REDIRECTIONS} times",
            remedy=("填写最终的地址", "write the address where it ends"),
        )  # fmt: skip


def _next(address: str, moved: str) -> str:
    """Return where a redirection leads, if that is the same host by the same or a safer way. Raises: OutsideFailed."""
    there = urljoin(address, moved)
    old, new = urlsplit(address), urlsplit(there)
    safer = old.scheme == "http" and new.scheme == "https" and new.port in (None, 443) and old.port in (None, 80)
    same = (old.scheme, old.port or _PORTS.get(old.scheme)) == (new.scheme, new.port or _PORTS.get(new.scheme))
    if not moved or old.hostname != new.hostname or not (same or safer):
        raise OutsideFailed(
            Cause.FORBIDDEN, "来源转向另一主机，本平台不跟随", "the source redirects to another host, which is not followed",
            remedy=("登记它转向的地址", "register the address that it leads to"),
        )  # fmt: skip
    return there


def _paged(visit: _Visit, home: str, action: str) -> bytes:
    """A portal that changes while it is read gives a record twice or not at all; sorted by name it does so seldom."""
    found: list[Any] = []
    total = 1
    while len(found) < min(total, MOST):
        asked = urlencode({"rows": PAGE, "start": len(found), "sort": "name asc"})
        said = _result(visit.get(f"{home}/api/3/action/{action}?{asked}", "application/json"))
        page = said["results"]
        if not page:
            break
        found += page
        total = said["count"]
    return json.dumps({"results": found}, ensure_ascii=False).encode()


def _result(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)["result"]
        if isinstance(said["results"], list) and isinstance(said["count"], int):
            return dict(said)
    except (ValueError, KeyError, TypeError):
        pass
    raise OutsideFailed(
        Cause.FORMAT, "来源的答复不是 CKAN 的目录", "the source does not answer as CKAN does",
        remedy=("填写 CKAN 门户的首页地址，或者另选目录的形式", "write the home page of a CKAN portal, or choose another form"),
    )  # fmt: skip


def is_address(said: str) -> bool:
    """Whether a text is an address that can be fetched: of the web, of a host, without a name or a word to enter."""
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return False
    plain = said.isascii() and said.isprintable() and " " not in said
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc and port != 0 and not parts.fragment  # fmt: skip
