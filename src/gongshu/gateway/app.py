"""The gateway: rows by key, pages, yes or no, downloads. Nothing else, and no page of Django in between."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import django
from django.apps import apps
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if not apps.ready:
    django.setup()

from gongshu.gateway import reading, streaming
from gongshu.gateway.control import Access, Control
from gongshu.gateway.problems import Denied, Told, answer, denied, told_of
from gongshu.grants import links
from gongshu.grants.uses import store

LARGEST_BODY = 1 << 20  # bytes of a batch of questions
control = Control()


def _credential(request: Request) -> str:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise denied(401, "须使用令牌", "a bearer token is needed", remedy_zh="Authorization: Bearer 令牌", remedy_en="Authorization: Bearer <token>")
    return secret.strip()


async def _access(request: Request) -> Access:
    return await control.access(_credential(request), request.path_params["entry"])


async def page(request: Request) -> Response:
    """GET /data/{entry}?limit=&after=&item=value"""
    return await reading.page(await _access(request), request)


async def row(request: Request) -> Response:
    """GET /data/{entry}/{key}, the parts of a composite key divided by slashes"""
    access = await _access(request)
    return await reading.by_key(access, reading.parts_of(request, access.entry))


async def verify(request: Request) -> Response:
    """POST /data/{entry}/verify {"rows": [{item: value}]}"""
    access = await _access(request)
    return await reading.verify(access, await _body(request))


async def _body(request: Request) -> Any:
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) > LARGEST_BODY:
            raise denied(413, f"请求内容超过 {LARGEST_BODY} 字节", f"the body is larger than {LARGEST_BODY} bytes", remedy_zh="分批提交", remedy_en="send it in parts")
    try:
        return json.loads(held)
    except ValueError:
        raise denied(422, "请求内容不是 JSON", "the body is not JSON", remedy_zh="改正请求内容", remedy_en="correct it") from None


async def download(request: Request) -> Response:
    """GET /data/{entry}/download?format=csv|xlsx|parquet|jsonl"""
    credential, entry = _credential(request), request.path_params["entry"]
    format_ = request.query_params.get("format", "csv")
    return await streaming.table(await control.access(credential, entry), format_, lambda: control.access(credential, entry))


async def file(request: Request) -> Response:
    """GET /data/files/{secret}: a file that a grant handed out"""
    secret = request.path_params["secret"]
    return await streaming.file(await control.file(secret), lambda: control.file(secret))


async def link(request: Request) -> Response:
    """GET /data/links/{link}: a download that a page has signed"""
    text = request.path_params["link"]
    access = await control.link(text)
    # The link is asked once; a long download goes on after its five minutes while the person may still take the entry.
    return await streaming.table(access, links.format_of(text), lambda: control.person(access.login, access.entry))


def _handled(respond: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            return await respond(request)
        except Denied as problem:
            return answer(request, problem.told)
        except Exception as problem:
            told = told_of(problem)
            if told is None:
                raise
            return answer(request, told)

    return handle


async def _not_here(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    zh, en = {404: ("没有这个地址", "there is no such address"), 405: ("不能这样请求", "this method is not allowed here")}.get(
        status, ("系统出错", "the gateway failed; the operator finds the reason in its log")
    )
    told = Told(status=status, what={"zh": zh, "en": en}, remedy={"zh": "查看接口说明 /api/v1/openapi.json", "en": "see /api/v1/openapi.json"})
    return answer(request, told)


@asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    yield
    store.close_all()


app = Starlette(
    routes=[
        Route("/data/files/{secret}", _handled(file), methods=["GET"]),
        Route("/data/links/{link}", _handled(link), methods=["GET"]),
        Route("/data/{entry}/download", _handled(download), methods=["GET"]),
        Route("/data/{entry}/verify", _handled(verify), methods=["POST"]),
        Route("/data/{entry}/{key:path}", _handled(row), methods=["GET"]),
        Route("/data/{entry}", _handled(page), methods=["GET"]),
    ],
    exception_handlers={404: _not_here, 405: _not_here, 500: _not_here},
    lifespan=_life,
)
