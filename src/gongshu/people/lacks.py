"""What a body lacks that the text of its place demands: it is shown as in default (未落实)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from gongshu.people.duties import Duty
from gongshu.people.law import terms
from gongshu.people.models import Body, DutyGrant
from gongshu.people.models.accounts import in_time

if TYPE_CHECKING:
    from gongshu.law.articles import Article
    from gongshu.law.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is demanded and not there."""

    parameter: str  # "organisations.chief_data_officer"
    what: Mapping[str, str]
    article: Article


def default_of(body: Body, day: date) -> list[Lack]:
    """Return what this body lacks on a day, each with the article that demands it; empty where the text is silent.

    Source: for example 达州办法 第七条第三款 (chief data officer), 成都条例 第七条第一款 (head, data staff).
    """
    held = terms(day)
    lacks = []
    for parameter, what, present in _DEMANDS:
        term = held.get(parameter)
        if _demands(term, body) and not present(body, day):
            lacks.append(Lack(parameter=parameter, what=what, article=term.article))
    return lacks


def _demands(term: Term | None, body: Body) -> bool:
    if term is None or not term.value or term.article is None or not term.decides:
        return False
    covered = term.covers.get("bodies")
    return covered is None or body.kind in covered


def _has(duty: Duty) -> Callable[[Body, date], bool]:
    def present(body: Body, day: date) -> bool:
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        return DutyGrant.objects.filter(in_time(noon), account__body=body, account__is_active=True, duty=duty).exists()

    return present


_DEMANDS: tuple[tuple[str, Mapping[str, str], Callable[[Body, date], bool]], ...] = (
    (
        "organisations.chief_data_officer",
        {"zh": "首席数据官", "en": "chief data officer"},
        _has(Duty.CHIEF_DATA_OFFICER),
    ),
    ("organisations.data_staff", {"zh": "数据工作人员", "en": "data staff"}, _has(Duty.STEWARD)),
    (
        "organisations.first_responsible_person",
        {"zh": "第一责任人（主要负责人）", "en": "head, who is the first responsible person"},
        lambda body, day: bool(body.head),
    ),
)
