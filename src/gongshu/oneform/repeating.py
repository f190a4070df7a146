"""Whether a form asks for what sharing can give, by the same rule that keeps entries from collecting it again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from gongshu.catalogue.description import Description, ItemDescription
from gongshu.catalogue.models import Item
from gongshu.catalogue.rules.problem import Problem, Weight
from gongshu.catalogue.rules.source import Held, repeated
from gongshu.catalogue.words import Attribute, State, VersionState
from gongshu.law.terms import Terms
from gongshu.people.models import Body

_SHARED = (Attribute.UNCONDITIONAL, Attribute.CONDITIONAL)
_RULE = "catalogue.no_repeat_collection"


def givers(asked: Sequence[tuple[str, str]], body: Body) -> dict[int, Held]:
    """Return, by place in `asked` (name, code of its element), the shared entry of another provider that holds the same.

    The same is what names the same element; where none is named, what has the same name and a statutory source.
    """
    names, standards = {name for name, _ in asked}, {standard for _, standard in asked if standard}
    rows = Item.objects.filter(
        Q(standard__in=standards) | Q(name__in=names) & ~Q(claim=""), version__state=VersionState.PUBLISHED,
        version__entry__state=State.PUBLISHED, version__sharing__in=_SHARED,
    )  # fmt: skip
    rows = rows.exclude(version__entry__provider=body).select_related("version__entry__provider")
    by_standard: dict[str, Held] = {}
    by_name: dict[str, Held] = {}
    for item in rows.order_by("version__entry_id"):
        version = item.version
        held = Held(
            number=version.entry.number, title=version.title, provider=version.entry.provider.zh, is_shared=True
        )
        by_name.setdefault(item.name, held)
        if item.standard:
            by_standard.setdefault(item.standard, held)
    found = ((place, by_standard.get(standard) or by_name.get(name)) for place, (name, standard) in enumerate(asked))
    return {place: held for place, held in found if held is not None}


def refusals(asked: Sequence[tuple[str, str]], found: dict[int, Held], terms: Terms) -> list[Problem]:
    """Return what a text refuses of the fields that are asked although sharing could give them.

    Source: 成都条例 第十二条第三款; 江苏条例 第十九条第一款. Where no text decides, nothing is refused and the definer is told.
    """
    description = Description(
        items=tuple(ItemDescription(name=name, code=name, standard=standard) for name, standard in asked)
    )
    keys = [str(place) for place in range(len(asked))]
    held = {str(place): each for place, each in found.items()}
    problems = repeated(description, terms, keys, held)
    return [each for each in problems if each.rule == _RULE and each.weight is not Weight.WARNING]
