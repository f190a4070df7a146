"""Opinions of the public on a draft, and the answer to each opinion."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongshu.audit import Event, record
from gongshu.people.actor import Actor
from gongshu.people.models import Account
from gongshu.people.permission import require, service
from gongshu.standards.errors import NoSuchStandard, StandardState, StandardUnfit
from gongshu.standards.models import Norm, Opinion
from gongshu.standards.recording import subject_of
from gongshu.standards.words import Adopted

_LONGEST = 5000


@service
def say(number: int, text: str, *, agrees: bool = False, actor: Actor, now: datetime) -> Opinion:
    """Keep what a signed-in person thinks of a draft on which the public is asked; a second word takes the place of the first.

    Raises: NoSuchStandard; StandardState where the public is not asked, or no longer; StandardUnfit; Refused.
    """
    norm = Norm.objects.visible_to(actor).select_related("draft").filter(pk=number).first()
    if norm is None:
        raise NoSuchStandard(number)
    require(actor, "standards.opine", norm)
    draft = norm.draft
    if draft is None or not draft.is_open_to_the_public(timezone.localdate(now)):
        raise StandardState(
            f"{norm.code} 没有在公开征求意见", f"the public is not asked about {norm.code} now", where=norm.code,
            remedy_zh="在公开征求意见的期限内提出", remedy_en="say it while the consultation runs",
        )  # fmt: skip
    if not text.strip() or len(text) > _LONGEST:
        raise StandardUnfit(
            norm.code,
            [(f"意见须写明，不超过 {_LONGEST} 个字符", f"say what you think in at most {_LONGEST} characters")],
        )
    account = Account.objects.get(pk=actor.account_id)
    with transaction.atomic():
        given = {
            "agrees": agrees,
            "text": text.strip(),
            "at": now,
            "adopted": "",
            "answer": "",
            "answered_at": None,
            "answered_by": "",
        }
        made, _new = Opinion.objects.update_or_create(version=draft, account=account, defaults=given)
        record(
            Event.STANDARD_OPINION,
            subject_of(norm),
            by=actor,
            at=now,
            facts={"version": draft.number, "agrees": agrees},
        )
    return made


@service
def answer_opinion(opinion: int, adopted: str, answer: str, *, actor: Actor, now: datetime) -> Opinion:
    """Say what became of an opinion; a later answer takes the place of the one before, until the version is issued.

    Raises: NoSuchStandard; StandardUnfit; StandardState once it is issued; Refused.
    """
    held = Opinion.objects.select_related("version__norm__body__region", "body", "account").filter(pk=opinion).first()
    if held is None or not Norm.objects.visible_to(actor).filter(pk=held.version.norm_id).exists():
        raise NoSuchStandard(opinion)
    norm = held.version.norm
    require(actor, "standards.answer", norm)
    if held.version.issued_at is not None:
        raise StandardState(
            f"{norm.code} 第 {held.version.number} 版已发布",
            f"version {held.version.number} of {norm.code} is issued",
            where=norm.code,
        )
    faults = []
    if adopted not in Adopted.values:
        faults.append((f"须写明采纳、部分采纳或者不采纳，不是“{adopted}”", f"say yes, partly or no, not {adopted!r}"))
    if adopted in (Adopted.NO, Adopted.PARTLY) and not answer.strip():
        faults.append(("不采纳或者部分采纳须说明理由", "what is not adopted, or partly, takes a reason"))
    if len(answer) > _LONGEST:
        faults.append((f"答复超过 {_LONGEST} 个字符", f"the answer is longer than {_LONGEST} characters"))
    if faults:
        raise StandardUnfit(norm.code, faults)
    with transaction.atomic():
        held.adopted, held.answer, held.answered_at, held.answered_by = adopted, answer.strip(), now, actor.login
        held.save(update_fields=["adopted", "answer", "answered_at", "answered_by"])
        facts = {"version": held.version.number, "opinion": held.pk, "adopted": adopted}
        record(Event.STANDARD_ANSWER, subject_of(norm), by=actor, at=now, facts=facts)
    return held
