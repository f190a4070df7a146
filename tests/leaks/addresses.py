"""Every address there is: read from the address table, the interface's description and the gateway, and from what is answered."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from itertools import islice, product
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.leaks.planting import LISTS, Plant

ENDS_THE_SESSION = ("accounts/logout", "accounts/sessions", "account/sessions", "language")
FILLINGS = 40  # of one route, at most
ALIKE = 4  # links that differ in values alone, at most
GUESS, FITS_NOWHERE = "QX77", "'\"<\0"  # the beginning of what is planted; what no place was made for
LISTING = ("package_list", "package_search", "current_package_list_with_resources", "tag_list", "organization_list", "group_list")  # fmt: skip
_PARTS = re.compile(r"<(?:(\w+):)?(\w+)>|\{(\w+)\}")
_READS = re.compile(r"""GET(?:\.get|\.getlist|\[)\(?["'](\w+)["']""")
_LINKS = re.compile(rb"""(?:href|src|action|hx-get)="([^"]+)"|<loc>([^<]+)<|"(/[^"\s]+)\"""")


@dataclass(frozen=True, slots=True)
class Route:
    """An address with places for identifiers, the parameters that its page reads, and the ways in which it may be asked."""

    path: str
    reads: tuple[str, ...] = ()
    methods: tuple[str, ...] = ("GET", "POST")

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/v1/")

    def filled(self, known: Known) -> Iterator[str]:
        """Yield the address with identifiers that there are, in every combination as far as that goes."""
        places = [
            known.of(self.path[: part.start()], part[1] or "str", part[2] or part[3])
            for part in _PARTS.finditer(self.path)
        ]
        every = sorted(product(*places), key=_strangers) if len(places) == 2 else product(*places)
        for chosen in islice(every, FILLINGS):
            yield "/" + _filled(self.path, chosen)


def _filled(path: str, chosen: tuple[str, ...]) -> str:
    values = iter(chosen)
    return _PARTS.sub(lambda _: quote(next(values)), path)


def _strangers(chosen: tuple[str, ...]) -> bool:
    """Those come first of which one is named after the other, a letter after its case."""
    return not chosen[1].startswith(chosen[0])


@cache
def routes() -> tuple[Route, ...]:
    """Return every route of the site and of the gateway. Patterns that are regular expressions belong to libraries."""
    from django.urls import get_resolver

    return (*_pages(get_resolver().url_patterns), *_interface(), *_gateway())


def _pages(patterns: Any, before: str = "") -> Iterator[Route]:
    for each in patterns:
        path = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _pages(each.url_patterns, path)
        elif not path.startswith((*ENDS_THE_SESSION, "api/v1/")) and not any(mark in path for mark in "^$\\"):
            yield Route(path, _read_by(inspect.unwrap(each.callback)))


@cache
def _read_by(view: Any) -> tuple[str, ...]:
    """Return the parameters that the module of a view reads."""
    module = inspect.getmodule(view)
    return tuple(sorted(set(_READS.findall(inspect.getsource(module))))) if module else ()


def _interface() -> Iterator[Route]:
    from gongshu.site.api import api

    for path, operations in api.get_openapi_schema()["paths"].items():
        reads = {
            each["name"] for said in operations.values() for each in said.get("parameters", ()) if each["in"] == "query"
        }
        yield Route(path.lstrip("/"), tuple(sorted(reads)), tuple(method.upper() for method in operations))
    yield Route("api/v1/openapi.json", (), ("GET",))


def _gateway() -> Iterator[Route]:
    """The gateway chooses by itself what answers; each of its answers says its address first."""
    from gongshu.gateway import app

    chosen = set(re.findall(r"return (\w+), ", inspect.getsource(app._chosen)))
    for name in sorted(chosen):
        said = re.match(r"(GET|POST) (/data/[^\s?:]+)(?:\?(\S+))?", getattr(app, name).__doc__ or "")
        assert said, f"gateway.app.{name} does not say its address first"
        reads = [each.split("=")[0] for each in (said[3] or "").rstrip(":,").split("&") if each]
        methods = re.findall(r"\b(?:GET|POST)\b", getattr(app, name).__doc__ or "")
        yield Route(said[2].lstrip("/"), tuple(dict.fromkeys(reads)), tuple(dict.fromkeys(methods)))


def of_ckan(known: Known) -> Iterator[str]:
    """What programs made for CKAN ask about every entry and its table: these addresses differ in their parameters alone."""
    for entry in known.by_place["entries"]:
        yield from (f"/api/3/action/{name}?id={entry}&q={entry}" for name in ("package_show", "package_search"))
        yield from (
            f"/api/3/action/{name}?resource_id={entry}-1&id={entry}-1-csv"
            for name in ("datastore_search", "resource_show")
        )


# What stands in the places of addresses that no table fills.
GIVEN = {
    "kind": [kind for kind, _ in LISTS],
    "scope": [scope for _, scope in LISTS[-2:]],
    "region": [LISTS[0][1]],
    "year": ["2025"],
    "ending": ["csv", "json", "xlsx", "atom", "ttl", "jsonld", "xml", "zip"],
    "path": ["cn/sichuan/dazhou"],
    "short": ["达州办法"],
    "name": ["sharing-application", "misuse"],
    "procedure": ["sharing-application", "opening-application", "entry-question"],
    "outcome": ["grant", "approve"],
    "place": ["1", "2"],
    "version": ["1"],
    "link": ["x"],
    "key": ["K1", "K2"],
    "duty": ["steward"],
    "digest": ["0" * 64],
    "action/name": list(LISTING),
}


@dataclass
class Known:
    """The identifiers that there are, by what stands before them in an address, or by the name of their place."""

    by_place: dict[str, list[str]] = field(default_factory=dict)
    everything: list[str] = field(default_factory=list)

    def of(self, before: str, kind: str, name: str) -> list[str]:
        literal = before.rstrip("/").rsplit("/", 1)[-1]
        found = self.by_place.get(f"{literal}/{name}") or self.by_place.get(name) or self.by_place.get(literal)
        return found or (["1", "2", "3"] if kind == "int" else self.everything)

    @classmethod
    def now(cls, plant: Plant) -> Known:
        """Look the identifiers up in the database."""
        from django.apps import apps

        def column(label: str, name: str = "pk") -> list[str]:
            return [str(value) for value in apps.get_model(label).objects.order_by("pk").values_list(name, flat=True)]

        entries, cases, called = column("catalogue.Entry", "number"), column("cases.Case", "number"), column("interfaces.Interface", "resource__number")  # fmt: skip
        numbers = {
            "catalogue": entries, "entries": entries, "favourites": entries, "data": entries, "entry": entries, "cases": cases, "review": cases,
            "measures": cases, "grants": column("grants.Grant", "number"), "deliveries": column("collection.Delivery", "number"),
            "resources": column("catalogue.Resource", "number"), "interfaces": called, "interface": called, "imports": column("catalogue.ImportBatch", "number"), "harvests": column("catalogue.HarvestSource", "number"),
            "records": column("opening.MaskingRecord", "number"), "levels": [f"{scope}.1" for _, scope in LISTS[:1]],
            "bodies": column("people.Body", "code"),
        }  # fmt: skip
        return cls(
            by_place={
                **{f"{place}/number": values for place, values in numbers.items()},
                **numbers,
                **GIVEN,
                "interface": numbers["interfaces"],
                "login": column("people.Account", "login"),
                "code": numbers["bodies"],
                "letter": column("cases.Letter", "number"),
                "paper": column("cases.Attachment"),
                "handout": column("grants.Handout"),
                "search": column("participation.SavedSearch"),
                "demands/number": column("demand.Demand"),
                "census/number": column("census.Round"),
                "bases/number": column("bases.Database"),
                "standards/number": column("standards.Norm"),
                "systems/number": column("registers.System", "number"),
                "notices/number": column("oversight.MisuseMeasure"),
                "jobs/number": column("jobs.Job")[:3],
                "secret": [plant.secrets["file"], "x"],
                "files/number": column("collection.Delivery", "number"),
                "uploads/upload": column("collection.Upload"),
                "forms/number": column("oneform.Form", "number"),
                "fillings/number": column("oneform.Filling", "number"),
                "matters/number": column("oversight.Matter", "number"),
                "codes/code": column("catalogue.ResourceCode", "code"),
            },
            everything=[*entries, *cases],
        )


class Links:
    """The addresses that answers lead to, of those that differ in values alone only some."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.alike: dict[tuple[str, ...], int] = defaultdict(int)

    def of(self, address: str, content: bytes) -> Iterator[str]:
        for found in _LINKS.findall(content):
            link = unescape(next(filter(None, found)).decode("utf-8", "replace")).replace("http://testserver", "")
            if link.startswith("?"):
                link = address.split("?")[0] + link
            if link.startswith("/") and not link.startswith(("//", "/static/")) and link not in self.seen:
                self.seen.add(link)
                if self.is_new_kind(link):
                    yield link.split("#")[0]

    def is_new_kind(self, link: str) -> bool:
        """Say whether few links were like this one so far."""
        if link.lstrip("/").startswith(ENDS_THE_SESSION):
            return False
        kind = kind_of(link)
        self.alike[kind] += 1
        return self.alike[kind] <= ALIKE


def kind_of(address: str) -> tuple[str, ...]:
    """Return what an address has in common with those that differ in values alone."""
    parts = urlsplit(address)
    named = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return re.sub(r"[^/]*\d[^/]*", "*", parts.path), *named
