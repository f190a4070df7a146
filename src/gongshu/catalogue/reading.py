"""Makes a description from a mapping (a YAML file, a form, an API call); all faults of form come in one list."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from gongshu.catalogue import words
from gongshu.catalogue.description import BASES, FIELD_NAMES, ITEM_NAMES, Basis, Description, ItemDescription
from gongshu.catalogue.rules.problem import Problem, Weight

CHOICES: Mapping[str, tuple[str, ...]] = {
    "format": tuple(words.Format.values),
    "domain": tuple(words.Domain.values),
    "data_type": tuple(words.DataType.values),
    "update_frequency": tuple(words.Frequency.values),
    "sharing": tuple(words.Attribute.values),
    "opening": tuple(words.Attribute.values),
    "level": tuple(words.Level.values),
    "delivery_mode": tuple(words.Mode.values),
    "collection_method": tuple(words.CollectionMethod.values),
    "type": tuple(words.ItemType.values),
    "personal": tuple(words.Personal.values),
    "kind": tuple(words.BasisKind.values),
}
_LISTS = ("keywords", "purposes", "protected", "compiled_under")
_TRUTHS = ("masked", "consent", "operable", "key", "required")
_MAPPINGS = ("collection", "entrusted")
_LONGEST = {
    "title": 200,
    "contact": 60,
    "contact_details": 120,
    "name": 120,
    "code": 120,
    "standard": 120,
    "law": 120,
    "article": 60,
    "taken_from": 30,
}
_BASIS_NAMES = ("kind", "law", "article")
_RESOURCE_NAMES = ("kind", "title")
_NEEDED = {
    "title": ("写明数据的名称", "give the name of the data"),
    "provider": ("写明数源单位的代码或者名称", "give the code or the name of the body that provides it"),
}


class _Reader:
    """Collects the faults while it reads."""

    def __init__(self) -> None:
        self.faults: list[Problem] = []

    def complain(
        self, path: str, zh: str, en: str, shown: object = "", remedy_zh: str = "", remedy_en: str = ""
    ) -> None:
        self.faults.append(
            Problem(
                rule="form",
                path=path,
                zh=zh,
                en=en,
                shown=str(shown),
                remedy_zh=remedy_zh,
                remedy_en=remedy_en,
                weight=Weight.DRAFT,
            )
        )

    def known(self, given: Mapping[str, Any], names: tuple[str, ...], path: str) -> None:
        for name in given:
            if name not in names:
                near = get_close_matches(str(name), names, 1)
                every = ", ".join(names)
                hint_zh, hint_en = (
                    (f"是否指 {near[0]}？", f"did you mean {near[0]}?")
                    if near
                    else (f"可用的字段：{every}", f"the fields are {every}")
                )
                self.complain(f"{path}{name}", "没有这个字段", "there is no such field", name, hint_zh, hint_en)

    def part(self, name: str, raw: Any) -> Any:
        if name == "items":
            return self.items(raw)
        return self.basis(raw, name) if name in BASES else self.value(name, raw, name)

    def value(self, name: str, raw: Any, path: str) -> Any:
        if name in _LISTS:
            return self.texts(raw, path)
        if name in _TRUTHS:
            return self.truth(raw, path)
        if name in _MAPPINGS:
            return self.mapping(raw, path)
        if name in ("length", "rejected_share"):
            return self.number(name, raw, path)
        return self.text(name, raw, path)

    def text(self, name: str, raw: Any, path: str) -> str:
        if isinstance(raw, Mapping | list | tuple | bool):
            self.complain(path, "须是一段文字", "a text is needed", raw)
            return ""
        text = "" if raw is None else str(raw).strip()
        if name in CHOICES and text and text not in CHOICES[name]:
            options = ", ".join(CHOICES[name])
            self.complain(
                path,
                f"“{text}”不在可选值之内",
                f"{text!r} is not a known value",
                text,
                f"可选：{options}",
                f"choose one of {options}",
            )
            return ""
        if len(text) > _LONGEST.get(name, 10_000):
            self.complain(path, f"超过 {_LONGEST[name]} 个字符", f"is longer than {_LONGEST[name]} characters", text)
        return text

    def texts(self, raw: Any, path: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list | tuple):
            self.complain(path, "须是一个列表", "a list is needed", raw)
            return ()
        return tuple(str(each).strip() for each in raw if str(each).strip())

    def truth(self, raw: Any, path: str) -> bool:
        if not isinstance(raw, bool | None):
            self.complain(path, "须是 true 或者 false", "true or false is needed", raw)
        return raw is True

    def mapping(self, raw: Any, path: str) -> dict[str, str]:
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.complain(path, "须是键值表", "a mapping is needed", raw)
            return {}
        return {str(key): str(value).strip() for key, value in raw.items() if value is not None and str(value).strip()}

    def number(self, name: str, raw: Any, path: str) -> float | int | None:
        if raw is None or raw == "":
            return None
        try:
            number: float | int = int(raw) if name == "length" else float(raw)
        except (TypeError, ValueError):
            self.complain(path, "须是一个数", "a number is needed", raw)
            return None
        fits = number > 0 if name == "length" else 0 <= number <= 1
        if not fits:
            wanted = (
                ("须大于 0", "must be above 0")
                if name == "length"
                else ("须在 0 与 1 之间", "must lie between 0 and 1")
            )
            self.complain(path, *wanted, raw)
            return None
        return number

    def basis(self, raw: Any, path: str) -> Basis:
        if raw is None:
            return Basis()
        if not isinstance(raw, Mapping):
            self.complain(
                path, "依据须写明文件与条款", "a basis names a text and its article", raw,
                "写成 {kind: law, law: 法律名称, article: 第三十条}", "write {kind: law, law: its title, article: 第三十条}",
            )  # fmt: skip
            return Basis()
        self.known(raw, _BASIS_NAMES, f"{path}.")
        return Basis(**{name: self.text(name, raw.get(name), f"{path}.{name}") for name in _BASIS_NAMES})

    def item(self, raw: Any, path: str) -> ItemDescription | None:
        if not isinstance(raw, Mapping):
            self.complain(path, "数据项须是键值表", "an item is a mapping with name and code", raw)
            return None
        self.known(raw, ITEM_NAMES, f"{path}.")
        said = {name: self.value(name, raw[name], f"{path}.{name}") for name in ITEM_NAMES if raw.get(name) is not None}
        for name in ("name", "code"):
            if not said.get(name):
                self.complain(
                    f"{path}.{name}",
                    "须填写",
                    "is missing",
                    remedy_zh="写明中文名称和字段代码",
                    remedy_en="give the name and the code of the column",
                )
        return ItemDescription(**said)

    def resource(self, raw: Any, path: str) -> tuple[str, str]:
        if not isinstance(raw, Mapping):
            self.complain(
                path, "资源须是键值表", "a resource is a mapping", raw,
                "写成 {kind: table, title: 登记表}", "write {kind: table, title: its title}",
            )  # fmt: skip
            return "", ""
        self.known(raw, _RESOURCE_NAMES, f"{path}.")
        kind = str(raw.get("kind") or words.ResourceKind.TABLE.value)
        if kind not in words.ResourceKind.values:
            options = ", ".join(words.ResourceKind.values)
            self.complain(
                f"{path}.kind", "须是库表或者文件", f"must be one of {options}", kind, f"可选：{options}", f"choose one of {options}"
            )  # fmt: skip
        return kind, self.text("title", raw.get("title"), f"{path}.title")

    def resources(self, raw: Any) -> tuple[tuple[str, str], ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list | tuple):
            self.complain("resources", "须是一个列表", "a list is needed", raw)
            return ()
        return tuple(self.resource(each, f"resources[{place}]") for place, each in enumerate(raw, 1))

    def items(self, raw: Any) -> tuple[ItemDescription, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list | tuple):
            self.complain("items", "须是一个列表", "a list is needed", raw)
            return ()
        found = [self.item(each, f"items[{place}]") for place, each in enumerate(raw, 1)]
        seen: dict[str, int] = {}
        for place, each in enumerate(found, 1):
            code = each.code.lower() if each else ""
            if code and code in seen:
                self.complain(
                    f"items[{place}].code",
                    f"与第 {seen[code]} 项重复",
                    f"is that of item {seen[code]} too",
                    code,
                    "字段代码不能重复",
                    "codes differ",
                )
            seen.setdefault(code, place)
        return tuple(each for each in found if each)


def read(given: Mapping[str, Any]) -> tuple[Description, list[Problem]]:
    """Return the description that a mapping gives, and every fault of its form with the path to the field."""
    reader = _Reader()
    reader.known(given, (*FIELD_NAMES, "resources"), "")
    said = {name: reader.part(name, given[name]) for name in FIELD_NAMES if name in given}
    said = {name: value for name, value in said.items() if not (name == "delivery_mode" and not value)}
    reader.resources(given.get("resources"))
    description = Description(**said)
    for name, remedy in _NEEDED.items():
        if not getattr(description, name):
            reader.complain(name, "须填写", "is missing", "", *remedy)
    return description, reader.faults


def resources(given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return kind and title of each resource that a mapping names; `read` tells what is wrong with them."""
    return _Reader().resources(given.get("resources"))
