"""Which field of a source says which field of ours: data in YAML, by name from the package or as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from gongshu.catalogue.description import FIELD_NAMES
from gongshu.catalogue.errors import FileUnfit

_KNOWN: Final = Path(__file__).parent / "known"
KEPT: Final = (
    "url",
    "published",
    "updated",
    "industry",
    "volume",
    "licence",
    "version",
)  # kept beside the entry, in the source's words
WHOLE: Final = (
    "items",
    "collection",
    "entrusted",
    "purposes",
    "protected",
    "compiled_under",
)  # taken as the source structures them
_TAKEN: Final = tuple(name for name in FIELD_NAMES if not name.endswith("_basis"))
# The standard names of the mapping files that crawlers of Chinese portals share: one portal field → one of these.
_CRAWLED: Final[Mapping[str, str]] = {
    "title": "title", "department": "provider", "category": "domain", "industry": "industry", "publish_time": "published",
    "update_time": "updated", "update_frequency": "update_frequency", "update_formats": "update_frequency", "is_open": "opening",
    "description": "abstract", "data_formats": "format", "tags": "keywords", "telephone": "contact_details", "email": "contact_details",
    "data_volume": "volume", "url": "url",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueMapping:
    """How one kind of catalogue is read."""

    name: str
    title: Mapping[str, str]
    form: str = ""  # "rdf": read as DCAT; empty: whatever table or JSON the file is
    asked: str = (
        ""  # the action of a CKAN portal that gives its records page by page; empty: the address is the document
    )
    within: Sequence[str] = ()  # paths at which JSON may hold the list of records
    identifier: Sequence[
        str
    ] = ()  # paths of what the source calls a record; none said: title and provider stand for it
    fields: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # ours → paths of theirs, the first that says something counts
    source: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what is kept in the source's words → paths


def names() -> list[str]:
    """Return the mappings of the package."""
    return sorted(path.stem for path in _KNOWN.glob("*.yaml"))


@cache
def known(name: str) -> CatalogueMapping:
    """Return a mapping of the package. Raises: FileUnfit for a name that is none."""
    path = _KNOWN / f"{name}.yaml"
    if name not in names():
        every = ", ".join(names())
        raise FileUnfit(
            f"没有名为“{name}”的映射", f"there is no mapping {name!r}", f"可用：{every}，或者给出映射文件",
            f"choose one of {every}, or name a file", shown=name,
        )  # fmt: skip
    return mapping(name, yaml.safe_load(path.read_text(encoding="utf-8")))


def chosen(said: str) -> CatalogueMapping:
    """Return the mapping that a name or the path of a file means. Raises: FileUnfit."""
    path = Path(said)
    if said in names() or not path.is_file():
        return known(said)
    text = path.read_text(encoding="utf-8-sig")
    try:
        given = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (json.JSONDecodeError, yaml.YAMLError) as problem:
        raise FileUnfit(
            f"映射文件 {path.name} 有误：{problem}", f"the mapping {path.name} cannot be read: {problem}",
            "写成 YAML 或者 JSON", "write it in YAML or JSON", shown=path.name,
        ) from problem  # fmt: skip
    return mapping(path.stem, given)


def mapping(name: str, given: Any) -> CatalogueMapping:
    """Return the mapping that a document says: ours, or portal field → standard field. Raises: FileUnfit."""
    if isinstance(given, dict) and "fields" not in given and all(isinstance(value, str) for value in given.values()):
        return _crawled(name, given)
    if not isinstance(given, dict) or not isinstance(given.get("fields"), dict):
        raise FileUnfit(
            f"映射 {name} 没有 fields", f"the mapping {name} has no `fields`",
            "写成 fields: {title: [标题]}", "write fields: {title: [their field]}", shown=name,
        )  # fmt: skip
    fields = {str(key): _paths(value) for key, value in given["fields"].items()}
    source = {str(key): _paths(value) for key, value in (given.get("source") or {}).items()}
    wrong = [key for key in fields if key not in _TAKEN] + [key for key in source if key not in KEPT]
    if wrong:
        raise FileUnfit(
            f"映射 {name} 中没有这些字段：{', '.join(wrong)}", f"the mapping {name} names fields that there are not: {', '.join(wrong)}",
            f"可用：{', '.join((*_TAKEN, *KEPT))}", f"the fields are {', '.join((*_TAKEN, *KEPT))}", shown=", ".join(wrong),
        )  # fmt: skip
    return CatalogueMapping(
        name=name, title=given.get("title") or {"zh": name, "en": name}, form=str(given.get("form") or ""), asked=str(given.get("asked") or ""), within=_paths(given.get("within")),
        identifier=_paths(given.get("identifier")), fields=fields, source=source,
    )  # fmt: skip


def _crawled(name: str, given: Mapping[str, str]) -> CatalogueMapping:
    fields: dict[str, list[str]] = {}
    source: dict[str, list[str]] = {}
    for theirs, standard in given.items():
        ours = _CRAWLED.get(standard)
        if ours is not None:
            (source if ours in KEPT else fields).setdefault(ours, []).append(theirs)
    if "title" not in fields:
        raise FileUnfit(
            f"映射 {name} 没有说明哪个字段是名称", f"the mapping {name} does not say which field is the title",
            "写上 title", "map one field to `title`", shown=name,
        )  # fmt: skip
    return CatalogueMapping(
        name=name, title={"zh": name, "en": name}, within=("data", "rows", "list", "result"),
        identifier=source.get("url", ()), fields=fields, source=source,
    )  # fmt: skip


def _paths(said: Any) -> tuple[str, ...]:
    return tuple(map(str, said)) if isinstance(said, list) else (str(said),) if said else ()


def found(said: Mapping[str, Any], path: str) -> list[Any]:
    """Return what a record says at a path, lists on the way spread out; a key that holds a dot itself is found too."""
    if path in said:
        return list(_flat(said[path]))
    head, dot, rest = path.partition(".")
    if not dot or head not in said:
        return []
    held = said[head]
    members = held if isinstance(held, list) else [held]
    return [each for member in members if isinstance(member, dict) for each in _inside(member, rest)]


def _inside(member: Mapping[str, Any], rest: str) -> list[Any]:
    """CKAN keeps what its forms do not know as a list of {key, value} (extras): the key is a field like any other."""
    if member.get("key") == rest and "value" in member:
        return list(_flat(member["value"]))
    return found(member, rest)


def structure(said: Mapping[str, Any], paths: Sequence[str]) -> Any:
    """Return the first list or mapping that a record holds at one of these paths; None for none."""
    for path in paths:
        held: Any = said
        for part in path.split("."):
            held = held.get(part) if isinstance(held, dict) else None
        if isinstance(held, list | dict) and held:
            return held
    return None


def _flat(held: Any) -> Iterator[Any]:
    if isinstance(held, list):
        for each in held:
            yield from _flat(each)
    elif isinstance(held, dict):
        if (name := held.get("name") or held.get("title")) is not None:
            yield name
    elif held is not None:
        yield held
