"""Items of other providers that seem to be the same datum under another name; a person decides whether they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongshu.catalogue.rules.problem import Problem, Weight
from gongshu.catalogue.rules.source import Held
from gongshu.law.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An item that stands against another, and what it is alike in."""

    place: int  # of the own item, from 1
    name: str  # of the own item
    held: Held
    item: str  # name of the other item
    standard: str = ""  # the data element that both name; empty: they are alike in content
    share: float = 0.0  # of the own distinct values that the other has too


def resembling(found: Iterable[Alike], terms: Terms) -> Iterator[Problem]:
    """Yield a warning for each; nothing where no text of the place wants one source.

    Source: 达州办法 第十四条; 成都条例 第十二条第一款; 江苏条例 第十九条第一款; 湖南草案 第十三条第一款.
    """
    one = terms.get("catalogue.single_source")
    if one is None or one.value != 1:
        return
    for each in found:
        other_zh = f"{each.held.provider}“{each.held.title}”（{each.held.number}）的“{each.item}”"
        other_en = f"{each.item} of {each.held.provider}, entry {each.held.number} ({each.held.title})"
        percent = f"{round(100 * each.share)} %"
        yield Problem(
            rule=one.name, path=f"items[{each.place}]", article=one.article, shown=each.name, pointer=each.held.number, weight=Weight.WARNING,
            zh=f"“{each.name}”与{other_zh}采用同一数据元 {each.standard}" if each.standard else f"“{each.name}”约 {percent} 的取值也在{other_zh}中",
            en=f"{each.name} and {other_en} name the same data element {each.standard}" if each.standard else f"about {percent} of the values of {each.name} are also in {other_en}",
            remedy_zh="如为同一数据，改为申请共享并在 taken_from 中写明；不是的，可不予理会",
            remedy_en="if it is the same datum, apply to share it and name it in `taken_from`; if it is not, leave it",
        )  # fmt: skip
