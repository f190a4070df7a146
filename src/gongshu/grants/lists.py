"""The list of high-frequency shared data (高频共享数据清单): what is applied for and read most, with its figures and their period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from gongshu.cases.models import CaseSubject
from gongshu.catalogue.lists import ListKind, Row, Setting, kept, register
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.words import Attribute, State
from gongshu.grants.models import Grant
from gongshu.grants.uses import reading
from gongshu.people.models import Account, Region
from gongshu.people.models.accounts import Kind

NAME = "high_frequency_list"
_APPLICATION = "sharing-application"
_SHARED = (Attribute.UNCONDITIONAL, Attribute.CONDITIONAL)
_BATCH = 500


def whole_months(held: Mapping[str, int], day: date) -> tuple[date, date]:
    """Return the first and the last day of so many whole months before the month of `day`: figures that no longer grow."""
    last = day.replace(day=1) - timedelta(days=1)
    months = last.year * 12 + last.month - held["months"]
    return date(months // 12, months % 12 + 1, 1), last


def frequent(scope: Region, held: Mapping[str, int], day: date) -> list[Row]:
    """Return the shared entries of a level that reach the threshold, the most read first.

    One reaches it by as many applications or as many requests as the authority set; both are counted in the same whole months.
    """
    first, last = whole_months(held, day)
    asked, bodies = _applications(first, last)
    given, read = _grants(first, last), requests(first, last)
    reached = [
        number
        for number in {*asked, *read}
        if asked[number] >= held["applications"] or read[number] >= held["requests"]
    ]
    said = {"period": f"{first.isoformat()}/{last.isoformat()}"}
    rows: list[Row] = [
        {
            "number": entry.number, "title": entry.shown.title, "provider": entry.provider.zh, "sharing": entry.shown.sharing,
            "applications": asked[entry.number], "bodies": bodies[entry.number], "grants": given[entry.number],
            "requests": read[entry.number], **said,
        }
        for entry in _entries(scope, reached)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["requests"], -row["applications"], row["number"]))


def _entries(scope: Region, numbers: list[str]) -> Iterable[Entry]:
    for start in range(0, len(numbers), _BATCH):
        part = numbers[start : start + _BATCH]
        shared = Entry.objects.filter(number__in=part, state=State.PUBLISHED, current__sharing__in=_SHARED)
        yield from shared.filter(provider__region=scope).select_related("current", "provider")


def _applications(first: date, last: date) -> tuple[Counter[str], Counter[str]]:
    """How many applications there were for each entry, and by how many bodies."""
    found = CaseSubject.objects.filter(kind=ENTRY, case__procedure=_APPLICATION, case__received_on__range=(first, last))
    counted = found.values("subject").annotate(
        cases=Count("case", distinct=True), bodies=Count("case__applicant_body", distinct=True)
    )
    rows = list(counted.values_list("subject", "cases", "bodies"))
    return Counter({number: n for number, n, _n in rows}), Counter({number: n for number, _n, n in rows})


def _grants(first: date, last: date) -> Counter[str]:
    issued = Grant.objects.filter(channel="sharing", issued_at__date__range=(first, last))
    return Counter(dict(issued.values("entry").annotate(count=Count("pk")).values_list("entry", "count")))


def requests(first: date, last: date) -> Counter[str]:
    """Return how often public bodies asked for rows or files of each entry: under a grant, or directly where it is shared without one."""
    read = Counter[str]()
    granted = dict(Grant.objects.filter(channel="sharing").values_list("number", "entry"))
    direct: list[tuple[str, str, int]] = []
    for counter, count in reading.between(settings.GONGSHU.uses, first, last):
        entry, _space, login = counter.partition(" ")
        if login:
            direct.append((entry, login, count))
        elif counter in granted:
            read[granted[counter]] += count
    staff = _staff({login for _entry, login, _count in direct})
    for entry, login, count in direct:
        if login in staff:
            read[entry] += count
    return read


def _staff(logins: set[str]) -> set[str]:
    """Those of these accounts that belong to a public body; what the public takes is no sharing."""
    named, found = sorted(logins), set[str]()
    for start in range(0, len(named), _BATCH):
        part = Account.objects.filter(login__in=named[start : start + _BATCH], kind=Kind.STAFF)
        found.update(part.values_list("login", flat=True))
    return found


def _number(name: str, title: Any, unit: Any, least: int, most: int) -> Setting:
    return Setting(name=name, title=title, unit=unit, least=least, most=most)


register(
    ListKind(
        name=NAME,
        title=_("高频共享数据清单"),
        about=_("申请和调用达到门槛的共享数据，以及统计期内的数量"),
        demanded_by=(),
        own=(
            kept("number", _("目录编号")),
            kept("title", _("数据名称")),
            kept("provider", _("提供方")),
            kept("sharing", _("共享属性"), Attribute),
            kept("applications", _("申请件数")),
            kept("bodies", _("申请单位数")),
            kept("grants", _("授权数")),
            kept("requests", _("请求次数")),
            kept("period", _("统计期")),
        ),
        compute=frequent,
        settings=(
            _number("months", _("统计此前几个完整自然月"), _("个月"), 1, 36),
            _number("applications", _("申请件数至少"), _("件"), 1, 1_000_000),
            _number("requests", _("或者请求次数至少"), _("次"), 1, 1_000_000_000),
        ),
        period=whole_months,
        is_costly=True,
    )
)
