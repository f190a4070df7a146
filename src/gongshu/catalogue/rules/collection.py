"""What the collection of the data rests on, how it is done, and that it takes no more than the duty needs."""

from __future__ import annotations

from collections.abc import Iterator

from gongshu.catalogue.description import Description
from gongshu.catalogue.rules.problem import Problem
from gongshu.law.terms import Term, Terms

_NEEDED_ONLY = (
    ("collection.prohibited", "exceed_necessary_scope"),
    ("catalogue.collection_principles", "lawful_and_necessary"),
)


def basis(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each statutory element of collecting that the entry does not state.

    Source: 达州办法 第十四条; 成都条例 第十二条第一款; 江苏条例 第十九条第一款; 湖南草案 第十三条第一款.
    """
    term = terms.get("catalogue.collection_basis_fields")
    if term is None or not term.decides:
        return
    for word in term.value:
        if not description.collection.get(word):
            names = term.names.get(word, {"zh": word, "en": word})
            yield Problem(
                rule=term.name, path=f"collection.{word}", article=term.article,
                zh=f"收集须依照的{names['zh']}未写明", en=f"what the collection rests on is not stated: {names['en']}",
                remedy_zh=f"填写 collection.{word}", remedy_en=f"fill in `collection.{word}`",
            )  # fmt: skip


def method(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield what an unknown way of collecting, or an entrusted collection without its agreement, lacks. 成都条例 第十二条第二款."""
    methods, agreed = terms.get("catalogue.collection_methods"), terms.get("catalogue.entrusted_collection_fields")
    if methods is not None and methods.decides and description.collection_method not in methods.value:
        yield Problem(
            rule=methods.name, path="collection_method", article=methods.article, shown=description.collection_method,
            zh="须写明收集方式", en=f"the way of collecting must be one of {', '.join(methods.value)}",
            remedy_zh="填写 collection_method：direct（直接）或者 entrusted（委托）", remedy_en="set `collection_method`",
        )  # fmt: skip
    if description.collection_method != "entrusted":
        return
    yield from _notice(description, terms)
    if agreed is None or not agreed.decides:
        return
    for word in agreed.value:
        if not description.entrusted.get(word):
            names = agreed.names.get(word, {"zh": word, "en": word})
            yield Problem(
                rule=agreed.name, path=f"entrusted.{word}", article=agreed.article,
                zh=f"委托收集须约定{names['zh']}", en=f"an entrusted collection agrees on: {names['en']}",
                remedy_zh=f"填写 entrusted.{word}", remedy_en=f"fill in `entrusted.{word}`",
            )  # fmt: skip


def _notice(description: Description, terms: Terms) -> Iterator[Problem]:
    """Whoever data is collected from is told that the collection is entrusted. 成都条例 第十二条第二款."""
    term = terms.get("catalogue.entrusted_collection_notice")
    if term is None or not term.decides or description.entrusted.get("notice"):
        return
    names = term.names.get(term.value, {"zh": "被收集对象", "en": "whoever data is collected from"})
    yield Problem(
        rule=term.name, path="entrusted.notice", article=term.article,
        zh=f"委托收集须将委托情况告知{names['zh']}", en=f"it is not stated how they are told that the collection is entrusted: {names['en']}",
        remedy_zh="填写 entrusted.notice：告知的方式和内容", remedy_en="fill in `entrusted.notice`: how they are told, and what",
    )  # fmt: skip


def demands_duty(terms: Terms) -> Term | None:
    """Return the term under which nothing is collected that no duty needs. 达州办法 第十四条; 成都条例 第十二条第一款."""
    held = ((terms.get(name), word) for name, word in _NEEDED_ONLY)
    return next((term for term, word in held if term is not None and term.decides and word in term.value), None)


def necessity(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield each item that names no duty it serves: nothing is collected beyond what a duty needs. 达州办法 第十四条; 成都条例 第十二条第一款."""
    term = demands_duty(terms)
    if term is None:
        return
    bare = [place for place, item in enumerate(description.items, 1) if not (item.duty or description.duty)]
    if bare:
        yield Problem(
            rule=term.name, path="duty", article=term.article, shown=", ".join(description.items[place - 1].name for place in bare),
            zh=f"第 {'、'.join(map(str, bare))} 项未写明所服务的法定职责", en=f"items {', '.join(map(str, bare))} name no statutory duty that needs them",
            remedy_zh="填写 duty（整个目录）或者 items[].duty（单个数据项），不需要的数据项不收集",
            remedy_en="fill in `duty` for the entry or for the item, and do not collect what no duty needs",
        )  # fmt: skip
