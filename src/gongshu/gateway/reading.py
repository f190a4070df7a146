"""Rows by key, page by page, and questions answered with yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response

from gongshu.audit import Event
from gongshu.gateway import streaming
from gongshu.gateway.control import Access
from gongshu.gateway.problems import denied, json_response
from gongshu.gateway.recording import digest_of, note
from gongshu.grants import copies
from gongshu.grants.copies import CopyRef
from gongshu.lake.mask import Mask
from gongshu.lake.serve import Row, View

MOST_ROWS = 1_000  # of a page
MOST_QUESTIONS = 1_000  # of a batch
MOST_OF_A_KEY = 100  # rows that share one key


def served(access: Access) -> tuple[CopyRef, View]:
    """Return the copy and the view to read. Raises: Denied (503) while there is none."""
    if access.table is None:
        raise streaming.no_table(access)
    if access.copy is None or access.view is None:
        raise denied(
            503, f"目录 {access.entry} 的取数副本正在生成", f"the serving copy of {access.entry} is being built", shown=access.entry,
            remedy_zh="一分钟后再试", remedy_en="try again in a minute",
        )  # fmt: skip
    return access.copy, access.view


async def by_key(access: Access, parts: list[str]) -> Response:
    """Answer the rows of a key. The index is read in place: it takes less time than handing it to a thread."""
    copy, view = served(access)
    key = _key(copy, view, parts)
    rows = copies.opened(copy).rows_by_key(key, view, limit=MOST_OF_A_KEY)
    event = Event.USE_ROWS if access.grant else Event.USE_QUERY
    await note(access, event, rows=len(rows), facts={"key": digest_of(access, key)})
    if not rows:
        raise denied(
            404,
            "没有符合条件的行",
            "no row of this key is within reach",
            remedy_zh="核对键值和授权的行范围",
            remedy_en="check the key and the rows granted",
        )
    return json_response({"entry": access.entry, "snapshot": copy.snapshot, "rows": rows})


def _key(copy: CopyRef, view: View, parts: list[str]) -> dict[str, str]:
    if not copy.keys:
        raise denied(
            409,
            "该目录没有主键数据项",
            "this entry has no key item",
            remedy_zh="改用分页取数",
            remedy_en="read it page by page",
        )
    if len(parts) != len(copy.keys):
        shape = "/".join(f"{{{item}}}" for item in copy.keys)
        raise denied(
            422,
            f"主键须写成 {shape}",
            f"write the key as {shape}",
            shown="/".join(parts),
            remedy_zh="补全各段",
            remedy_en="give every part",
        )
    require_granted(copy.keys, view)
    return dict(zip(copy.keys, parts, strict=True))


def require_granted(items: tuple[str, ...], view: View, *, clear: bool = False) -> None:
    """Raise Denied for items that may not be asked for: not granted, hidden, or masked where values would come out by asking."""
    closed = [
        item
        for item in items
        if item not in view.items or view.masks.get(item) is Mask.HIDDEN or (clear and item in view.masks)
    ]
    if closed:
        open_ = [item for item in view.items if item not in view.masks]
        raise denied(
            403, f"不能按 {'、'.join(closed)} 查询", f"{', '.join(closed)} cannot be asked for", shown=", ".join(closed),
            remedy_zh=f"可用：{'、'.join(open_)}", remedy_en=f"you may use {', '.join(open_)}",
        )  # fmt: skip


def parts_of(request: Request) -> list[str]:
    """Return the parts of a key as they stand in the address; a slash within a value is written %2F."""
    raw: bytes = request.scope["raw_path"]
    return [unquote(part) for part in raw.decode("ascii", "replace").split("?")[0].split("/")[3:]]


async def page(access: Access, request: Request) -> Response:
    """Answer some rows in the order of the copy; `next` goes on after the last of them."""
    copy, view = served(access)
    limit, after, wanted = _asked(request)
    require_granted(tuple(wanted), view, clear=True)
    rows, following = await to_thread.run_sync(_page, copy, view, wanted, limit, after)
    event = Event.USE_PAGE if access.grant else Event.USE_QUERY
    await note(access, event, rows=len(rows), facts={"after": after, "limit": limit, **_told(access, wanted)})
    said: dict[str, Any] = {"entry": access.entry, "snapshot": copy.snapshot, "rows": rows, "next": following}
    return json_response(said)


def _told(access: Access, wanted: Mapping[str, str]) -> dict[str, str]:
    return {"key": digest_of(access, wanted)} if wanted else {}


def _asked(request: Request) -> tuple[int, int, dict[str, str]]:
    wanted = dict(request.query_params)
    try:
        limit, after = int(wanted.pop("limit", "100")), int(wanted.pop("after", "0"))
    except ValueError:
        limit, after = 0, 0
    if not 1 <= limit <= MOST_ROWS or after < 0:
        raise denied(
            422, f"limit 须为 1 至 {MOST_ROWS} 的整数，after 为上一页的 next", f"limit is a number from 1 to {MOST_ROWS}, after the `next` of the page before",
            shown=str(request.query_params), remedy_zh="改正参数", remedy_en="correct them",
        )  # fmt: skip
    return limit, after, wanted


def _page(copy: CopyRef, view: View, wanted: Mapping[str, str], limit: int, after: int) -> tuple[list[Row], int | None]:
    opened = copies.opened(copy)
    if not wanted:
        return opened.page(view, limit=limit, after=after)
    narrowed = opened.view({item: {"equals": value} for item, value in wanted.items()}, view.items, view.masks)
    both = View(f"({view.where}) AND ({narrowed.where})", (*view.values, *narrowed.values), view.items, view.masks)
    return opened.page(both, limit=limit, after=after)


async def verify(access: Access, said: Any) -> Response:
    """Answer whether there is such a row, once for each question, and nothing else about it (核实比对)."""
    copy, view = served(access)
    questions = said.get("rows") if isinstance(said, Mapping) else None
    if (
        not isinstance(questions, list)
        or not 1 <= len(questions) <= MOST_QUESTIONS
        or not all(isinstance(each, Mapping) for each in questions)
    ):
        raise denied(
            422, f'须写成 {{"rows": [{{数据项: 值}}]}},1 至 {MOST_QUESTIONS} 条', f'write {{"rows": [{{item: value}}]}}, 1 to {MOST_QUESTIONS} of them',
            remedy_zh="改正请求内容", remedy_en="correct the body",
        )  # fmt: skip
    for question in questions:
        _require_about_one(copy, view, question)
    answers = await to_thread.run_sync(_verify, copy, view, questions)
    facts = {
        "questions": len(questions),
        "yes": sum(answers),
        "key": digest_of(access, {str(i): sorted(each.items()) for i, each in enumerate(questions)}),
    }
    await note(access, Event.USE_VERIFY, counted=len(questions), facts=facts)
    return json_response({"entry": access.entry, "snapshot": copy.snapshot, "answers": answers})


def _require_about_one(copy: CopyRef, view: View, question: Mapping[str, Any]) -> None:
    """A question names the key of one row: "is there anybody called …" would be a search, not a verification."""
    missing = [item for item in copy.keys if item not in question]
    if missing or not question or not all(isinstance(value, str | int | float | bool) for value in question.values()):
        raise denied(
            422, f"每条须含主键 {'、'.join(copy.keys)} 的值", f"every question names a value of the key {', '.join(copy.keys)}",
            shown=", ".join(missing), remedy_zh="补充主键值", remedy_en="add it",
        )  # fmt: skip
    require_granted(tuple(question), view)


def _verify(copy: CopyRef, view: View, questions: list[Mapping[str, Any]]) -> list[bool]:
    opened = copies.opened(copy)
    return [opened.exists(question, view) for question in questions]
