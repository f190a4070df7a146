"""Whole tables and handed-out files as streams that stop when the grant does."""

from __future__ import annotations

import queue
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import IO, Any, cast
from urllib.parse import quote

from anyio import to_thread
from django.conf import settings
from starlette.responses import StreamingResponse

from gongshu.audit import Event
from gongshu.collection import filing
from gongshu.gateway import lake
from gongshu.gateway.control import Access
from gongshu.gateway.problems import Denied, denied
from gongshu.gateway.recording import note
from gongshu.grants import vaulting
from gongshu.grants.entries import FileRef
from gongshu.grants.handing import FILE_PURPOSE
from gongshu.lake.export import MEDIA

BLOCK = 256 * 1024  # bytes; between two blocks the grant is asked for again
AHEAD = 8  # blocks that are made before the reader takes them; more would only fill memory
Again = Callable[[], Awaitable[object]]  # asks once more whether the data may leave; raises Denied when not


class HandoutStopped(Exception):
    """The grant ended while the file was on its way: the connection is broken off, so that nobody takes the part for the whole."""


async def table(access: Access, format_: str, again: Again) -> StreamingResponse:
    """Stream all that an access gives. Raises: Denied for an unknown format or without a table."""
    if format_ not in MEDIA:
        raise denied(
            422,
            f"没有“{format_}”格式",
            f"there is no format {format_!r}",
            shown=format_,
            remedy_zh=f"可选：{', '.join(MEDIA)}",
            remedy_en=f"choose {', '.join(MEDIA)}",
        )
    found = access.table
    if found is None:
        raise no_table(access)
    facts = {"format": format_, "snapshot": found.snapshot, "rows_of_table": found.rows}
    await note(access, Event.USE_DOWNLOAD, facts=facts)
    chosen = access.selection

    def write(out: IO[bytes]) -> None:
        lake.engine().export(
            lake.ref_of(found), out, format_, columns=chosen.items, where=chosen.where, masks=chosen.masks
        )

    name = f"{access.title}-{found.snapshot}.{format_}"
    headers = headers_of(name, access)
    return StreamingResponse(guarded(written(write), again), media_type=MEDIA[format_], headers=headers)


async def file(access: Access, again: Again) -> StreamingResponse:
    """Stream a file that was handed out, decrypted piece by piece."""
    handout = access.handout
    assert handout is not None  # Control.file lets no other in
    if handout.file:
        return await kept(access, handout.file, again)
    assert handout.wrapped is not None
    key = vaulting.unwrap(bytes(handout.wrapped), settings.GONGSHU.derived(FILE_PURPOSE), handout.path)
    facts = {"format": handout.format, "snapshot": handout.snapshot, "hint": handout.hint, "content": handout.content}
    await note(access, Event.USE_DOWNLOAD, rows=handout.rows or 0, facts=facts)
    pieces = vaulting.read(settings.GONGSHU.spool / handout.path, key)
    headers = headers_of(f"{access.title}-{access.grant}.{handout.format}", access)
    headers["Content-Length"] = str(handout.size)
    return StreamingResponse(guarded(_in_thread(pieces), again), media_type=MEDIA[handout.format], headers=headers)


def no_table(access: Access) -> Denied:
    if access.services:
        return denied(
            409, "没有已挂接的库表，数据由数源单位的接口提供", "no table is hooked; the data comes from an interface of the source", shown=access.entry,
            remedy_zh=f"接口清单见 /data/{access.entry}/interfaces", remedy_en=f"its interfaces are listed at /data/{access.entry}/interfaces",
        )  # fmt: skip
    return denied(
        409, "没有已挂接的库表，只有文件", "no table is hooked; the entry has files", shown=access.entry,
        remedy_zh=f"文件清单见 /data/{access.entry}/files", remedy_en=f"its files are listed at /data/{access.entry}/files",
    )  # fmt: skip


async def kept(access: Access, number: str, again: Again) -> StreamingResponse:
    """Stream one of an entry's files as it was delivered. Raises: Denied (404) for a number that is not, or no longer, published to this access."""
    ref = _published(access, number)
    facts = {"file": number, "resource": ref.resource, "snapshot": ref.snapshot, "content": ref.held.digest}
    pieces = await to_thread.run_sync(_opened, ref)
    await note(access, Event.USE_DOWNLOAD, facts=facts | ({"hint": access.handout.hint} if access.handout else {}))

    async def still() -> object:
        return _published(cast(Access, await again()), number)

    # Whatever a file claims to be, a browser saves it and runs nothing of it.
    headers = headers_of(ref.held.name, access)
    headers |= {"Content-Length": str(ref.held.size), "Content-Security-Policy": "sandbox"}
    return StreamingResponse(guarded(_in_thread(pieces), still), media_type=ref.held.media, headers=headers)


def _opened(ref: FileRef) -> Iterator[bytes]:
    """The key is a row of the control database, which only a thread may ask; the pieces need it no more."""
    from django.db import connections

    try:
        return filing.read(ref.resource, ref.held)
    finally:
        connections.close_all()


def _published(access: Access, number: str) -> FileRef:
    ref = next((each for each in access.files if each.held.file == number), None)
    if ref is None:
        raise denied(
            404, f"没有可供下载的文件 {number}", f"there is no file {number} to be had here", shown=number,
            remedy_zh=f"现有文件见 /data/{access.entry}/files", remedy_en=f"see /data/{access.entry}/files for those there are",
        )  # fmt: skip
    return ref


def headers_of(name: str, access: Access) -> dict[str, str]:
    return {
        **access.terms,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


async def guarded(blocks: AsyncIterator[bytes], again: Again) -> AsyncIterator[bytes]:
    async for block in blocks:
        try:
            await again()
        except Denied as problem:
            raise HandoutStopped(str(problem)) from problem
        yield block


async def _in_thread(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await to_thread.run_sync(next, pieces, None)) is not None:
        yield piece


class Sink:
    """A file to write to; blocks wait in a short queue, and writing ends with an error once nobody reads any more."""

    def __init__(self) -> None:
        self.blocks: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)
        self.gone = threading.Event()
        self._held = bytearray()
        self._at = 0
        self.closed = False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._held += data
        self._at += size
        if len(self._held) >= BLOCK:
            self.flush()
        return size

    def flush(self) -> None:
        if self._held:
            self._put(bytes(self._held))
            self._held.clear()

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return False

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def close(self) -> None:
        self.flush()

    def end(self, problem: BaseException | None) -> None:
        if problem is None:
            self.flush()
        self._put(problem)

    def _put(self, block: bytes | BaseException | None) -> None:
        while not self.gone.is_set():
            try:
                self.blocks.put(block, timeout=0.5)
            except queue.Full:
                continue
            return
        raise HandoutStopped("nobody reads this download any more")


async def written(write: Callable[[IO[bytes]], None]) -> AsyncIterator[bytes]:
    """Yield what a function writes, while it writes it in a thread of its own."""
    sink = Sink()
    thread = threading.Thread(target=_run, args=(write, sink), name="export", daemon=True)
    thread.start()
    try:
        while (block := await to_thread.run_sync(sink.blocks.get)) is not None:
            if isinstance(block, BaseException):
                raise block
            yield block
    finally:
        sink.gone.set()


def _run(write: Callable[[IO[bytes]], None], sink: Sink) -> None:
    from django.db import connections

    try:
        write(cast("IO[bytes]", sink))
        sink.end(None)
    except HandoutStopped:
        pass  # The reader went away or the grant ended; there is nobody to tell.
    except BaseException as problem:
        if not sink.gone.is_set():
            sink.end(problem)
    finally:
        connections.close_all()
