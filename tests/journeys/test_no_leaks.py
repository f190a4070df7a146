"""Nothing withheld or conditional leaves by any address there is: planted values are looked for in every answer.

The addresses are read from the address tables themselves, so that a page that is added tomorrow is tried as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import pytest

from gongshu.gateway.tests.conftest import STEPS, cast, client, scene, stage, today

__all__ = ["cast", "client", "scene", "stage", "today"]

ROWS = {"withheld": "QXW7731ZK", "conditional": "QXC7732ZK", "bodies": "QXB7733ZK"}  # values in tables
TITLE = "QXT7734ZK"  # in what only public bodies may read about an entry
HINTS = ("QXW77", "QXC77", "QXB77", "QXT77", "7731", "7734")  # what somebody who guesses would search for
ITEMS = [
    {"name": "编号", "code": "no", "type": "text", "key": True},
    {"name": "内容", "code": "content", "type": "text"},
]
BASIS = {"kind": "law", "law": "测绘法", "article": "第三十条"}
CLOSED = {"opening": "withheld", "opening_reason": "涉密", "opening_basis": BASIS}
CITY, BODY = "511700", "511700-zrzyj"
LISTS = [
    *((kind, CITY) for kind in ("resource_list", "aggregation_list", "sharing_responsibility_list", "sharing_catalogue",
                                "sharing_negative_list", "opening_responsibility_list", "opening_catalogue")),
    ("body_resource_list", BODY),
]  # fmt: skip
SKIPPED = ("accounts/logout", "language")  # they end the session that is asking, or only change its language


@pytest.fixture
def planted(stage: Any, node: Any, scenes: Any) -> dict[str, Any]:
    """Three entries with a value in each table and three in each file, a grant of one of them to somebody else, and a case about it."""
    steps = {"cast": STEPS["cast"], "planted": lambda made: plant(stage)}
    return scenes.show("gateway", steps, node.folder)["planted"]


def plant(stage: Any) -> dict[str, Any]:
    from gongshu.catalogue.services import publish_list
    from gongshu.catalogue.tests.stage import NOW

    def entry(kind: str, **said: Any) -> Any:
        made = stage.entry(title=said.pop("title", f"数据集{kind}"), items=ITEMS, hooked=False, **said)
        stage.hook_text(made, f"编号,内容\nK1,{ROWS[kind]}\n")
        return made

    def files(kind: str, **said: Any) -> Any:
        named = f"{TITLE}.txt" if kind == "withheld" else f"{kind}.txt"
        return stage.files((named, ROWS[kind].encode()), title=said.pop("title", f"文件{kind}"), **said)

    conditional = entry("conditional")
    made = {
        "withheld files": files("withheld", sharing="withheld", sharing_basis=BASIS, **CLOSED),
        "bodies files": files("bodies", sharing="unconditional", title=f"内部文件{TITLE}", **CLOSED),
        "conditional files": files("conditional"),
        "withheld": entry(
            "withheld", sharing="withheld", sharing_basis=BASIS, title=f"保密{TITLE}", abstract=f"摘要{TITLE}", **CLOSED
        ),
        "bodies": entry("bodies", sharing="unconditional", title=f"内部{TITLE}", abstract=f"摘要{TITLE}", **CLOSED),
        "conditional": conditional,
        "grant": stage.granted(conditional.number),
    }
    for kind, scope in LISTS:
        publish_list(kind, scope, actor=stage.cast("chen" if scope == CITY else "huang"), now=NOW)
    return made


def addresses(planted: dict[str, Any]) -> Iterator[str]:
    """Every address of the site with identifiers that exist put in, and the gateway's."""
    from django.urls import get_resolver

    grant = planted["grant"]
    from gongshu.collection.models import Delivery

    numbers = [each.number for kind, each in planted.items() if kind != "grant"]
    kept = list(Delivery.objects.filter(resource__kind="file").values_list("number", flat=True))
    known = [
        *numbers,
        *(f"{number}-1" for number in numbers),
        *(f"{number}-1.1" for number in numbers),
        grant.number,
        grant.case,
        BODY,
    ]
    places = {"int": ["1", "2", "3"], "path": ["cn/sichuan/dazhou", *numbers], "slug": known, "str": known}
    for route, kinds in _routes(get_resolver().url_patterns):
        if not route.startswith(SKIPPED):
            for chosen in islice(product(*(places.get(kind, known) for _, kind in kinds)), 40):
                yield "/" + _filled(route, kinds, chosen)
    for number in numbers:
        yield from (
            f"/data/{number}{rest}"
            for rest in (
                "",
                "/K1",
                "/K2",
                "/download",
                "/download?format=jsonl",
                "?no=K1",
                f"?content={ROWS['withheld'][:5]}",
                "/files",
                *(f"/files/{each}" for each in kept),
            )
        )
    for kind, scope in LISTS:
        yield from (f"/lists/{kind}/{scope}{rest}" for rest in ("", "/1", "/1.json", "/1.csv", "/1.xlsx"))
        yield f"/api/v1/lists/{kind}/{scope}/1"
    yield from ("/data/files/x", "/data/links/x")


def _routes(patterns: Any, before: str = "") -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each route with the names and kinds of its parts; patterns that are regular expressions belong to libraries."""
    for each in patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from _routes(each.url_patterns, route)
        elif not any(mark in route for mark in "^$\\"):
            parts = [piece.split(">")[0] for piece in route.split("<")[1:]]
            yield route, [(part, part.split(":")[0] if ":" in part else "str") for part in parts]


def _filled(route: str, kinds: list[tuple[str, str]], chosen: tuple[str, ...]) -> str:
    for (part, _), value in zip(kinds, chosen, strict=True):
        route = route.replace(f"<{part}>", value)
    return route


def searches() -> Iterator[str]:
    for hint in HINTS:
        for address in ("/catalogue", "/catalogue.json", "/api/v1/entries", "/api/v1/catalogue", "/api/v1/search"):
            yield f"{address}?q={hint}"


def ask_all(login: str, planted: dict[str, Any], gateway: Any, tokens: dict[str, str]) -> dict[str, bytes]:
    """Ask for every address as somebody and return what came, by address; a fault is no refusal and fails the test."""
    from django.test import Client

    from gongshu.people.models import Account

    pages = Client(raise_request_exception=False)
    if login:
        pages.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
    headers = {"Authorization": f"Bearer {tokens[login]}"} if login else {}
    answers, faults = {}, []
    for address in (*addresses(planted), *searches()):
        for more in ({},) if address.startswith("/data/") else ({}, {"HTTP_ACCEPT": "application/json"}):
            answer: Any = (
                gateway.get(address, headers=headers) if address.startswith("/data/") else pages.get(address, **more)
            )
            streams = getattr(answer, "streaming", False)
            answers[f"{address} {more}"] = b"".join(answer.streaming_content) if streams else answer.content
            faults += [f"{answer.status_code} {address}"] if answer.status_code in (500, 502) else []
    assert faults == []
    return answers


def found(answers: dict[str, bytes], *values: str) -> list[str]:
    return [
        f"{value} in {address}" for address, content in answers.items() for value in values if value.encode() in content
    ]


@pytest.mark.parametrize("login", ["", "lin"])
def test_the_public_reads_nothing_that_is_withheld_conditional_or_for_bodies_alone(stage, planted, client, login):
    tokens = {login: stage.api_token(login)} if login else {}
    answers = ask_all(login, planted, client, tokens)
    assert len(answers) > 200
    assert found(answers, *ROWS.values(), TITLE) == []


def test_every_kind_of_list_is_among_what_is_asked_for():
    from gongshu.catalogue.lists import KINDS

    assert {kind for kind, _ in LISTS} == set(KINDS)


def test_another_body_reads_no_row_that_is_withheld_or_conditional(stage, planted, client):
    answers = ask_all("feng", planted, client, {"feng": stage.api_token("feng")})
    assert found(answers, ROWS["withheld"], ROWS["conditional"]) == []
    assert found(answers, ROWS["bodies"]), (
        "a body takes unconditional data directly, so the search for leaks really looks"
    )


def test_a_body_to_which_an_entry_is_withheld_is_not_told_the_names_of_its_files(stage, planted, client):
    from django.test import Client

    from gongshu.people.models import Account

    number, pages = planted["withheld files"].number, Client()
    pages.force_login(Account.objects.get(login="feng"), backend="django.contrib.auth.backends.ModelBackend")
    for address in (
        f"/catalogue/{number}",
        f"/catalogue/{number}.json",
        f"/catalogue/{number}/snapshots",
        f"/catalogue/{number}/snapshots.json",
    ):
        answer = pages.get(address)
        assert TITLE.encode() not in answer.content, address


def test_refusals_tell_no_value(stage, planted, client):
    """Whoever guesses by sending values learns nothing from the error's text."""
    for kind in ROWS:
        number = planted[kind].number
        for headers in ({}, {"Authorization": f"Bearer {stage.api_token('feng')}"}, {"Authorization": "Bearer x"}):
            answer = client.post(
                f"/data/{number}/verify", json={"rows": [{"no": "K1", "content": "QX"}]}, headers=headers
            )
            assert kind == "bodies" or answer.status_code in (401, 403, 404)
            assert ROWS[kind].encode() not in answer.content


def test_planted_values_lie_in_clear_in_no_file_of_the_node(stage, planted, client, node):
    token = stage.token(planted["grant"])
    assert (
        ROWS["conditional"]
        in client.get(f"/data/{planted['conditional'].number}/K1", headers={"Authorization": f"Bearer {token}"}).text
    )
    for path in node.folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert not any(value.encode() in content for value in ROWS.values()), path
