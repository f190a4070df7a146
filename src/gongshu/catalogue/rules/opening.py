"""Opening attribute: one of the types of the text, its grounds, and the data that must not be opened as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongshu.catalogue.description import Description
from gongshu.catalogue.rules.problem import Problem, Weight
from gongshu.catalogue.rules.sharing import kind_of_basis, one_of
from gongshu.law.terms import Term, Terms

_OPENED = ("unconditional", "conditional")
MASKED, CONSENT = "declassified_or_masked_as_applicable", "right_holder_consent"  # keys of reclassify_conditions
# How an entry says that a condition of the text is met; `opening` asks for the records that show it.
_SHOWN_BY = {MASKED: "masked", CONSENT: "consent"}


def attribute(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem unless the opening attribute is one of the text's types. 达州办法 第二十五条第一款; 太原条例 第八条第一款."""
    yield from one_of(terms, "opening.types", "opening", description.opening)


def withheld(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem where data is kept from the public without a ground of the text.

    Protected content is a ground of its own. Source: 达州办法 第二十四条; 成都条例 第二十一条第一款; 太原条例 第八条第二款.
    """
    if description.opening != "withheld":
        return
    yield from _ground(description, terms)
    if description.contents & set(terms.value("opening.protected", [])):
        return
    default, exceptions = terms.get("opening.opened_by_default"), terms.get("opening.exceptions")
    if (
        default is not None
        and default.decides
        and default.value
        and exceptions is not None
        and not description.opening_basis.is_named
    ):
        yield Problem(
            rule=default.name, path="opening_basis", article=default.article, shown=str(description.opening_basis),
            zh="除法律法规明确规定外应当开放，不予开放须写明规定", en="data is opened unless a law or regulation forbids it; name the one that does",
            remedy_zh="在 opening_basis 中写明 kind、law、article，或者改为有条件开放",
            remedy_en="name kind, law and article in `opening_basis`, or open it on conditions",
        )  # fmt: skip
    yield from kind_of_basis([exceptions] if exceptions else [], "opening_basis", description.opening_basis)


def _ground(description: Description, terms: Terms) -> Iterator[Problem]:
    term = terms.get("opening.withheld_grounds")
    if term is None or not term.decides or description.opening_ground in term.value:
        return
    options = "；".join(f"{key}({term.names.get(key, {'zh': key})['zh']})" for key in term.value)
    yield Problem(
        rule=term.name, path="opening_ground", article=term.article, shown=description.opening_ground,
        zh="不予开放须属于规定的事由", en="what is not opened needs one of the grounds of the text",
        remedy_zh=f"opening_ground 可选：{options}", remedy_en=f"set `opening_ground` to one of {', '.join(term.value)}",
    )  # fmt: skip


def protected(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem where protected content would be opened directly. 达州办法 第二十四条第三款."""
    term, ban = terms.get("opening.protected"), terms.get("opening.protected_prohibited")
    if term is None or not term.decides or description.opening != "unconditional":
        return
    found = sorted(description.contents & set(term.value))
    if not found or (ban is not None and "direct_opening" not in ban.value) or _is_lifted(description, terms):
        return
    yield Problem(
        rule=term.name, path="opening", article=term.article, shown=", ".join(found),
        zh=f"含{_words(term, found)}，不得直接向社会开放", en=f"holds {', '.join(found)} and must not be opened directly",
        remedy_zh="改为不予开放，或者脱敏并取得权利人同意后写明 masked、consent",
        remedy_en="withhold it, or mask it, obtain the consent of the right holders and say so in `masked` and `consent`",
    )  # fmt: skip


def _is_lifted(description: Description, terms: Terms) -> bool:
    conditions = terms.value("opening.reclassify_conditions", [])
    return bool(conditions) and all(getattr(description, _SHOWN_BY.get(each, ""), False) for each in conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """What a text wants to be so before protected content is opened."""

    condition: str  # MASKED or CONSENT
    term: Term
    content: tuple[str, ...]  # kinds of words.Protected


def preconditions(description: Description, terms: Terms) -> Iterator[Precondition]:
    """Yield all that the texts demand before the content of a data set is opened; nothing where it is not to be opened.

    Source: opening.reclassify_conditions (达州办法 第二十五条第一款), opening.masked_before (太原条例 第八条第二款).
    """
    yield from _reclassifying(description, terms)
    yield from _masking(description, terms)


def _reclassifying(description: Description, terms: Terms) -> Iterator[Precondition]:
    term, types = terms.get("opening.reclassify_conditions"), terms.value("opening.reclassify_to", _OPENED)
    content = tuple(sorted(description.contents & set(terms.value("opening.protected", []))))
    if term is not None and term.decides and content and description.opening in types:
        yield from (Precondition(condition=each, term=term, content=content) for each in term.value)


def _masking(description: Description, terms: Terms) -> Iterator[Precondition]:
    term, basis = terms.get("opening.masked_before"), description.opening_basis
    if term is None or not term.decides or description.opening not in _OPENED or not description.contents:
        return
    if not (basis.is_named and basis.kind in terms.value("opening.masking_exceptions", [])):
        yield Precondition(condition=MASKED, term=term, content=tuple(sorted(description.contents)))


def reclassified(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each condition that protected content must meet before it is opened at all, and does not. 达州办法 第二十五条第一款."""
    for each in _reclassifying(description, terms):
        path = _SHOWN_BY.get(each.condition, each.condition)
        if not getattr(description, path, False):
            names = each.term.names.get(each.condition, {"zh": each.condition, "en": each.condition})
            yield Problem(
                rule=each.term.name, path=path, article=each.term.article, shown=", ".join(each.content),
                zh=f"受保护的数据开放前须具备：{names['zh']}", en=f"protected data is opened only when: {names['en']}",
                remedy_zh=f"具备后将 {path} 写为 true，或者改为不予开放", remedy_en=f"set `{path}: true` once it is so, or withhold it",
            )  # fmt: skip


def masked_before(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem where personal or otherwise protected content is opened unmasked. 太原条例 第八条第二款."""
    for each in _masking(description, terms):
        if not description.masked:
            yield Problem(
                rule=each.term.name, path="masked", article=each.term.article, shown=", ".join(each.content),
                zh="开放前应当依法进行脱密、脱敏处理", en="must be declassified or masked before it is opened",
                remedy_zh="处理后将 masked 写为 true，或者在 opening_basis 中写明另有规定的法律法规",
                remedy_en="set `masked: true` once it is done, or name in `opening_basis` the law or regulation that provides otherwise",
            )  # fmt: skip


def assessed(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield a problem where data is opened on conditions and the assessment gives no reason for them. 达州办法 第二十五条第二款."""
    term = terms.get("opening.assessment")
    if term is None or not term.decides or not term.value or description.opening != "conditional":
        return
    if not (description.opening_reason or description.opening_conditions):
        yield Problem(
            rule=term.name, path="opening_reason", article=term.article, shown=description.opening,
            zh="开放属性须经评估确定：未写明评估得出的理由或者条件", en="the opening type rests on an assessment: its reason or conditions are missing",
            remedy_zh="在 opening_reason 写明理由，或者在 opening_conditions 写明条件", remedy_en="give the reason in `opening_reason` or the conditions in `opening_conditions`",
        )  # fmt: skip


def important(description: Description, terms: Terms) -> Iterator[Problem]:
    """Warn where important or core data is opened without conditions. 数据安全法 第二十一条."""
    term = terms.get("classification.protected_levels")
    if term is not None and description.level in term.value and description.opening == "unconditional":
        yield Problem(
            rule=term.name, path="level", article=term.article, shown=description.level, weight=Weight.WARNING,
            zh="重要数据、核心数据实行更加严格的管理，请核对开放属性", en="important and core data is managed more strictly; check its opening attribute",
        )  # fmt: skip


def _words(term: Term, keys: list[str]) -> str:
    return "、".join(term.names.get(key, {"zh": key})["zh"] for key in keys)
