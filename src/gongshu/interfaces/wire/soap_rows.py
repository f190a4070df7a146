"""Rows out of a SOAP answer as it comes. A document type is refused before it can define anything."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from gongshu.interfaces.description import Description
from gongshu.interfaces.wire.failures import CallFailed, Outcome
from gongshu.interfaces.wire.json_rows import DEEPEST, changed, declared


def _not_xml(said: str) -> CallFailed:
    return CallFailed(Outcome.FORMAT, f"数源接口的答复不是 SOAP（{said}）", f"the source did not answer SOAP ({said})")


class SoapRows:
    """Takes an answer piece by piece and gives the rows that are whole: the texts of the children of each row's element."""

    def __init__(self, said: Description) -> None:
        self._said = said
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._stack: list[str] = []
        self._level = 0  # of the row that is being read; 0: none
        self._row: dict[str, Any] = {}
        self._held: list[str] = []
        self._fault = ""
        self._answered = False
        self._done: list[dict[str, Any]] = []

    def feed(self, piece: bytes) -> list[dict[str, Any]]:
        """Return the rows that this piece completes. Raises: CallFailed."""
        return self._parse(piece, last=False)

    def close(self) -> list[dict[str, Any]]:
        """Return the last rows. Raises: CallFailed where the answer is cut, is a fault, or is no SOAP body."""
        rows = self._parse(b"", last=True)
        if not self._answered:
            raise changed("Envelope/Body")
        return rows

    def _parse(self, piece: bytes, *, last: bool) -> list[dict[str, Any]]:
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as problem:
            raise _not_xml(f"line {problem.lineno}") from problem
        except (ValueError, LookupError) as problem:
            raise _not_xml("encoding") from problem
        rows, self._done = self._done, []
        return rows

    def _doctype(self, *told: Any) -> None:
        raise _not_xml("DOCTYPE")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._stack.append(local)
        self._held = []
        if len(self._stack) > DEEPEST:
            raise _not_xml(f"> {DEEPEST} levels")
        if self._stack[:2] == ["Envelope", "Body"] and len(self._stack) == 3:
            self._answered = True
        if not self._level and local == self._said.rows_at and len(self._stack) > 2:
            self._level, self._row = len(self._stack), {}

    def _text(self, text: str) -> None:
        if self._level or self._stack[2:3] == ["Fault"]:
            self._held.append(text)

    def _end(self, _name: str) -> None:
        local, text = self._stack[-1], "".join(self._held).strip()
        self._held = []
        if self._stack[2:3] == ["Fault"] and local in ("faultcode", "Value") and not self._fault:
            self._fault = text.rpartition(":")[2]
        if self._level and len(self._stack) > self._level:
            # A nested element is named by its way from the row: owner.name
            self._row[".".join(self._stack[self._level :])] = text or None
        elif self._level:
            self._done.append(self._row)
            self._level = 0
        if self._stack[2:] == ["Fault"]:
            raise declared(self._said, self._fault or "Fault")
        self._stack.pop()
