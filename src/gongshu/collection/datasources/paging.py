"""The rows of a JSON service that gives them page by page, as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from gongshu.collection.datasources.description import MOST_PAGES, Paging, Web
from gongshu.outside.failures import Cause, OutsideFailed
from gongshu.outside.web import Client

PAGE = 64 << 20  # bytes of one page


def lines(
    said: Web, headers: Mapping[str, str], before: Mapping[str, Any], mark: dict[str, Any], client: Client
) -> Iterator[bytes]:
    """Yield the rows of all pages, one to a line; `mark` becomes the greatest value of the field of changes. Raises: OutsideFailed."""
    since = {said.since_name: before["value"]} if said.since_name and before.get("column") == said.mark else {}
    url, number, last, count, greatest = _first(said, since), 0, b"", 0, before.get("value") if since else None
    while url:
        with client.get(url, {"Accept": "application/json", **headers}) as answer:
            body = answer.body(PAGE)
        digest = sha256(body).digest()
        document = _parsed(body)
        rows = _rows(document, said.rows_at)
        if rows and digest == last:
            raise OutsideFailed(Cause.FORMAT, "两页的答复完全相同，分页参数可能没有生效", "two pages are the same; the parameters of paging seem to have no effect")  # fmt: skip
        last, number, count = digest, number + 1, count + len(rows)
        if number > MOST_PAGES:
            raise OutsideFailed(Cause.TOO_LARGE, f"超过 {MOST_PAGES} 页", f"there are more than {MOST_PAGES} pages")
        greatest = _greatest(greatest, rows, said.mark) if said.mark else None
        if rows:
            yield "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows).encode()
        url = _next(said, url, since, document, number, len(rows), count)
    if not count and not said.mark:
        raise OutsideFailed(Cause.FORMAT, "答复中没有数据行", "the answer holds no rows")
    if greatest is not None:
        mark.update(column=said.mark, value=greatest, rows=0)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as problem:
        raise OutsideFailed(Cause.FORMAT, "答复不是 JSON", "the answer is not JSON") from problem


def _at(document: Any, way: str) -> Any:
    for part in way.split(".") if way else ():
        document = document.get(part) if isinstance(document, Mapping) else None
    return document


def _rows(document: Any, rows_at: str) -> list[Mapping[str, Any]]:
    found = _at(document, rows_at)
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise OutsideFailed(Cause.FORMAT, f"答复的 {rows_at or '最外层'} 不是数据行", f"{rows_at or 'the answer'} is no list of rows")  # fmt: skip
    return found


def _first(said: Web, since: Mapping[str, Any]) -> str:
    match said.paging:
        case Paging.PAGE:
            return _with(said, {**since, said.page_name: said.first, said.size_name: said.size})
        case Paging.OFFSET:
            return _with(said, {**since, said.page_name: 0, said.size_name: said.size})
    return _with(said, {**since, **({said.size_name: said.size} if said.size_name else {})})


def _next(said: Web, url: str, since: Mapping[str, Any], document: Any, number: int, rows: int, count: int) -> str:
    """Return where the next page is; empty after the last."""
    if said.paging == Paging.NEXT:
        token = _at(document, said.next_at)
        return _followed(said, url, since, str(token)) if token and rows else ""
    if rows < said.size:
        return ""
    page = said.first + number if said.paging == Paging.PAGE else count
    return _with(said, {**since, said.page_name: page, said.size_name: said.size})


def _followed(said: Web, url: str, since: Mapping[str, Any], token: str) -> str:
    if said.page_name:
        size = {said.size_name: said.size} if said.size_name else {}
        return _with(said, {**since, **size, said.page_name: token})
    there = urljoin(url, token)
    # The secret is for this service alone, whatever the answer says.
    if urlsplit(there)[:2] != urlsplit(said.address)[:2] or there == url:
        raise OutsideFailed(Cause.FORMAT, "下一页的地址不在登记的服务上", "the next page is not at the registered service")  # fmt: skip
    return there


def _with(said: Web, values: Mapping[str, Any]) -> str:
    parts = urlsplit(said.address)
    query = "&".join(each for each in (parts.query, urlencode(values)) if each)
    return parts._replace(query=query, fragment="").geturl()


def _greatest(known: Any, rows: list[Mapping[str, Any]], field: str) -> Any:
    for row in rows:
        value = row.get(field)
        if isinstance(value, Decimal):
            value = str(value)
        if value is not None and (known is None or _key(value) > _key(known)):
            known = value
    return known


def _key(value: Any) -> tuple[int, Any]:
    """Numbers are compared as numbers, however they are written; moments in their common form as words."""
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return 1, str(value)
    return (0, number) if number.is_finite() else (1, str(value))
