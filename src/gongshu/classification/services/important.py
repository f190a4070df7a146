"""Fixing a version of the catalogue of important or core data, and reporting it upward. None of it is ever public."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, Subject, record
from gongshu.catalogue.errors import NothingChanged, NotProvided, NotYet
from gongshu.classification.errors import NoSuchCatalogue, Unfit
from gongshu.classification.models import ImportantCatalogue, ImportantDatum
from gongshu.classification.models.important import Grade
from gongshu.classification.terms import lists
from gongshu.classification.wording import level_zh
from gongshu.ledger import jcs
from gongshu.people.actor import Actor
from gongshu.people.law import terms
from gongshu.people.models import Body, Region
from gongshu.people.permission import require, service

_TO, _LETTER = 120, 60


@service
def fix(grade: str, *, actor: Actor, now: datetime) -> ImportantCatalogue:
    """Fix what is listed now as the next version of a catalogue of one's own region and return it.

    Source: 达州办法 第四十四条第二款; 江苏条例 第六十二条第二款; 湖南草案 第三十五条第二款; 数据安全法 第二十一条第三款. Raises: NotProvided where
    no text has a catalogue of this grade; NothingChanged; Refused.
    """
    day = timezone.localdate(now)
    held = terms(day)
    body = Body.objects.select_related("region", "entrusted").filter(code=actor.body).first()
    require(actor, "classification.important", (body.territory if body else None, day))
    assert body is not None  # nobody without a body draws one up
    term = lists(held, grade)
    if term is None:
        raise NotProvided(
            f"本地法规没有规定{level_zh(grade)}目录",
            f"no text in force for {held.jurisdiction} has a catalogue of {grade} data",
            where=grade,
        )
    region: Region = body.territory
    with transaction.atomic():
        Region.objects.select_for_update().get(pk=region.pk)
        rows = _rows(region, grade)
        digest = sha256(jcs.canonical(rows)).hexdigest()
        last = ImportantCatalogue.objects.filter(region=region, grade=grade).first()
        if last is not None and last.digest == digest:
            raise NothingChanged(Grade(grade).label, last.version)
        made = ImportantCatalogue.objects.create(
            region=region, author=body, grade=grade, version=last.version + 1 if last else 1, rows=rows, digest=digest,
            articles=[str(term.article)], published_at=now, published_by=actor.login,
        )  # fmt: skip
        facts = {"version": made.version, "rows": len(rows), "digest": digest}
        record(Event.IMPORTANT_PUBLISH, _subject(made), by=actor, at=now, law=str(term.article), facts=facts)
    return made


def _rows(region: Region, grade: str) -> list[dict[str, Any]]:
    held = (
        ImportantDatum.objects.live()
        .filter(region=region, grade=grade)
        .select_related("entry__current", "entry__provider")
    )
    return [
        {
            "entry": each.entry.number, "version": each.entry.shown.number, "title": each.entry.shown.title, "provider": each.entry.provider.code,
            "items": each.items, "reason": each.reason, "admitted_on": timezone.localdate(each.admitted_at).isoformat(),
        }
        for each in held.order_by("entry__number")
    ]  # fmt: skip


@service
def report(number: str, to: str, letter: str, *, actor: Actor, now: datetime) -> ImportantCatalogue:
    """Record that a version was reported upward: to whom, by which letter. Source: 湖南草案 第三十五条第二款.

    Raises: NoSuchCatalogue; NotProvided where no text has it reported; NotYet where it was reported; Unfit; Refused.
    """
    grade, _, rest = number.partition(".")
    region, _, version = rest.rpartition(".")
    seen = ImportantCatalogue.objects.visible_to(actor).select_related("region", "author")
    found = seen.filter(
        grade=grade, region_id=region, version=int(version) if version.isdecimal() and len(version) < 7 else 0
    ).first()
    if found is None:
        raise NoSuchCatalogue(number)
    day = timezone.localdate(now)
    require(actor, "classification.important", (found.region, day))
    term = terms(day).get("classification.important_data_report_to")
    if term is None or not term.decides:
        raise NotProvided(
            "本地法规没有规定报送重要数据目录", "no text of the place has the catalogue reported", where=number
        )
    if not to.strip() or not letter.strip() or len(to) > _TO or len(letter) > _LETTER:
        raise Unfit(
            number, [("须写明报送的部门和公文文号", "name the department and the number of the letter")], term.article
        )
    with transaction.atomic():
        held = ImportantCatalogue.objects.select_for_update().get(pk=found.pk)
        if held.reported_at is not None:
            raise NotYet(f"{number} 已经报送", f"{number} was reported already", where=number)
        held.reported_at, held.reported_to, held.report_letter, held.reported_under = (
            now,
            to.strip(),
            letter.strip(),
            str(term.article),
        )
        held.save(update_fields=["reported_at", "reported_to", "report_letter", "reported_under"])
        facts = {"to": held.reported_to, "letter": held.report_letter, "digest": held.digest}
        record(Event.IMPORTANT_REPORT, _subject(held), by=actor, at=now, law=held.reported_under, facts=facts)
    return held


def _subject(held: ImportantCatalogue) -> Subject:
    return Subject("important-catalogue", held.number, str(held.get_grade_display()))
