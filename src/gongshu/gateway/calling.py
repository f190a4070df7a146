"""Calls to an interface of the source: checked, counted, forwarded with the source's credential, cut, masked, and kept nowhere."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from anyio import fail_after
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from gongshu.audit import Event
from gongshu.gateway import streaming
from gongshu.gateway.control import Access
from gongshu.gateway.problems import Denied, denied, json_response
from gongshu.gateway.recording import digest_of, note, reserve
from gongshu.interfaces import serving
from gongshu.interfaces.description import Protocol
from gongshu.interfaces.serving import Service
from gongshu.interfaces.wire import requests
from gongshu.interfaces.wire.circuit import passing
from gongshu.interfaces.wire.failures import CallFailed, Outcome
from gongshu.interfaces.wire.json_rows import JsonRows
from gongshu.interfaces.wire.line import Answer
from gongshu.interfaces.wire.shaping import Shape
from gongshu.interfaces.wire.soap_rows import SoapRows
from gongshu.lake.errors import LakeError
from gongshu.lake.mask import Mask
from gongshu.ui.moments import local_iso

PURPOSE = "x-purpose"  # header in which a consumer may say what the call is for
HELD = 256 * 1024  # bytes of rows that are held; a longer answer leaves while the rest still comes
BLOCK = 1024 * 1024  # bytes of rows that leave together after that, each a use before it does
READ_WITHIN = 120  # seconds in which a long answer has to be read; a call to a source is held no longer
Again = Callable[[], Awaitable[Access]]


def chosen(access: Access, number: str) -> Service:
    """Return the interface that an address means. Raises: Denied (409 none, 422 several, 404 another)."""
    held = access.services
    numbers = ", ".join(each.resource for each in held)
    if not held:
        raise denied(
            409, f"目录 {access.entry} 没有已挂接的接口", f"no interface is hooked to {access.entry}", shown=access.entry,
            remedy_zh="按库表或者文件取数", remedy_en="take its table or its files",
        )  # fmt: skip
    if not number and len(held) > 1:
        raise denied(
            422, f"目录 {access.entry} 有 {len(held)} 个接口", f"{access.entry} has {len(held)} interfaces", shown=access.entry,
            remedy_zh=f"在地址中写明：{numbers}", remedy_en=f"name one in the address: {numbers}",
        )  # fmt: skip
    found = next((each for each in held if number in ("", each.resource)), None)
    if found is None:
        raise denied(
            404, f"没有接口 {number}", f"there is no interface {number}", shown=number,
            remedy_zh=f"现有：{numbers}", remedy_en=f"there are {numbers}",
        )  # fmt: skip
    return found


def listed(access: Access) -> Response:
    """Answer what may be called, with which parameters, for whoever holds the access."""
    return json_response({"entry": access.entry, "interfaces": [_told(each, access) for each in access.services]})


def _told(service: Service, access: Access) -> dict[str, Any]:
    said = service.description
    parameters = [
        {"name": each.name, "title": each.title, "required": each.required, "item": each.item, "example": each.example}
        for each in said.parameters
    ]
    return {
        "interface": service.resource, "title": service.title, "call": f"/data/{access.entry}/call/{service.resource}", "parameters": parameters,
        "items": [item for item in access.selection.items if item in said.fields],
        "errors": [{"code": each.code, "meaning": each.meaning, "remedy": each.remedy} for each in said.errors],
    }  # fmt: skip


async def call(access: Access, number: str, request: Request, given: Mapping[str, Any], again: Again) -> Response:
    """Answer the rows of one call. Raises: Denied."""
    service = chosen(access, number)
    _require_running(access, service)
    purpose = _purpose(access, request)
    values = _arguments(access, service, given)
    facts: dict[str, Any] = {"resource": service.resource, "purpose": purpose, "key": digest_of(access, values)}
    exchange, began = _Exchange(service, _shape(access, service)), time.monotonic()
    try:
        async with AsyncExitStack() as stack:
            stack.callback(exchange.shape.close)
            stack.enter_context(passing(serving.circuits.of(service.resource)))
            await reserve(access, service.share)
            sent = requests.request(service.description, values, service.secret())
            answer = await stack.enter_async_context(serving.line().call(sent, service.description))
            answer.require_readable()
            rows = exchange.rows(answer)
            head = await _taken(rows, HELD)
            if not exchange.done:
                await note(access, Event.USE_CALL, rows=exchange.count, counted=0, facts={**facts, "streamed": True})
                held = stack.pop_all()
                rest = streaming.guarded(_rest(access, facts, exchange, answer, rows, held, began), again)
                return _Streamed(_whole(_opening(access, service) + b",".join(head), rest), held, access.terms)
        told = {**facts, **exchange.facts(answer, began)}
        await note(access, Event.USE_CALL, rows=exchange.count, counted=0, facts=told)
        content = _opening(access, service) + b",".join(head) + b"]}"
        headers = {**access.terms, "Cache-Control": "no-store"}
        return Response(content, media_type="application/json", headers=headers)
    except CallFailed as failure:
        if not failure.repeated:
            await _note_failure(access, facts, failure, began)
        raise _denied(failure) from failure


def _require_running(access: Access, service: Service) -> None:
    """Call no source in a planned stop: the answer says until when and why. Raises: Denied (503)."""
    now = access.now()
    stop = service.stopped(now)
    if stop is not None:
        until = local_iso(stop.until)
        raise denied(
            503, f"接口 {service.resource} 计划停用至 {until}：{stop.reason}", f"{service.resource} is stopped as planned until {until}: {stop.reason}",
            shown=service.resource, remedy_zh="届时再调用", remedy_en="call again then",
            headers={"Retry-After": str(max(1, int((stop.until - now).total_seconds())))},
        )  # fmt: skip


def _purpose(access: Access, request: Request) -> str:
    """Return the purpose of a call: the granted one; another that is said is refused."""
    said = request.headers.get(PURPOSE, "")
    if said and access.grant and said != access.purpose:
        raise denied(
            403, f"授权 {access.grant} 的用途是 {access.purpose or '—'}，不是 {said}", f"grant {access.grant} is for {access.purpose or 'no named purpose'} and not for {said}",
            shown=said, remedy_zh="为另一用途另行申请", remedy_en="apply anew for another purpose",
        )  # fmt: skip
    return access.purpose or said[:40]


def _arguments(access: Access, service: Service, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the arguments of a call; one that names an item's value is for whoever may use that item."""
    try:
        values = requests.arguments(service.description, given)
    except requests.ArgumentsUnfit as unfit:
        raise denied(
            422, unfit.zh, unfit.en, shown=unfit.shown, remedy_zh=f"参数见 /data/{access.entry}/interfaces",
            remedy_en=f"see the parameters at /data/{access.entry}/interfaces",
        ) from unfit  # fmt: skip
    chosen_ = access.selection
    for each in requests.asked_by(service.description, values):
        # A key finds one row and may be masked in the answer; by another masked item values would come out by asking.
        open_ = each.item in chosen_.clear or (
            each.item in service.keys and each.item in chosen_.items and chosen_.masks.get(each.item) is not Mask.HIDDEN
        )
        if not open_:
            raise denied(
                403, f"不能按 {each.item} 查询：没有授予该数据项，或者须脱敏", f"{each.item} cannot be asked for: it is not granted, or masked", shown=each.name,
                remedy_zh="改用其他参数，或者申请该数据项", remedy_en="use another parameter, or apply for the item",
            )  # fmt: skip
    return values


def _shape(access: Access, service: Service) -> Shape:
    chosen_ = access.selection
    try:
        return Shape(
            service.description.fields, service.items, service.keys, chosen_.items, chosen_.where, chosen_.masks
        )
    except LakeError as problem:
        raise denied(
            409, "授权限定了行范围，而接口的答复不含据以判断的数据项", "the grant limits the rows, and the interface does not answer the items that tell them apart",
            shown=str(problem), remedy_zh="请提供单位在接口登记中补充该数据项", remedy_en="let the provider register that item of the answer",
        ) from problem  # fmt: skip


class _Exchange:
    """One answer becoming rows; it counts them and knows when it is done."""

    def __init__(self, service: Service, shape: Shape) -> None:
        self.shape, self.count, self.done = shape, 0, False
        said = service.description
        self._reader = SoapRows(said) if said.protocol is Protocol.SOAP else JsonRows(said)

    async def rows(self, answer: Answer) -> AsyncIterator[bytes]:
        """Yield the rows that may leave, each as JSON. Raises: CallFailed."""
        async for piece in answer.pieces():
            for row in self._reader.feed(piece):
                if (shaped := self._shaped(row)) is not None:
                    yield shaped
        for row in self._reader.close():
            if (shaped := self._shaped(row)) is not None:
                yield shaped
        self.done = True

    def _shaped(self, row: Mapping[str, Any]) -> bytes | None:
        shaped = self.shape.take(row)
        if shaped is None:
            return None
        self.count += 1
        return json.dumps(shaped, ensure_ascii=False, separators=(",", ":")).encode()

    def facts(self, answer: Answer, began: float) -> dict[str, Any]:
        missing = {"missing": self.shape.missing} if self.shape.missing else {}
        return {"outcome": Outcome.OK.value, "status": str(answer.status), "ms": _ms(began), "bytes": answer.size, **missing}  # fmt: skip


async def _taken(rows: AsyncIterator[bytes], most: int) -> list[bytes]:
    """Return the next rows up to a size in bytes, or all that are left."""
    taken, size = [], 0
    async for row in rows:
        taken.append(row)
        size += len(row)
        if size >= most:
            break
    return taken


async def _rest(
    access: Access, facts: Mapping[str, Any], exchange: _Exchange, answer: Answer, rows: AsyncIterator[bytes], held: AsyncExitStack, began: float
) -> AsyncIterator[bytes]:  # fmt: skip
    """Yield what still comes. An answer that fails now is broken off, so that nobody takes the part for the whole."""
    facts = {**facts, "streamed": True}
    try:
        async with held:
            while not exchange.done:
                before = exchange.count
                block = await _taken(rows, BLOCK)
                told = {**facts, **(exchange.facts(answer, began) if exchange.done else {})}
                await note(access, Event.USE_CALL, rows=exchange.count - before, counted=0, facts=told)
                yield b"".join(b"," + row for row in block)
        yield b"]}"
    except (CallFailed, Denied) as failure:
        if isinstance(failure, CallFailed):
            await _note_failure(access, facts, failure, began)
        raise streaming.HandoutStopped(str(failure)) from failure


async def _whole(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for block in rest:
        yield block


class _Streamed(StreamingResponse):
    """A long answer; its connection to the source is given back however it ends."""

    def __init__(self, blocks: AsyncIterator[bytes], held: AsyncExitStack, terms: Mapping[str, str]) -> None:
        headers = {**terms, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        super().__init__(blocks, media_type="application/json", headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with fail_after(READ_WITHIN):
                await super().__call__(scope, receive, send)
        except TimeoutError as problem:
            raise streaming.HandoutStopped(f"an answer was not read within {READ_WITHIN} s") from problem
        finally:
            await self._held.aclose()


def _opening(access: Access, service: Service) -> bytes:
    said = {"entry": access.entry, "interface": service.resource}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()[:-1] + b',"rows":['


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


async def _note_failure(access: Access, facts: Mapping[str, Any], failure: CallFailed, began: float) -> None:
    told = {**facts, "outcome": failure.outcome.value, "status": failure.code, "ms": _ms(began)}
    await note(access, Event.USE_CALL_FAILED, counted=0, facts=told)


def _denied(failure: CallFailed) -> Denied:
    return denied(
        failure.status, failure.zh, failure.en, remedy_zh=failure.remedy["zh"], remedy_en=failure.remedy["en"],
        shown=failure.told, headers={"Retry-After": str(failure.wait)} if failure.wait else None,
    )  # fmt: skip
