"""The YAML file to fill in, with what the law of the place demands today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from gongshu.catalogue import labels
from gongshu.catalogue.description import BASES, FIELD_NAMES, Description, ItemDescription
from gongshu.catalogue.rules import problems
from gongshu.law.articles import Article
from gongshu.people.law import law, terms

_LISTS = ("keywords", "purposes", "protected")
_TRUTHS = ("masked", "consent", "operable")
_ITEM: Final = """items:
  # {labels}
  # type: {types}
  # personal: {personal}
  - {{name: 统一社会信用代码, code: uscc, type: text, length: 18, standard: GB 32100, key: true, required: true}}
  - {{name: 注册日期, code: registered_on, type: date}}"""


def template(now: datetime, known: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return the file: every field, its values, and the article that demands it. `known` are the lines of fields that are known already."""
    given = known or {}
    day = timezone.localdate(now)
    demanded, on_choice = _demands(day)
    lines = [f"# {place}" for place in _places(day)]
    for name in FIELD_NAMES:
        lines += ["", *_comment(name, demanded, on_choice), *(given.get(name) or _value(name, day))]
    lines += ["", f"# {labels.FIELDS['resources']}", "resources:", "  - {kind: table, title: 登记表}"]
    return "\n".join(lines).lstrip() + "\n"


def _places(day: date) -> Iterator[str]:
    held = terms(day)
    for jurisdiction in law().chain(held.jurisdiction):
        yield f"{jurisdiction.name['zh']} {day.isoformat()}"


def _demands(day: date) -> tuple[dict[str, Article], dict[str, Article]]:
    """What the rules of the day ask of an empty entry, and what they ask besides once an attribute is chosen."""
    bare = Description(title="x", provider="x", items=(ItemDescription(name="x", code="x"),))
    always = _asked(bare, day)
    chosen: dict[str, Article] = {}
    variants: tuple[dict[str, Any], ...] = (
        {"sharing": "conditional", "opening": "conditional"},
        {"sharing": "withheld", "opening": "withheld"},
        {"collection_method": "entrusted"},
    )
    for more in variants:
        chosen |= _asked(replace(bare, **more), day)
    return always, {path: article for path, article in chosen.items() if path not in always}


def _asked(description: Description, day: date) -> dict[str, Article]:
    return {problem.path: problem.article for problem in problems(description, terms(day)) if problem.article}


def _comment(name: str, demanded: Mapping[str, Article], on_choice: Mapping[str, Article]) -> Iterator[str]:
    help_ = f" ({labels.HELP[name]})" if name in labels.HELP else ""
    yield f"# {labels.FIELDS[name]}{help_}"
    if name in ("title", "provider"):
        yield "# 必填 / needed"
    elif name in demanded:
        yield f"# 送审前必填 / needed before review: {demanded[name]}"
    elif name in on_choice:
        yield f"# 视属性必填 / needed for some attributes: {on_choice[name]}"
    options = labels.choices(name)
    if options:
        yield "# " + ", ".join(f"{value} {word}" for value, word in options)


def _value(name: str, day: date) -> Iterator[str]:
    if name == "items":
        said = " ".join(f"{key} {label};" for key, label in labels.ITEM_FIELDS.items())
        types, personal = (
            ", ".join(f"{value} {word}" for value, word in labels.choices(key)) for key in ("type", "personal")
        )
        yield _ITEM.format(labels=said, types=types, personal=personal)
    elif name in BASES:
        yield "# kind: " + ", ".join(f"{value} {word}" for value, word in labels.choices("kind"))
        yield f'{name}: {{kind: "", law: "", article: ""}}'
    elif name in ("collection", "entrusted"):
        yield from _mapping(name, day)
    elif name == "compiled_under":
        yield f"{name}: [{', '.join(terms(day).value('catalogue.compilation_basis', []))}]"
    else:
        yield f"{name}: {_scalar(name)}"


def _scalar(name: str) -> str:
    if name in _LISTS:
        return "[]"
    return {"delivery_mode": "replace", "rejected_share": ""}.get(name, "false" if name in _TRUTHS else '""')


def _mapping(name: str, day: date) -> Iterator[str]:
    known = labels.COLLECTION_FIELDS if name == "collection" else labels.ENTRUSTED_FIELDS
    term = terms(day).get(
        "catalogue.collection_basis_fields" if name == "collection" else "catalogue.entrusted_collection_fields"
    )
    asked = list(term.value) if term is not None and term.decides else []
    if term is not None and asked:
        yield f"# {term.article}"
    yield f"{name}:" if asked else f"{name}: {{}}"
    for key in dict.fromkeys([*asked, *known]):
        mark = "" if key in asked else "# "
        yield f'  {mark}{key}: ""  # {known.get(key, key)}'
