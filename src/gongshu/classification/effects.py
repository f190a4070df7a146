"""What decisions on important data, and the end of a review, bring about. SQL only, in the move's transaction; each may refuse the move."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from gongshu.audit import Event, record
from gongshu.cases import resolved
from gongshu.cases.effects import Effect, EffectRefused, declare
from gongshu.cases.models import Bond, Case
from gongshu.cases.statement import Statement
from gongshu.catalogue.locking import locked
from gongshu.catalogue.models import Entry
from gongshu.catalogue.models.entries import ENTRY
from gongshu.catalogue.recording import subject_of
from gongshu.catalogue.words import State
from gongshu.classification import terms
from gongshu.classification.models import AttributeReview, ImportantDatum
from gongshu.classification.wording import level_zh
from gongshu.law.grading import LEVELS
from gongshu.people.actor import Actor
from gongshu.people.holding import holder

_CONSULTED = "classification.important_consulted"


def consulted(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Raise EffectRefused where the text has others take part and they have not answered.

    Whoever would be asked and identified the data itself, or decides, has taken part. Source: 达州办法 第四十四条第二款; 湖南草案 第三十五条第二款.
    """
    term = terms.said(case, "classification.important_data_with")
    if term is None or case.provider is None:
        return
    body = holder(_CONSULTED, party_region=case.provider.territory, day=case.received_on)
    if body in (case.provider, case.decider):
        return
    if not case.children.filter(bond=Bond.ASKED, ended=True, decider=body).exists():
        names = {language: "、".join(str(term.names[key][language]) for key in term.value) for language in ("zh", "en")}
        raise EffectRefused(
            f"尚未会同{names['zh']}", f"not yet consulted: {names['en']}", article=term.article, shown=body.code if body else "",
            remedy_zh="先会同有关部门研究，待其答复", remedy_en="consult them first and wait for the answer",
        )  # fmt: skip


def admit(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Put the data into the catalogue. Source: 数据安全法 第二十一条第三款; 达州办法 第四十四条第二款; 江苏条例 第六十二条第二款; 湖南草案 第三十五条第二款.

    Raises: EffectRefused where no text has such a catalogue, where the entry is not published, is listed already, or is graded lower.
    """
    grade = str(case.facts["data_grade"])
    term = terms.lists(resolved.read(case.law_id).terms(case.received_on), grade)
    entry = _entry(case)
    if term is None:
        raise EffectRefused(
            f"本地法规没有规定{level_zh(grade)}目录", f"no text of the place has a catalogue of {grade} data", shown=grade,
            remedy_zh="按现行法规改列重要数据目录", remedy_en="identify it for a catalogue that the text has",
        )  # fmt: skip
    _require_fit(entry, grade, case)
    assert case.decider is not None  # the table names who decides
    ImportantDatum.objects.create(
        entry=entry, grade=grade, items=list(case.facts.get("important_items", [])), reason=said.reason, author=case.decider,
        region=case.decider.territory, case=case.number, article=str(term.article), admitted_at=now,
    )  # fmt: skip
    facts = {"case": case.number, "grade": grade}
    record(Event.IMPORTANT_ADMIT, subject_of(entry), by=actor, at=now, law=str(term.article), facts=facts)


def _require_fit(entry: Entry, grade: str, case: Case) -> None:
    if entry.state != State.PUBLISHED or entry.current is None:
        raise EffectRefused(
            f"{entry.number} 尚未发布或者已下架", f"{entry.number} is not published", shown=entry.number,
            remedy_zh="先编制、发布目录", remedy_en="describe and publish it first",
        )  # fmt: skip
    if ImportantDatum.objects.live().filter(entry=entry).exists():
        raise EffectRefused(
            f"{entry.number} 已在目录中", f"{entry.number} is listed already", shown=entry.number,
            remedy_zh="先移出后重新列入", remedy_en="take it out first",
        )  # fmt: skip
    known = {item.code for item in entry.current.items.all()}
    unknown = [code for code in case.facts.get("important_items", []) if code not in known]
    if unknown:
        raise EffectRefused(
            f"{entry.number} 没有数据项 {'、'.join(unknown)}", f"{entry.number} has no items {', '.join(unknown)}", shown=", ".join(unknown),
            remedy_zh="退回，由提供单位写明现行版本的数据项", remedy_en="let the provider name items of the version in force",
        )  # fmt: skip
    _require_level(
        entry,
        grade,
        "先由提供单位把目录定为相应级别并通过审核",
        "let its provider grade the entry so, and the review pass",
    )


def _require_level(entry: Entry, grade: str, remedy_zh: str, remedy_en: str) -> None:
    level = entry.shown.level
    if not level or LEVELS.index(level) < LEVELS.index(grade):
        raise EffectRefused(
            f"{entry.number} 的安全级别是{level_zh(level)}，低于所列目录", f"{entry.number} is graded {level or 'nothing'}, lower than the catalogue that lists it",
            shown=level, remedy_zh=remedy_zh, remedy_en=remedy_en,
        )  # fmt: skip


def deny(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Record that the data is not admitted, and why."""
    facts = {"case": case.number, "grade": str(case.facts["data_grade"]), "reason": said.reason}
    record(Event.IMPORTANT_DENY, subject_of(_entry(case)), by=actor, at=now, facts=facts)


def remove(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Take the data out of the catalogue again; the record stays. Raises: EffectRefused where it is out."""
    held = ImportantDatum.objects.live().filter(case=case.number).select_related("entry").first()
    if held is None:
        raise EffectRefused("已不在目录中", "it is in the catalogue no more", shown=case.number)
    held.removed_at, held.removed_in = now, case.number
    held.save(update_fields=["removed_at", "removed_in"])
    facts = {"case": case.number, "reason": said.reason}
    record(Event.IMPORTANT_REMOVE, subject_of(held.entry), by=actor, at=now, facts=facts)


def keep_level(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Let no version be published that grades listed data lower than its catalogue. Source: 数据安全法 第二十一条. Raises: EffectRefused."""
    numbers = case.subjects.filter(kind=ENTRY).values("subject")
    for held in (
        ImportantDatum.objects.live().filter(entry__number__in=numbers).select_related("entry__current", "entry__draft")
    ):
        _require_level(
            held.entry,
            held.grade,
            "退回，由提供单位恢复级别；移出目录后才能降级",
            "return it: only what was taken out of the catalogue is graded lower",
        )


def reviewed(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Raise EffectRefused as long as an entry of the round was neither confirmed nor changed since the round began."""
    numbers = list(case.subjects.filter(kind=ENTRY).order_by("subject").values_list("subject", flat=True))
    done = set(AttributeReview.objects.filter(case=case.number).values_list("entry__number", flat=True))
    published = Entry.objects.filter(number__in=numbers, state=State.PUBLISHED)
    fresh = published.filter(current__published_at__gte=case.received_at).values_list("number", flat=True)
    gone = Entry.objects.filter(number__in=numbers).exclude(state=State.PUBLISHED).values_list("number", flat=True)
    left = [number for number in numbers if number not in done | set(fresh) | set(gone)]
    if left:
        shown = "、".join(left[:5])
        raise EffectRefused(
            f"还有 {len(left)} 项目录没有评估：{shown}", f"{len(left)} entries are not reviewed yet: {shown}", shown=shown,
            remedy_zh="逐项确认不变，或者修改后送审", remedy_en="confirm each, or change it and send it for review",
        )  # fmt: skip


def _entry(case: Case) -> Entry:
    return locked(Entry.objects.get(number=case.subjects.get(kind=ENTRY).subject))


def _made(actor: Actor, case: Case) -> list[tuple[str, str]]:
    found = ImportantDatum.objects.visible_to(actor).filter(case=case.number)
    return [(str(each.get_grade_display()), reverse("classification:important")) for each in found]


_RUNS: dict[str, Any] = {
    "consulted": consulted, "admit": admit, "deny": deny, "remove": remove, "keep_level": keep_level, "reviewed": reviewed,
}  # fmt: skip
for name, run in _RUNS.items():
    declare(Effect(name=f"classification.{name}", run=run, made=_made))
