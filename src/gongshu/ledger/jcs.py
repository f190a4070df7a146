"""Canonical JSON (RFC 8785): one value has exactly one text, so that its hash is the hash of what it says."""

from __future__ import annotations

import json.encoder
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gongshu.ledger.errors import NotCanonical

LARGEST_INTEGER = 2**53
_quote = json.encoder.encode_basestring  # escapes exactly what RFC 8785 3.2.2.2 escapes


def canonical(value: object) -> bytes:
    """Return the one UTF-8 form of a value made of dict, list, str, int, float, bool and None.

    Raises: NotCanonical for NaN and infinities, integers beyond 2**53, keys that are not text, half characters
    (lone surrogates) and types that JSON does not have.
    """
    text = _text(value)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        half = text[error.start : error.end]
        raise NotCanonical(f"{half!r} is half a character (a lone surrogate); give the whole one") from error


def _text(value: object) -> str:
    write = _WRITERS.get(type(value)) or _writer_of_kin(value)
    return write(value)


def _writer_of_kin(value: object) -> Callable[[Any], str]:
    """Return the writer for a subclass, such as an enumeration of texts, or for another kind of mapping."""
    for kind in (str, int, float, Mapping, list, tuple):  # bool and None cannot be subclassed
        if isinstance(value, kind):
            return _WRITERS[kind]
    raise NotCanonical(f"{value!r} is a {type(value).__name__}, which JSON does not have; convert it first")


def _mapping(value: Mapping[str, object]) -> str:
    """Order keys by UTF-16 code units: by code points, characters beyond U+FFFF would sort differently."""
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"key {key!r} is a {type(key).__name__}; the keys of a JSON object are text")
    keys = sorted(value) if all(map(str.isascii, value)) else sorted(value, key=_code_units)
    return "{" + ",".join([f"{_quote(key)}:{_text(value[key])}" for key in keys]) + "}"


def _code_units(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _sequence(value: Sequence[object]) -> str:
    return "[" + ",".join([_text(item) for item in value]) + "]"


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical(f"{value} is beyond 2**53, where JSON numbers lose digits; write it as text")
    return str(int(value))


def _number(value: float) -> str:
    """Write a number as ECMAScript does: the shortest digits that read back, plain from 1e-6 to below 1e21."""
    if value - value != 0:  # NaN and both infinities
        raise NotCanonical(f"{value!r} is no JSON number; leave it out or write it as text")
    if value == 0:
        return "0"
    sign, figures, exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, figures))
    return "-" * sign + _place(digits, len(digits) + int(exponent))


def _place(digits: str, point: int) -> str:
    """Set the decimal point `point` places after the first digit's left edge."""
    if 0 < point <= 21:
        whole, rest = digits[:point].ljust(point, "0"), digits[point:]
        return f"{whole}.{rest}" if rest else whole
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = f"{digits[0]}.{digits[1:]}" if digits[1:] else digits
    return f"{mantissa}e{point - 1:+d}"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: _quote,
    int: _integer,
    float: _number,
    bool: lambda value: "true" if value else "false",
    type(None): lambda _: "null",
    dict: _mapping,
    Mapping: _mapping,
    list: _sequence,
    tuple: _sequence,
}
