"""What an exchange node is answered, under /exchange/. Who asks is shown by the request's own signature; there is no session and no form."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongshu.audit import clock
from gongshu.exchange import signing
from gongshu.exchange.errors import Unproven
from gongshu.exchange.signing import Proof
from gongshu.subscription import presenting, sending, services
from gongshu.subscription.errors import NodeUnproven
from gongshu.subscription.models import ExchangeNode
from gongshu.subscription.signing import public_key

_LARGEST = 256 * 1024  # bytes of a request


def _signed(answer: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let only a node in whose request holds. Answers: NodeUnproven (401), NodeSuspended (403)."""

    @csrf_exempt
    @require_POST
    def asked(request: HttpRequest, **named: str) -> HttpResponseBase:
        proof, said = _proven(request)
        moment = (
            time.time()
        )  # What is signed is fresh by the clock on the wall, also where a rehearsal has set the node's.
        held = services.authenticate(
            proof, "POST", request.get_full_path(), request.body, moment=moment, now=clock.now()
        )
        return answer(held, said, **named)

    return asked


def _proven(request: HttpRequest) -> tuple[Proof, dict[str, Any]]:
    try:
        if int(request.headers.get("Content-Length") or 0) > _LARGEST:
            raise Unproven("请求过大", "the request is too large")
        proof = signing.proof_of(request.headers)
        said = json.loads(request.body or b"{}")
        if not isinstance(said, dict):
            raise Unproven("请求不是 JSON 对象", "the request is no JSON object")
    except Unproven as problem:
        raise NodeUnproven(problem.because["zh"], problem.because["en"]) from problem
    except ValueError as problem:
        raise NodeUnproven("请求不是 JSON", "the request is no JSON") from problem
    return proof, said


@csrf_exempt
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Take a node's key against its one-time code."""
    proof, said = _proven(request)
    try:
        signing.check(proof, "POST", request.get_full_path(), request.body, time.time())
    except Unproven as problem:
        raise NodeUnproven(problem.because["zh"], problem.because["en"], remedy_zh=problem.remedy["zh"], remedy_en=problem.remedy["en"]) from problem  # fmt: skip
    held = services.enrol(proof, str(said.get("code", "")), str(said.get("version", "")), now=clock.now())
    return JsonResponse(
        {"node": held.number, "name": held.name, "body": held.body.zh, "platform_key": public_key()}
    )  # fmt: skip


@_signed
def due(held: ExchangeNode, said: dict[str, Any]) -> HttpResponse:
    """Tell which batches wait."""
    targets = [each for each in said.get("targets") or [] if isinstance(each, dict)]
    found = services.due_for(held, targets, str(said.get("version", "")), now=clock.now())
    return JsonResponse({"batches": [presenting.due(each) for each in found]})


@_signed
def batch(held: ExchangeNode, said: dict[str, Any], number: str) -> StreamingHttpResponse:
    """Stream a batch: what it is, its rows, the keys of those that are gone."""
    now = clock.now()
    pieces = sending.offer(services.begin_for(held, number, now=now), now)
    return StreamingHttpResponse(pieces, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})


@_signed
def failed(held: ExchangeNode, said: dict[str, Any], number: str) -> HttpResponse:
    """Take note that a node could not hand a batch over."""
    services.note_failure(held, number, str(said.get("cause", "")), str(said.get("code", "")), now=clock.now())
    return JsonResponse({})


@_signed
def receipt(held: ExchangeNode, said: dict[str, Any], number: str) -> HttpResponse:
    """Verify a node's receipt and answer with those of both ends."""
    given = said.get("receipt")
    pair = services.take_receipt(held, number, given if isinstance(given, dict) else {}, now=clock.now())
    return JsonResponse(dict(pair), json_dumps_params={"ensure_ascii": False})
