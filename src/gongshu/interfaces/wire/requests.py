"""The request to a source: what the consumer said, put where the description says, with the source's own credential."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.sax.saxutils import escape, quoteattr

from gongshu.interfaces.credentials import headers_for, query_for
from gongshu.interfaces.description import Description, Parameter, Place, Protocol

LONGEST_VALUE = 2_000  # characters of one argument
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"


class ArgumentsUnfit(ValueError):
    """What the consumer asked does not fit the parameters; says so in both languages."""

    def __init__(self, zh: str, en: str, shown: str) -> None:
        self.zh, self.en, self.shown = zh, en, shown
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, ready to be sent. It holds the credential: it is never logged and never told."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes = b""

    def __repr__(self) -> str:
        return f"Sent({self.method})"


def arguments(said: Description, given: Mapping[str, Any]) -> dict[str, str]:
    """Return the values by parameter. Raises: ArgumentsUnfit naming every parameter that is missing, unknown or no plain value."""
    known = {each.name for each in said.parameters}
    unknown = [name for name in given if name not in known]
    missing = [each.name for each in said.parameters if each.required and given.get(each.name) in (None, "")]
    if unknown or missing:
        every = ", ".join(known) or "—"
        zh = (f"没有参数 {'、'.join(unknown)}；" if unknown else "") + (f"缺少参数 {'、'.join(missing)}；" if missing else "") + f"可用参数：{every}"  # fmt: skip
        en = (f"there is no parameter {', '.join(unknown)}; " if unknown else "") + (f"{', '.join(missing)} is missing; " if missing else "") + f"the parameters are {every}"  # fmt: skip
        raise ArgumentsUnfit(zh, en, ", ".join(unknown + missing))
    unfit = [name for name, value in given.items() if not _is_plain(value)]
    if unfit:
        raise ArgumentsUnfit(
            f"参数 {'、'.join(unfit)} 须是 {LONGEST_VALUE} 字以内、不含控制字符的文本、数字或者是否",
            f"{', '.join(unfit)} must be text without control characters, a number or true or false, at most {LONGEST_VALUE} characters",
            ", ".join(unfit),
        )
    # A segment of dots alone would climb to another address of the source.
    climbing = [
        each.name for each in said.parameters if each.place is Place.PATH and not str(given[each.name]).strip(".")
    ]
    if climbing:
        shown = ", ".join(climbing)
        raise ArgumentsUnfit(f"参数 {shown} 不能只由句点组成", f"{shown} cannot be dots alone", shown)
    return {name: _text(value) for name, value in given.items() if value not in (None, "")}


def _is_plain(value: Any) -> bool:
    return value is None or (
        isinstance(value, str | int | float | bool) and len(str(value)) <= LONGEST_VALUE and not any(ord(sign) < 32 for sign in str(value))
    )  # fmt: skip


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def request(said: Description, values: Mapping[str, str], secret: str) -> Sent:
    """Return the request that carries these arguments and the source's credential; nothing of the consumer's own request goes along."""
    placed: dict[Place, dict[str, str]] = {place: {} for place in Place}
    for each in said.parameters:
        if each.name in values:
            placed[each.place][each.name] = values[each.name]
    query = urlencode({**placed[Place.QUERY], **query_for(said, secret)})
    url = _filled(said.address, placed[Place.PATH]) + (f"?{query}" if query else "")
    # The answer is read as it comes and its size is bounded: so nothing compressed, which could unfold without end.
    headers = {"Accept-Encoding": "identity", "User-Agent": "gongshu", **headers_for(said, secret)}
    if said.protocol is Protocol.SOAP:
        headers |= {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml", "SOAPAction": f'"{said.action}"'}
        return Sent("POST", url, headers, _envelope(said, placed[Place.BODY]))
    headers["Accept"] = "application/json"
    if said.method == "GET":
        return Sent("GET", url, headers)
    headers["Content-Type"] = "application/json"
    return Sent("POST", url, headers, json.dumps(placed[Place.BODY], ensure_ascii=False).encode())


def _filled(address: str, values: Mapping[str, str]) -> str:
    """Fill the braces of the path; a value is one segment, whatever is in it."""
    parts = urlsplit(address)
    path = parts.path or "/"
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return parts._replace(path=path).geturl()


def _envelope(said: Description, values: Mapping[str, str]) -> bytes:
    space = f" xmlns={quoteattr(said.namespace)}" if said.namespace else ""
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{_ENVELOPE}"><soap:Body>'
        f"<{said.operation}{space}>{inside}</{said.operation}></soap:Body></soap:Envelope>"
    ).encode()


def asked_by(said: Description, values: Mapping[str, str]) -> list[Parameter]:
    """Return the parameters that were said and name the value of an item."""
    return [each for each in said.parameters if each.item and each.name in values]
