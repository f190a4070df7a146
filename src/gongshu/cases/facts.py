"""Facts of a case: what was said, checked against facts.yaml, and what conditions may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from gongshu.cases.errors import FactsUnfit
from gongshu.cases.models import Bond, Case
from gongshu.cases.parties import Parties
from gongshu.cases.resolved import CaseLaw
from gongshu.cases.subjects import Subject
from gongshu.lake.detect.texts import numbers_of_persons
from gongshu.law.procedures import Procedure
from gongshu.people.models.regions import Level

_WANTED = {
    "text": ("须是一段文字", "a text is needed"),
    "date": ("须是日期，写成 2025-09-29", "a day is needed, written 2025-09-29"),
    "count": ("须是大于 0 的整数", "a whole number above 0 is needed"),
    "list": ("须是一个列表", "a list is needed"),
    "mapping": ("须是键值表", "a mapping is needed"),
    "choice": ("须是下列之一：{options}", "one of {options} is needed"),
}
Cleaner = Callable[[Any, Mapping[str, Any]], Any]


def kinds_of(procedure: Procedure, rules: CaseLaw, day: date) -> Mapping[str, Mapping[str, Any]]:
    """Return how each fact is asked for in this procedure: as facts.yaml says it, with the values that the place's text enumerates."""
    terms = rules.terms(day)
    listed = {fact: terms.get(name) for fact, name in procedure.options_by.items()}
    return {
        **rules.facts,
        **{
            fact: {**rules.facts[fact], "options": {value: term.names[value] for value in term.value}}
            for fact, term in listed.items()
            if term is not None and term.decides
        },
    }


def in_words(said: Mapping[str, Any], kinds: Mapping[str, Mapping[str, Any]]) -> list[tuple[Mapping[str, str], Any]]:
    """Return what was said as a page shows it: the label of each known fact, and its value in words."""
    return [(kinds[key]["label"], _shown(value, kinds[key])) for key, value in said.items() if key in kinds]


def _shown(value: Any, kind: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {held}" for key, held in value.items())
    return (kind.get("options") or {}).get(value, value) if isinstance(value, str) else value


def cleaned(
    said: Mapping[str, Any], kinds: Mapping[str, Mapping[str, Any]], opened: date | None = None
) -> dict[str, Any]:
    """Return facts in their stored form: days as ISO texts, counts as numbers.

    `opened` is the day on which a case is opened with them; None for what is said later. Raises: FactsUnfit listing every unfit one.
    """
    found: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for key, value in said.items():
        kind = kinds.get(key)
        if kind is None:
            near = get_close_matches(key, kinds, 1)
            faults.append((
                f"{key}：没有这个事项" + (f"，是否指 {near[0]}？" if near else ""),
                f"{key}: there is no such fact" + (f", did you mean {near[0]}?" if near else ""),
            ))  # fmt: skip
            continue
        try:
            clean: Cleaner = _CLEAN.get(str(kind["type"])) or _text
            found[key] = clean(value, kind)
            if opened and kind.get("earliest") == "today" and found[key]:
                _require_ahead(found[key], opened)
        except (ValueError, TypeError) as problem:
            words = _WANTED.get(str(kind["type"]), _WANTED["text"])
            zh, en = (
                each.format(options=join.join(kind.get("options") or ()))
                for each, join in zip(words, ("、", ", "), strict=True)
            )
            more = "" if str(problem) == en else f" ({problem})"
            zh = f"已早于{opened}，请填写{opened}或者以后的日期" if isinstance(problem, DayOver) else zh
            name = kind.get("label", {}).get("zh", key)
            faults.append((f"{name}（{key}）为“{value}”，{zh}", f"{key} = {value!r}: {en}{more}"))
    if faults:
        zh, en = "；".join(zh for zh, _ in faults), "; ".join(en for _, en in faults)
        raise FactsUnfit(
            f"填写的内容有 {len(faults)} 处不符合要求：{zh}", f"{len(faults)} facts do not fit: {en}", shown=en,
            remedy_zh="按表单说明改正后重新提交", remedy_en="correct them; `gongshu case template` shows the form",
        )  # fmt: skip
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


class DayOver(ValueError):
    """A day that was over when the case was opened."""


def _require_ahead(day: str, opened: date) -> None:
    if day < opened.isoformat():
        raise DayOver(f"it was over on {opened}; give that day or a later one")


def _text(value: Any, kind: Mapping[str, Any]) -> str:
    if isinstance(value, Mapping | list):
        raise TypeError("a text is needed")
    return str(value.isoformat() if isinstance(value, date) else value).strip()


def _date(value: Any, kind: Mapping[str, Any]) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return (
        ""
        if value == ""
        else (value if isinstance(value, date) else date.fromisoformat(str(value).strip())).isoformat()
    )


def _count(value: Any, kind: Mapping[str, Any]) -> int | None:
    if isinstance(value, bool) or value == "":
        raise TypeError("a whole number is needed")
    number = int(value)
    if number <= 0 or number != float(value):
        raise ValueError("a whole number above 0 is needed")
    return number


def _list(value: Any, kind: Mapping[str, Any]) -> list[Any]:
    parts = value.splitlines() if isinstance(value, str) else list(value)
    return [
        part.strip() if isinstance(part, str) else part
        for part in parts
        if part not in (None, "") and str(part).strip()
    ]


def _mapping(value: Any, kind: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("a mapping is needed")
    return dict(value)


def _choice(value: Any, kind: Mapping[str, Any]) -> str:
    options, said = kind.get("options"), str(value).strip()
    if options and said and said not in options:
        meant = next((key for key, words in options.items() if said in words.values()), None)
        if meant is None:
            raise ValueError(f"one of {', '.join(options)} is needed")
        return str(meant)
    return said


_CLEAN: dict[str, Cleaner] = {
    "date": _date, "count": _count, "list": _list, "mapping": _mapping, "choice": _choice,
}  # fmt: skip


def labelled(keys: Iterable[str], rules: CaseLaw) -> tuple[str, str]:
    """Return the names of facts in Chinese and English, for messages."""
    names = [rules.facts.get(key, {}).get("label", {"zh": key, "en": key}) for key in keys]
    return "、".join(name["zh"] for name in names), ", ".join(name["en"] for name in names)


def asked_of(
    parties: Parties, subject: Subject | None, said: Mapping[str, Any], *, case: Case | None, parent: Case | None
) -> dict[str, Any]:
    """Return everything that a condition may ask about one subject of a case, by the names of conditions."""
    provider = _body(subject.provider if subject else parties.provider)
    # A condition may compare places, so every subject knows where its provider is.
    place = {"provider_level": provider.get("level"), "provider_region": provider.get("region")}
    spaces = {name: {**place, **held} for name, held in subject.spaces.items()} if subject else {}
    return {
        **spaces,
        "facts": dict(said),
        "applicant": _applicant(parties),
        "provider": provider,
        "parent": {"state": parent.state, "procedure": parent.procedure, "number": parent.number} if parent else {},
        "case": {**_so_far(case), "numbers_of_persons": _numbers(said)} if case else {},
    }


def _so_far(case: Case) -> dict[str, Any]:
    about = len(case.subjects.all())
    return {"state": case.state, "number": case.number, "opinions": _opinions(case), "subjects": about}


def _numbers(said: Mapping[str, Any]) -> list[str] | None:
    """The kinds of numbers of persons in what was written: a table that publishes it may ask; None where there is none."""
    return sorted(numbers_of_persons("\n".join(text for text in said.values() if isinstance(text, str)))) or None


def _applicant(parties: Parties) -> dict[str, Any]:
    if parties.applicant is not None:
        return {"kind": "public-body", "public_body": True, **_body(parties.applicant)}
    return {"kind": parties.account.kind if parties.account else "none", "public_body": False}


def _body(body: Any) -> dict[str, Any]:
    if body is None:
        return {}
    region = body.territory
    county, city = region.at(Level.COUNTY), region.at(Level.CITY)
    places = {"county": county.code if county else "", "city": city.code if city else ""}
    return {
        "code": body.code,
        "kind_of_body": body.kind,
        "sector": body.sector,
        "region": region.code,
        "level": region.level,
        **places,
    }


def _opinions(case: Case) -> list[str] | None:
    """The states of the bodies' opinions that were asked for and are closed; None where none is."""
    closed = case.children.filter(bond=Bond.ASKED, ended=True)
    return list(closed.order_by("id").values_list("state", flat=True)) or None
