"""Rows out of a JSON answer as it comes: only one row at a time is held, however long the answer."""

from __future__ import annotations

import re
from typing import Any

import ijson
from ijson.common import ObjectBuilder

from gongshu.interfaces.description import Description
from gongshu.interfaces.wire.failures import CallFailed, Outcome

DEEPEST = 40  # levels; a deeper answer is made to hurt and not to be read
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,10}")  # shorter than a telephone number
_STARTS, _ENDS = ("start_map", "start_array"), ("end_map", "end_array")


def not_json(said: str) -> CallFailed:
    return CallFailed(Outcome.FORMAT, f"数源接口的答复不是 JSON（{said}）", f"the source did not answer JSON ({said})")


class JsonRows:
    """Takes an answer piece by piece and gives the rows that are whole."""

    def __init__(self, said: Description) -> None:
        self._said = said
        self._rows_at = said.rows_at.split(".") if said.rows_at else []
        self._status_at = said.status_at.split(".") if said.status_at else []
        self._events = ijson.sendable_list()
        self._parser = ijson.basic_parse_coro(self._events)
        self._stack: list[str] = []
        self._builder: Any = None
        self._level = 0  # of the row that is being built
        self._found = False
        self._status: str | None = None
        self._done: list[dict[str, Any]] = []

    def feed(self, piece: bytes) -> list[dict[str, Any]]:
        """Return the rows that this piece completes. Raises: CallFailed."""
        try:
            self._parser.send(piece)
        except (ijson.JSONError, ValueError, OverflowError) as problem:
            raise not_json("syntax") from problem
        return self._rows()

    def close(self) -> list[dict[str, Any]]:
        """Return the last rows and look at the whole. Raises: CallFailed where it is cut, says no, or has no rows where they were."""
        try:
            self._parser.close()
        except (ijson.JSONError, ValueError, OverflowError) as problem:
            raise not_json("cut off") from problem
        rows = self._rows()
        if self._status_at and self._status is None:
            raise changed(self._said.status_at)
        if not self._found:
            raise changed(self._said.rows_at or "{ }")
        return rows

    def _rows(self) -> list[dict[str, Any]]:
        for event, value in self._events:
            self._take(event, value)
        del self._events[:]
        rows, self._done = self._done, []
        return rows

    def _take(self, event: str, value: Any) -> None:
        if event == "map_key":
            self._stack[-1] = value
            if self._builder is not None:
                self._builder.event(event, value)
            return
        if event in _ENDS:
            self._stack.pop()
        if self._status_at and self._stack == self._status_at and event not in (*_STARTS, *_ENDS):
            self._judge(value)
        if self._builder is not None:
            self._build(event, value)
        elif event not in _ENDS:
            self._look(event, value)
        if event in _STARTS:
            self._stack.append("item" if event == "start_array" else "")
            if len(self._stack) > DEEPEST:
                raise not_json(f"> {DEEPEST} levels")

    def _judge(self, value: Any) -> None:
        self._status = _word(value)
        if self._status not in self._said.fine:
            raise declared(self._said, self._status)

    def _build(self, event: str, value: Any) -> None:
        self._builder.event(event, value)
        if event in _ENDS and len(self._stack) == self._level:
            self._done.append(self._builder.value)
            self._builder = None

    def _look(self, event: str, value: Any) -> None:
        if self._stack == self._rows_at:
            if event not in ("start_map", "start_array", "null"):
                raise changed(self._said.rows_at or "{ }")
            self._found = True
        elif not (self._found and self._stack[-1:] == ["item"] and self._stack[:-1] == self._rows_at):
            return
        elif event != "start_map":
            raise changed(f"{self._said.rows_at}[ ]")
        if event == "start_map":
            self._builder, self._level = ObjectBuilder(), len(self._stack)
            self._builder.event(event, value)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def changed(where: str) -> CallFailed:
    """The source has changed its answer."""
    return CallFailed(
        Outcome.SCHEMA, "数源接口的答复与登记的不符", "the source's answer is not what was registered", code=where[:60],
        remedy={"zh": "由提供单位核对接口登记", "en": "let the provider check what it registered"},
    )  # fmt: skip


def declared(said: Description, code: str) -> CallFailed:
    """The source answered one of its codes; only what was registered of it is told, never its own words, which a code may hold as well."""
    known = said.error(code)
    short = code if known or _CODE.fullmatch(code) else "?"
    meaning = known.meaning if known else ""
    failed = CallFailed(
        Outcome.DECLARED, f"数源接口答复错误码 {short}" + (f"：{meaning}" if meaning else ""),
        f"the source answered the error code {short}" + (f": {meaning}" if meaning else ""), code=short,
    )  # fmt: skip
    if known and known.remedy:
        failed.remedy = {"zh": known.remedy, "en": known.remedy}
    return failed
