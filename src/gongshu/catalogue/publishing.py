"""Making a version the published one, and taking it away; called by effects, inside the move's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.catalogue import assessing, checking, storing
from gongshu.catalogue.description import Basis, Description
from gongshu.catalogue.models import Entry, EntryVersion, Item, Source
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.rules import Problem
from gongshu.catalogue.searching import index
from gongshu.catalogue.words import State, VersionState
from gongshu.law.articles import Article
from gongshu.people.actor import Actor
from gongshu.people.law import law, terms


def publish(entry: Entry, case: Case, *, actor: Actor, now: datetime) -> None:
    """Publish the draft of an entry. Raises: EffectRefused with all that it lacks."""
    if entry.draft is None:
        raise EffectRefused(
            f"{entry.number} 没有待发布的修改", f"{entry.number} has no draft to publish", shown=entry.number
        )
    found = checking.hindering(checking.check_version(entry.draft, timezone.localdate(now), review=case.pk))
    if found:
        raise refused(entry, found)
    _require_assessed(entry, entry.draft, timezone.localdate(now))
    _make_current(entry, entry.draft, case, actor, now)
    facts = {
        "case": case.number,
        "version": entry.shown.number,
        "sharing": entry.shown.sharing,
        "opening": entry.shown.opening,
    }
    record(Event.ENTRY_PUBLISH, subject_of(entry), by=actor, at=now, law=cited(case), facts=facts)


def _require_assessed(entry: Entry, version: EntryVersion, day: date) -> None:
    """Let no opening type be published without the assessment that led to it. Source: 达州办法 第二十五条第二款. Raises: EffectRefused."""
    term = assessing.demanded(terms(day))
    if term is not None and not assessing.fits(version.assessment, storing.description_of(version)):
        raise EffectRefused(
            f"{entry.number} 的开放属性没有与现行数据项相符的评估", f"the opening type of {entry.number} rests on no assessment of its items",
            article=term.article, shown=entry.number, remedy_zh="退回，由提供单位重新送审", remedy_en="return it, and let its provider send it for review again",
        )  # fmt: skip


def _make_current(entry: Entry, version: EntryVersion, case: Case, actor: Actor, now: datetime) -> None:
    if entry.current is not None:
        entry.current.state = VersionState.SUPERSEDED
        entry.current.save(update_fields=["state"])
    version.state, version.published_at, version.case = VersionState.PUBLISHED, now, case.number
    version.save()
    entry.current, entry.state, entry.changed_at = version, State.PUBLISHED, now
    entry.draft = None if entry.draft_id == version.pk else entry.draft
    entry.published_at = entry.published_at or now
    entry.save()
    _hold_sources(entry, now)
    index.write(entry)


def withdraw(entry: Entry, case: Case, *, actor: Actor, now: datetime) -> None:
    """Withdraw an entry. Raises: EffectRefused unless it is published."""
    if entry.state != State.PUBLISHED:
        raise EffectRefused(f"{entry.number} 尚未发布", f"{entry.number} is not published", shown=entry.state)
    entry.state, entry.changed_at = State.WITHDRAWN, now
    entry.save(update_fields=["state", "changed_at"])
    _free_sources(entry)
    index.write(entry)
    record(Event.ENTRY_WITHDRAW, subject_of(entry), by=actor, at=now, law=cited(case), facts={"case": case.number})


def settle(entry: Entry, case: Case, given: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Publish a version with the settled attribute, its reason and its basis. Raises: EffectRefused."""
    if entry.current is None:
        raise EffectRefused(f"{entry.number} 尚未发布", f"{entry.number} is not published", shown=entry.number)
    attribute, value = given.get("attribute", ""), given.get("proposed_value", "")
    description = _settled(storing.description_of(entry.current), attribute, value, given)
    # Only what the settled attribute itself lacks stands against it: the rest of the entry was published before.
    found = [
        problem
        for problem in checking.check(description, entry.current.region_id, timezone.localdate(now))
        if problem.path.startswith(attribute)
    ]
    if checking.hindering(found):
        raise refused(entry, checking.hindering(found))
    last = entry.versions.order_by("-number").values_list("number", flat=True)[0]
    version = EntryVersion(entry=entry, number=last + 1, region=entry.current.region, made_at=now, made_by=actor.login)
    storing.fill(version, description)
    version.assessment = assessing.assess(description, terms(timezone.localdate(now)), actor=actor, now=now)
    version.save()
    storing.write_items(version, description)
    _make_current(entry, version, case, actor, now)
    facts = {"case": case.number, "attribute": attribute, "value": value, "version": version.number}
    record(Event.ATTRIBUTE_SETTLE, subject_of(entry), by=actor, at=now, law=cited(case), facts=facts)


def _settled(before: Description, attribute: str, value: str, given: Mapping[str, Any]) -> Description:
    reason = str(given.get("reason", ""))
    said: dict[str, Any] = {attribute: value, f"{attribute}_reason": reason}
    if value == "conditional":
        said[f"{attribute}_conditions"] = getattr(before, f"{attribute}_conditions") or reason
    if value == "withheld" and given.get("legal_basis"):
        said[f"{attribute}_basis"] = _basis(str(given["legal_basis"]))
    return replace(before, **said)


def _basis(words: str) -> Basis:
    """The officer names law and article in one line: 测绘法 第三十四条."""
    title, mark, article = words.partition("第")
    return Basis(kind="law", law=title.strip(" 《》"), article=(mark + article).strip())


def _hold_sources(entry: Entry, now: datetime) -> None:
    """Write that the provider is the statutory source of each datum. Raises: EffectRefused where another already is."""
    held = terms(timezone.localdate(now)).get("catalogue.single_source")
    _free_sources(entry)
    if held is None or not held.decides:
        return
    wanted = list(
        dict.fromkeys(Item.objects.filter(version=entry.current).exclude(claim="").values_list("claim", flat=True))
    )
    rows = [Source(claim=claim, provider=entry.provider, entry=entry.number, since=now) for claim in wanted]
    Source.objects.bulk_create(rows, ignore_conflicts=True)
    # Two reviews may end at once: the primary key has let only one of the providers in.
    other = Source.objects.filter(claim__in=wanted).exclude(provider=entry.provider).select_related("provider").first()
    if other is not None:
        raise EffectRefused(
            f"目录 {other.entry} 已由{other.provider.zh}提供同一项数据", f"entry {other.entry} of {other.provider.code} already provides the same datum",
            article=held.article, shown=other.claim, remedy_zh=f"申请共享 {other.entry}", remedy_en=f"apply to share {other.entry}",
        )  # fmt: skip


def _free_sources(entry: Entry) -> None:
    """What this entry gave and no longer gives is free, unless another published entry of the provider gives it."""
    for source in Source.objects.filter(entry=entry.number):
        rows = Item.objects.filter(
            claim=source.claim,
            version__published_of__state=State.PUBLISHED,
            version__published_of__provider=entry.provider,
        )
        heir = rows.exclude(version__published_of=entry).values_list("version__published_of__number", flat=True).first()
        if heir:
            Source.objects.filter(pk=source.pk).update(entry=heir)
        else:
            source.delete()


def refused(entry: Entry, found: list[Problem]) -> EffectRefused:
    """Return the refusal that names everything an entry lacks."""
    zh, en = ("\n".join(problem.line(language) for problem in found) for language in ("zh", "en"))
    return EffectRefused(
        f"{entry.number}（{entry.shown.title}）不能发布：\n{zh}", f"{entry.number} ({entry.shown.title}) cannot be published:\n{en}",
        article=found[0].article, shown="; ".join(problem.path for problem in found),
        remedy_zh="退回提供单位补正", remedy_en="return it to its provider to complete",
    )  # fmt: skip


def cited(case: Case) -> str:
    """Return the article that the case's procedure stands on, for the record."""
    article: Article | None = law().procedure(case.procedure, case.jurisdiction).article
    return article.label if article else ""
