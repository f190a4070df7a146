"""CKAN's `datastore_search` over open tables, by the same access, masks and events as every other request for rows.

Source: CKAN 2.11, DataStore extension.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response

from gongshu.audit import Event
from gongshu.gateway.control import Access
from gongshu.gateway.problems import Denied, Told, denied, json_response
from gongshu.gateway.reading import require_granted, served
from gongshu.gateway.recording import digest_of, note
from gongshu.grants import copies
from gongshu.grants.copies import CopyRef
from gongshu.lake.errors import SearchTooLong
from gongshu.lake.serve import Row, Sought, View

NAME: Final = "datastore_search"
ADDRESSES: Final = (f"/api/3/action/{NAME}", f"/api/action/{NAME}")
MOST_ROWS: Final = 32_000
SECONDS: Final = 5.0
_TYPES: Final = {"BIGINT": "int", "BOOLEAN": "bool", "DATE": "date", "TIMESTAMP": "timestamp"}
_KINDS: Final = {
    401: "Authorization Error",
    403: "Authorization Error",
    404: "Not Found Error",
    409: "Not Found Error",
    422: "Validation Error",
}
_STATUSES: Final = {422: 409, 409: 404}  # CKAN's programs look for these
# A search may read the whole of a large table; more of them at once would leave no core to the other requests.
_places = CapacityLimiter(2)


def entry_of(given: Mapping[str, Any]) -> tuple[str, str]:
    """Return the numbers of the entry and of the resource that are asked for. Raises: Denied."""
    said = str(given.get("resource_id") or given.get("id") or "")
    parts = said.split("-")
    if len(parts) < 3:
        raise _unfit(
            "resource_id", said, "写资源编号，如 511700-0042-1", "write the number of a resource, 511700-0042-1"
        )
    return "-".join(parts[:2]), "-".join(parts[:3])


async def search(access: Access, resource: str, given: Mapping[str, Any]) -> Response:
    """Answer the rows that are found, in CKAN's envelope. Raises: Denied."""
    copy, view = served(access)
    if access.table is None or access.table.resource != resource:
        raise denied(404, f"没有库表资源 {resource}", f"there is no table {resource}", shown=resource)
    sought, fields = _sought(view, given)
    columns = copies.opened(copy).columns
    shown = View(view.where, view.values, fields, {item: mask for item, mask in view.masks.items() if item in fields})
    try:
        rows, total = await to_thread.run_sync(_find, copy, shown, sought, limiter=_places)
    except SearchTooLong as problem:
        raise denied(503, problem.because["zh"], problem.because["en"]) from problem
    asked = {
        "q": " ".join(sought.words),
        **{item: "|".join(map(str, values)) for item, values in sought.equals.items()},
    }
    facts = {"after": sought.offset, "limit": sought.limit, "key": digest_of(access, asked)}
    await note(access, Event.USE_PAGE if access.grant else Event.USE_QUERY, rows=len(rows), facts=facts)
    kinds = {item: _kind(columns[item]) for item in fields}
    result = {
        "resource_id": given.get("resource_id") or given.get("id"), "records_format": "objects", "include_total": True, "total": total,
        "total_was_estimated": False, "limit": sought.limit, "offset": sought.offset, "fields": _fields(kinds),
        "records": [{"_id": place, **{item: _value(value, kinds[item]) for item, value in row.items()}} for place, row in rows],
    }  # fmt: skip
    return json_response({"help": _help(), "success": True, "result": result}, headers=access.terms)


def _find(copy: CopyRef, view: View, sought: Sought) -> tuple[list[tuple[int, Row]], int]:
    return copies.opened(copy).find(view, sought, seconds=SECONDS)


def _sought(view: View, given: Mapping[str, Any]) -> tuple[Sought, tuple[str, ...]]:
    """Read a search. What it names must leave unmasked: otherwise values would come out by asking."""
    filters, order, fields = _filters(given), _order(given), tuple(_words(given, "fields")) or view.items
    require_granted((*filters, *(item for item, _down in order)), view, clear=True)
    unknown = [item for item in fields if item not in view.items]
    if unknown:
        raise _unfit(
            "fields", ", ".join(unknown), f"可用：{'、'.join(view.items)}", f"there are {', '.join(view.items)}"
        )
    clear = [item for item in view.items if item not in view.masks]
    words = str(given.get("q") or "").split()
    limit, offset = _count(given, "limit", 100), _count(given, "offset", 0)
    return Sought(
        equals=filters,
        words=words if clear else (),
        within=clear,
        order=order,
        limit=min(limit, MOST_ROWS),
        offset=offset,
    ), fields


def _filters(given: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    said = given.get("filters") or {}
    if isinstance(said, str):
        try:
            said = json.loads(said)
        except ValueError:
            said = None
    if not isinstance(said, dict) or not all(_is_plain(value) for value in said.values()):
        raise _unfit("filters", str(given.get("filters")), '写成 {"数据项": "值"}', 'write {"item": "value"}')
    return {str(item): value if isinstance(value, list) else [value] for item, value in said.items() if value != []}


def _is_plain(value: Any) -> bool:
    each = value if isinstance(value, list) else [value]
    return len(each) <= 1_000 and all(isinstance(one, str | int | float | bool) for one in each)


def _order(given: Mapping[str, Any]) -> list[tuple[str, bool]]:
    found = []
    for each in _words(given, "sort"):
        item, _blank, direction = each.replace('"', "").partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            raise _unfit("sort", each, "写成 数据项 asc 或者 数据项 desc", "write item asc, or item desc")
        if item != "_id":
            found.append((item, direction.strip().lower() == "desc"))
    return found


def _words(given: Mapping[str, Any], name: str) -> list[str]:
    said = given.get(name) or []
    listed = said.split(",") if isinstance(said, str) else said
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        raise _unfit(name, str(said), "用逗号分开的数据项", "items with commas between them")
    return [each.strip() for each in listed if each.strip()]


def _count(given: Mapping[str, Any], name: str, default: int) -> int:
    said = given.get(name)
    if said in (None, ""):
        return default
    if not str(said).isdigit() or len(str(said)) > 12:
        raise _unfit(name, str(said), "写不小于 0 的整数", "write a number from 0")
    return int(str(said))


def _unfit(name: str, said: str, remedy_zh: str, remedy_en: str) -> Denied:
    return denied(
        422, f"参数 {name} 不能用", f"{name} cannot be used", shown=said[:200], remedy_zh=remedy_zh, remedy_en=remedy_en
    )


def _kind(sql: str) -> str:
    return "numeric" if sql.startswith("DECIMAL") else _TYPES.get(sql, "text")


def _fields(kinds: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"id": "_id", "type": "int"}, *({"id": item, "type": kind} for item, kind in kinds.items())]


def _value(value: Any, kind: str) -> Any:
    """Return a decimal as a number where a number can hold it, as text where it would lose digits."""
    if kind != "numeric" or value is None:
        return value
    number = float(value)
    return number if repr(number).removesuffix(".0") == str(value) else value


def answer(told: Told) -> Response:
    """Return a refusal in CKAN's envelope."""
    words = [told.what["en"], told.remedy["en"], told.what["zh"], told.remedy["zh"]]
    error = {"__type": _KINDS.get(told.status, "Server Error"), "message": "; ".join(word for word in words if word)}
    status = _STATUSES.get(told.status, told.status)
    return json_response({"help": _help(), "success": False, "error": error}, status=status, headers=told.headers)


def _help() -> str:
    return f"/api/3/action/help_show?name={NAME}"


def given_by(request: Request, body: Any) -> dict[str, Any]:
    """Return what a request asks for, in its address and in its body. Raises: Denied."""
    if not isinstance(body, dict):
        raise _unfit("body", str(body)[:40], "请求内容写成 JSON 对象", "write the body as a JSON object")
    return {**request.query_params, **body}
