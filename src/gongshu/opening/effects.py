"""What moves that open data ensure: records and checks that a text demands are there, or the move is refused."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from gongshu.cases import effects
from gongshu.cases.effects import Effect, EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.models.resources import RESOURCE
from gongshu.catalogue.subjects import entry_of, is_live
from gongshu.catalogue.words import State
from gongshu.opening.models import MaskingRecord
from gongshu.opening.readiness import readiness
from gongshu.people.actor import Actor


def prepared(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Refuse a move after which protected content would lie open without what the texts demand before.

    Nothing is asked of an entry without data: the move that hooks its table or files asks. Source: 达州办法 第二十五条第一款;
    太原条例 第八条第二款.
    """
    for number in _numbers(case):
        entry = entry_of(number)
        if entry.state == State.PUBLISHED and entry.current is not None and is_live(entry):
            _require(entry, now)


def _require(entry: Entry, now: datetime) -> None:
    assert entry.current is not None
    lacks = readiness(entry, entry.current, timezone.localdate(now)).lacks
    if not lacks:
        return
    zh, en = ("\n".join(lack.words[language] for lack in lacks) for language in ("zh", "en"))
    raise EffectRefused(
        f"{entry.number}（{entry.shown.title}）还不能开放：\n{zh}", f"{entry.number} ({entry.shown.title}) cannot be opened yet:\n{en}",
        article=lacks[0].article, shown=entry.number, remedy_zh=f"在 /catalogue/{entry.number}/opening 补齐，或者改为不予开放",
        remedy_en=f"complete it at /catalogue/{entry.number}/opening, or withhold the data from opening",
    )  # fmt: skip


def _numbers(case: Case) -> list[str]:
    named = list(case.subjects.filter(kind=ENTRY).values_list("subject", flat=True))
    resources = case.subjects.filter(kind=RESOURCE).values_list("subject", flat=True)
    named += Entry.objects.filter(resources__number__in=list(resources)).values_list("number", flat=True)
    return sorted(set(named))


def _records(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """The newest masking record of each entry of a case, for whoever may see it."""
    found = MaskingRecord.objects.visible_to(actor).filter(entry__number__in=_numbers(case)).order_by("pk")
    newest = {record.entry_id: record for record in found}
    return [(f"{gettext('脱敏脱密记录')} {each.number}", f"/opening/records/{each.number}") for each in newest.values()]


effects.declare(Effect(name="opening.prepared", run=prepared, made=_records))
