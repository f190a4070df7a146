"""What the duty list of a body finds wrong with a description: an item whose duty does not stand there."""

from __future__ import annotations

from collections.abc import Iterator

from gongshu.catalogue import checking
from gongshu.catalogue.description import Description
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.rules.collection import demands_duty
from gongshu.law.terms import Terms
from gongshu.registers.linking import bare
from gongshu.registers.models import ListedDuty


@checking.also
def duty_listed(description: Description, terms: Terms) -> Iterator[Problem]:
    """Yield the items whose duty stands not in the duty list of their body.

    Asked as soon as the body keeps a list, where the text has nothing collected that no duty needs; before that the catalogue asks
    only for words. Source: 达州办法 第十四条; 成都条例 第十二条第一款.
    """
    term = demands_duty(terms)
    if term is None:
        return
    listed = list(ListedDuty.objects.live().filter(body__code=description.provider))
    names = bare(((item.name, item.duty or description.duty) for item in description.items), listed) if listed else []
    if names:
        said = "、".join(names)
        yield Problem(
            rule=term.name, path="duty", article=term.article, shown=said,
            zh=f"数据项“{said}”没有对应本单位职责清单中的职责", en=f"no duty of the body's list is named for: {said}",
            remedy_zh="在 duty 中写职责清单的编号或者名称，不需要的数据项不收集",
            remedy_en="name a duty of the list by code or name in `duty`, and do not collect what no duty needs",
        )  # fmt: skip
