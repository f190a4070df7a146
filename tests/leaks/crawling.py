"""Asking for every address as somebody, and looking for planted values in whatever comes back."""

from __future__ import annotations

import base64
import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from tests.leaks.addresses import ALIKE, FITS_NOWHERE, GUESS, Known, Links, kind_of, of_ckan, routes
from tests.leaks.planting import Marks, Plant

_VALIDATORS = {"If-None-Match": "Etag", "If-Modified-Since": "Last-Modified"}
BY_THE_GATEWAY = ("/data", "/api/3/action/datastore_search", "/api/action/datastore_search")
_MARK = re.compile(rb"QX[OCBP]77\d{3}ZK")


def _hidden_forms() -> dict[bytes, str]:
    """Base64 of what every mark of the bodies and the parties begins with, wherever it stands in a longer text: cursors are made so."""
    forms = {}
    for readers in "BP":
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + f"QX{readers}77".encode())
            forms[coded[2 if before == 1 else 3 if before == 2 else 0 :][: 5 if before else 6]] = readers
    return forms


_HIDDEN = _hidden_forms()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request."""

    asked: str
    status: int
    content: bytes
    headers: dict[str, str]

    def marks(self) -> set[str]:
        """Return the planted values in content, headers, archives and papers; `B?` and `P?` for one that is coded."""
        whole = b"\n".join((*_unpacked(self.content), str(self.headers).encode()))
        found = {mark.decode() for mark in _MARK.findall(whole.upper())}
        return found | {f"{readers}?" for form, readers in _HIDDEN.items() if form in whole}


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield the content and what it packs: archives and workbooks, papers, tables."""
    yield content
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        for name in archive.namelist():
            yield name.encode()
            yield from _unpacked(archive.read(name))
    elif content.startswith(b"\x1f\x8b"):
        yield from _unpacked(gzip.decompress(content))
    elif content.startswith(b"%PDF"):
        from pypdf import PdfReader

        paper = PdfReader(io.BytesIO(content))
        yield from (page.extract_text().encode() for page in paper.pages)
        yield str(paper.metadata).encode()
    elif content.startswith(b"PAR1"):
        from pyarrow import parquet

        yield str(parquet.read_table(io.BytesIO(content)).to_pydict()).encode()


class Crawler:
    """Somebody who tries every address; a fault is no refusal and is kept as well."""

    def __init__(self, plant: Plant, gateway: Any, login: str = "", language: str = "zh-hans") -> None:
        self.plant, self.gateway, self.login, self.language = plant, gateway, login, language
        self.faults: list[str] = []
        self.token = plant.stage.api_token(login) if login else ""
        self.pages = self._client()

    def _client(self) -> Any:
        from django.test import Client

        from gongshu.people.models import Account

        pages = Client(headers={"Accept-Language": self.language}, raise_request_exception=False)
        if self.login:
            pages.force_login(
                Account.objects.get(login=self.login), backend="django.contrib.auth.backends.ModelBackend"
            )
        return pages

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        if address.startswith(BY_THE_GATEWAY):
            sent = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **headers}
            more = {"json": {"rows": [{"no": "K1"}]}} if method == "POST" else {}
            came: Any = self.gateway.request(method, address, headers=sent, follow_redirects=False, **more)
            content = came.content
        else:
            json = (
                {}
                if method == "GET"
                else {"data": "{}", "content_type": "application/json"}
                if "/api/" in address
                else {"data": {}}
            )
            came = getattr(self.pages, method.lower())(address, headers=headers or None, **json)
            content = b"".join(came.streaming_content) if getattr(came, "streaming", False) else came.content
        if came.status_code >= 500:
            self.faults.append(f"{came.status_code} {method} {address}")
        return Answer(
            f"{method} {address}",
            came.status_code,
            content,
            {name.title(): value for name, value in came.headers.items()},
        )

    def read(self) -> Iterator[Answer]:
        """Ask for every address with identifiers that there are, for what these lead to, and by every parameter for what one would guess."""
        known, links = Known.now(self.plant), Links()
        wanted = [address for route in routes() if "GET" in route.methods for address in route.filled(known)]
        wanted += of_ckan(known)
        links.seen.update(wanted)
        while wanted:
            address = wanted.pop()
            answer = self.ask(address)
            yield answer
            if answer.status < 400:
                wanted += links.of(address, answer.content)
            elif not address.startswith(("/data", "/api")) and links.is_new_kind(f"{address}?{answer.status}"):
                yield self.ask(address, Accept="application/json")
        yield from (self.ask(address) for address in guesses(known))

    def again(self, before: Iterable[Answer]) -> Iterator[Answer]:
        """Ask anew for what told a planted value, and for some addresses of every kind.

        They are asked for as a browser does that has kept the answer: if it may, it goes on showing the same.
        """
        asked: Counter[tuple[str, ...]] = Counter()
        for old in before:
            address = old.asked.removeprefix("GET ")
            if old.status != 200 or not old.asked.startswith("GET ") or is_law(address):
                continue
            asked[kind_of(address)] += 1
            if asked[kind_of(address)] > ALIKE and not old.marks():
                continue
            kept = {name: old.headers[said] for name, said in _VALIDATORS.items() if said in old.headers}
            answer = self.ask(address, **kept)
            yield replace(old, asked=f"{old.asked} (kept)") if answer.status == 304 else answer

    def write(self) -> Iterator[Answer]:
        """Send to every address what fits nothing, and see what the page after it says."""
        known = Known.now(self.plant)
        for route in routes():
            for address in list(route.filled(known))[:3]:
                yield from (self.ask(address, method) for method in route.methods if method != "GET")
        yield self.ask("/")


def is_law(address: str) -> bool:
    """Pages of the law are asked for once as they stand: they say what the package says and read nothing of the node."""
    return address.startswith("/law")


def guesses(known: Known) -> Iterator[str]:
    """Every parameter of every page with what somebody would guess, and all of them with what fits nothing."""
    for route in routes():
        address = next(iter(route.filled(known)), "")
        if address and route.reads and "GET" in route.methods and not is_law(address):
            yield from (f"{address}?{name}={quote(GUESS)}" for name in route.reads)
            yield f"{address}?{urlencode(dict.fromkeys(route.reads, FITS_NOWHERE))}"


def leaks(answers: Iterable[Answer], marks: Marks, hidden: str, more: Iterable[str] = ()) -> list[str]:
    """Return what was told that these readers may not see: address, and where the value had been planted."""
    closed = set(more)
    return sorted(
        f"{answer.asked} ({answer.status}): {marks.get(mark, 'coded')}"
        for answer in answers
        for mark in answer.marks()
        if mark in closed or (mark[2] if mark in marks else mark[0]) in hidden
    )
