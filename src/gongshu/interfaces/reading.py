"""Makes a description from a mapping (an API call, a YAML file) or from the lines of a form; all faults come in one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from gongshu.interfaces.description import (
    Credential,
    Description,
    ErrorCode,
    Fault,
    Method,
    Parameter,
    Place,
    Protocol,
    faults,
)
from gongshu.interfaces.errors import DescriptionUnfit

Word = TypeVar("Word", bound=StrEnum)
TEXTS = ("address", "operation", "namespace", "action", "credential_name", "rows_at", "status_at", "sample")
NUMBERS = ("quota", "timeout", "largest")
NAMES = ("protocol", "method", "credential", "parameters", "fields", "fine", "errors", *TEXTS, *NUMBERS)
_LONGEST = {"sample": 20_000, "address": 500}
_LONGEST_CELL = 200  # characters


def read(given: Mapping[str, Any], items: Sequence[str], where: str = "") -> Description:
    """Return the description that a mapping says. Raises: DescriptionUnfit with all that is wrong."""
    found: list[Fault] = [
        Fault(str(name), "没有这个字段", f"there is no field {name!r}; there are {', '.join(NAMES)}")
        for name in given
        if name not in NAMES
    ]
    protocol = _word(Protocol, given.get("protocol") or "json", "protocol", found)
    texts: dict[str, Any] = {name: _text(given, name, found) for name in TEXTS}
    said = Description(
        protocol=protocol,
        method=Method.POST if protocol is Protocol.SOAP else _word(Method, str(given.get("method") or "GET").upper(), "method", found),
        credential=_word(Credential, given.get("credential") or "none", "credential", found),
        parameters=tuple(_parameter(each, protocol, found) for each in _list(given, "parameters", found)),
        fields=_fields(given.get("fields"), found),
        fine=tuple(_plain(each) for each in _list(given, "fine", found)),
        errors=tuple(_error(each, found) for each in _list(given, "errors", found)),
        **texts,
        **_numbers(given, found),
    )  # fmt: skip
    found += faults(said, items)
    if found:
        raise DescriptionUnfit(where, found)
    return said


def as_mapping(said: Description) -> dict[str, Any]:
    """Return a description as JSON keeps it; `read` takes it back."""
    return {
        "protocol": said.protocol.value, "method": said.method.value, "credential": said.credential.value,
        "parameters": [
            {"name": each.name, "place": each.place.value, "required": each.required, "item": each.item, "title": each.title, "example": each.example}
            for each in said.parameters
        ],
        "fields": dict(said.fields), "fine": list(said.fine),
        "errors": [{"code": each.code, "meaning": each.meaning, "remedy": each.remedy} for each in said.errors],
        **{name: getattr(said, name) for name in (*TEXTS, *NUMBERS)},
    }  # fmt: skip


def _word(words: type[Word], said: Any, name: str, found: list[Fault]) -> Word:
    try:
        return words(str(said))
    except ValueError:
        options = ", ".join(words)
        found.append(Fault(name, f"“{said}”不可选；可选 {options}", f"{said!r} is no choice; choose {options}"))
        return next(iter(words))


def _list(given: Mapping[str, Any], name: str, found: list[Fault]) -> Sequence[Any]:
    said = given.get(name) or ()
    if isinstance(said, list | tuple):
        return said
    found.append(Fault(name, "须是列表", "must be a list"))
    return ()


def _text(given: Mapping[str, Any], name: str, found: list[Fault]) -> str:
    said, longest = str(given.get(name) or "").strip(), _LONGEST.get(name, 200)
    if len(said) > longest:
        found.append(Fault(name, f"最长 {longest} 字", f"at most {longest} characters"))
    return said


def _numbers(given: Mapping[str, Any], found: list[Fault]) -> dict[str, Any]:
    numbers: dict[str, Any] = {}
    for name in NUMBERS:
        said = given.get(name)
        if said in (None, ""):
            continue
        if str(said).isdecimal():
            numbers[name] = int(said)
        else:
            found.append(Fault(name, f"“{said}”不是正整数", f"{said!r} is no whole number"))
    return numbers


def _parameter(said: Any, protocol: Protocol, found: list[Fault]) -> Parameter:
    if not isinstance(said, Mapping):
        found.append(Fault("parameters", f"“{said}”须写成 {{name, place, …}}", f"{said!r}: write {{name, place, …}}"))
        return Parameter(name="")
    texts = {name: _short(said, name, "parameters", found) for name in ("name", "item", "title", "example")}
    place = said.get("place") or ("body" if protocol is Protocol.SOAP else "query")
    return Parameter(
        place=_word(Place, place, "parameters", found), required=said.get("required") in (True, "true", "required", "是", "必填"), **texts
    )  # fmt: skip


def _error(said: Any, found: list[Fault]) -> ErrorCode:
    if not isinstance(said, Mapping) or not _plain(said.get("code")):
        found.append(Fault("errors", f"“{said}”须写成 {{code, meaning, remedy}}", f"{said!r}: write {{code, meaning, remedy}}"))  # fmt: skip
        return ErrorCode(code="", meaning="")
    return ErrorCode(**{name: _short(said, name, "errors", found) for name in ("code", "meaning", "remedy")})


def _fields(said: Any, found: list[Fault]) -> dict[str, str]:
    if not said:
        return {}
    if not isinstance(said, Mapping):
        found.append(Fault("fields", "须写成 {数据项: 字段}", "write {item: field}"))
        return {}
    # By the code of the item: not every database keeps the order in which they came.
    return {str(item): _plain(name) or str(item) for item, name in sorted(said.items(), key=lambda pair: str(pair[0]))}


def _short(said: Mapping[str, Any], name: str, where: str, found: list[Fault]) -> str:
    text = _plain(said.get(name))
    if len(text) > _LONGEST_CELL:
        found.append(Fault(where, f"{name} 最长 {_LONGEST_CELL} 字", f"{name} has at most {_LONGEST_CELL} characters"))
    return text


def _plain(said: Any) -> str:
    return "" if said is None else str(said).strip()


def parameters_of(lines: str) -> list[dict[str, Any]]:
    """Return parameters from lines `name, place, required, item, title, example`; what is left out at the end is empty."""
    names = ("name", "place", "required", "item", "title", "example")
    return [dict(zip(names, _cells(line, 6), strict=False)) for line in _lines(lines)]


def errors_of(lines: str) -> list[dict[str, str]]:
    """Return error codes from lines `code, meaning, remedy`."""
    return [dict(zip(("code", "meaning", "remedy"), _cells(line, 3), strict=False)) for line in _lines(lines)]


def fields_of(lines: str) -> dict[str, str]:
    """Return the fields of items from lines `item = field`; an item alone is named like its field."""
    return {item.strip(): name.strip() for item, _, name in (line.partition("=") for line in _lines(lines))}


def lines_of(said: Description) -> dict[str, str]:
    """Return parameters, error codes and fields as the lines that the form takes."""
    parameters = [
        ", ".join([each.name, each.place.value, "required" if each.required else "", each.item, each.title, each.example]).rstrip(", ")
        for each in said.parameters
    ]  # fmt: skip
    errors = [", ".join([each.code, each.meaning, each.remedy]).rstrip(", ") for each in said.errors]
    fields = [item if item == name else f"{item} = {name}" for item, name in said.fields.items()]
    return {"parameters": "\n".join(parameters), "errors": "\n".join(errors), "fields": "\n".join(fields)}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _cells(line: str, most: int) -> list[str]:
    """Divide at commas of either kind; the last cell keeps its own."""
    return [cell.strip() for cell in line.replace("，", ",").split(",", most - 1)]
