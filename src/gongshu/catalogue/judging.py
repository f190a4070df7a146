"""A change of an entry before it is written: what it would say, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from gongshu.catalogue import checking, reading, storing
from gongshu.catalogue.completing import completed
from gongshu.catalogue.description import Description
from gongshu.catalogue.models import Entry
from gongshu.catalogue.rules import Problem, Weight
from gongshu.catalogue.words import ResourceKind
from gongshu.people.models import Body, Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an entry would say after a change."""

    description: Description
    region: Region | None  # None: the change names one that is not registered
    problems: Sequence[Problem]  # of form and of law, the gravest first

    @property
    def stopping(self) -> list[Problem]:
        """The problems that keep it from being kept as a draft."""
        return [problem for problem in self.problems if problem.weight is Weight.DRAFT]


def judged(entry: Entry, given: Mapping[str, Any], day: date) -> Judged:
    """Return what an entry says with a change; fields that are not given stay. Nothing is written."""
    before = storing.plain(storing.description_of(entry.draft or entry.shown))
    description, faults = reading.read({**before, **given, "provider": entry.provider.code})
    faults += _unheld(entry, given)
    _, region = places(description, faults)
    if region is None:
        return Judged(description=description, region=None, problems=faults)
    description = completed(description, entry.provider, region.code, day)
    found = checking.check(description, region.code, day)
    return Judged(description=description, region=region, problems=[*faults, *found])


def places(description: Description, faults: list[Problem]) -> tuple[Body | None, Region | None]:
    """Return the body and the region that a description names; what is not registered joins the faults."""
    named = description.provider
    body = (
        Body.objects.select_related("region", "entrusted")
        .filter(Q(code=named) | Q(zh=named) | Q(short=named) | Q(uscc=named))
        .first()
    )
    if body is None and named:
        faults.append(_unknown("provider", f"没有登记单位“{named}”", f"no body is registered as {named!r}", named))
    region = (
        Region.objects.filter(code=description.region).first()
        if description.region
        else (body.territory if body else None)
    )
    if region is None and description.region:
        faults.append(
            _unknown(
                "region",
                f"没有行政区划“{description.region}”",
                f"no region has the code {description.region!r}",
                description.region,
            )
        )
    return body, region


def _unheld(entry: Entry, given: Mapping[str, Any]) -> list[Problem]:
    """Resources that a change names and the entry does not have: each is registered and hooked by steps of its own."""
    held = set(entry.resources.values_list("kind", "title"))
    held |= {(kind, "") for kind, _title in held}
    return [
        Problem(
            rule="form", path=f"resources[{place}]", zh="目录没有这项资源", en="the entry has no such resource",
            shown=f"{kind} {title}", weight=Weight.DRAFT, remedy_zh="资源在目录页面上另行登记，不随目录内容修改",
            remedy_en="register it on the entry's page; a change of the description adds no resource",
        )
        for place, (kind, title) in enumerate(reading.resources(given), 1)
        if kind in ResourceKind.values and (kind, title) not in held
    ]  # fmt: skip


def _unknown(path: str, zh: str, en: str, shown: str) -> Problem:
    return Problem(
        rule="form",
        path=path,
        zh=zh,
        en=en,
        shown=shown,
        weight=Weight.DRAFT,
        remedy_zh="填写代码",
        remedy_en="give its code",
    )
