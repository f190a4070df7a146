"""Publishing a list and setting what stands in it: what holds now becomes its next numbered version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from gongshu.audit import Event, Subject, record
from gongshu.catalogue import lists
from gongshu.catalogue.errors import NoSuchEntry, NothingChanged, NotYet, SettingUnfit
from gongshu.catalogue.models import ListSetting, PublishedList
from gongshu.catalogue.recording import subject_of
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body
from gongshu.people.permission import require, service

_DIGITS = 10  # more than any number that is set has


@service
def publish_list(kind: str, scope: str, *, actor: Actor, now: datetime) -> PublishedList:
    """Fix what a list holds now as its next version and return it.

    `scope` is the code of a region, or of a body for a list of one body. Source: the articles that `ListKind.demands` finds, such as
    达州办法 第二十一条 and 第二十六条. Raises: NoSuchEntry for an unknown kind or scope; NotYet where numbers are to be set first; NothingChanged; Refused.
    """
    wanted, day = lists.kind_of(kind), timezone.localdate(now)
    place = lists.scope_of(wanted, scope)
    require(actor, "catalogue.lists", (place, day))
    content = lists.chosen(wanted, place, day)
    if wanted.settings and not content.terms:
        raise _unset(wanted)
    digest = lists.digest_of(wanted, content.pairs, content.rows)
    articles = [str(term.article) for term in wanted.demands(terms(day))]
    region, body = (place.region, place) if isinstance(place, Body) else (place, None)
    with transaction.atomic():
        last = _last(lists.versions_of(wanted, place))
        if last is not None and lists.pairs_of(last) == content.pairs and last.terms == content.terms:
            raise NothingChanged(wanted.title, last.version)
        made = PublishedList.objects.create(
            kind=wanted.name, region=region, body=body, version=last.version + 1 if last else 1, entries=content.pairs,
            rows=content.rows, terms=content.terms, digest=digest, articles=articles, published_at=now, published_by=actor.login,
        )  # fmt: skip
        facts = {"version": made.version, "entries": len(content.pairs), "digest": digest, **content.terms}
        record(Event.LIST_PUBLISH, subject_of(made), by=actor, at=now, law="、".join(articles), facts=facts)
    return made


@service
def set_list(kind: str, scope: str, values: Mapping[str, Any], *, actor: Actor, now: datetime) -> ListSetting:
    """Fix from which figures on, and for how long back, something stands in a list of a level.

    Raises: NoSuchEntry for an unknown kind or scope, or a list of which nothing can be set; SettingUnfit; Refused.
    """
    wanted = lists.kind_of(kind)
    place = lists.scope_of(wanted, scope)
    require(actor, "catalogue.lists", (place, timezone.localdate(now)))
    if not wanted.settings or isinstance(place, Body):
        raise NoSuchEntry(kind, "可以设定的清单", "list of which something can be set")
    fixed = {each.name: _within(each, values.get(each.name)) for each in wanted.settings}
    with transaction.atomic():
        held, _ = ListSetting.objects.update_or_create(
            kind=wanted.name, region=place, defaults={"values": fixed, "set_at": now, "set_by": actor.login}
        )
        subject = Subject("list", f"{wanted.name}.{place.code}", place.zh)
        record(Event.LIST_SET, subject, by=actor, at=now, facts=fixed)
    return held


def _within(setting: lists.Setting, given: Any) -> int:
    said = str(given if given is not None else "").strip()
    number = int(said) if said.isdecimal() and len(said) < _DIGITS else -1
    if not setting.least <= number <= setting.most:
        raise SettingUnfit(_titles(setting), setting.least, setting.most, said)
    return number


def _titles(setting: lists.Setting) -> tuple[str, str]:
    """The name of a number in both languages, whichever the page is in."""
    with translation.override("zh-hans"):
        zh = str(setting.title)
    with translation.override("en"):
        return zh, str(setting.title)


def _unset(kind: lists.ListKind) -> NotYet:
    return NotYet(
        f"{kind.title}的门槛和统计期尚未设定", f"nobody has set the threshold and the period of the list {kind.name} yet", shown=kind.name,
        remedy_zh="由本级数据主管部门在清单页面设定后再发布", remedy_en="let the data authority of the level set them on the page of the list first",
    )  # fmt: skip


def _last(versions: QuerySet[PublishedList]) -> PublishedList | None:
    return versions.select_for_update(of=("self",)).order_by("-version").first()
