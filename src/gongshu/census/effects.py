"""What handing in a census return brings about."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from gongshu.audit import Event, Subject, record
from gongshu.cases import effects
from gongshu.cases.effects import EffectRefused
from gongshu.cases.models import Case
from gongshu.cases.statement import Statement
from gongshu.census import reach
from gongshu.census.models import Return
from gongshu.people.actor import Actor


def submit(case: Case, said: Statement, *, actor: Actor, now: datetime) -> None:
    """Note that a return is in. Raises: EffectRefused naming the first of what was not answered."""
    held = Return.objects.select_for_update(of=("self",)).select_related("round", "body").get(case=case.number)
    done = set(held.answers.values_list("kind", "subject"))
    left = [
        f"{number} {name}"
        for (kind, number), name in reach.subjects_of(held.body).items()
        if (kind, number) not in done
    ]
    if left:
        shown = "、".join(left[:5])
        raise EffectRefused(
            f"还有 {len(left)} 项没有答复：{shown}", f"{len(left)} are not answered yet: {shown}", shown=shown,
            remedy_zh="逐项确认、更正或者否认后报送", remedy_en="confirm, correct or deny each of them first",
        )  # fmt: skip
    held.submitted_at = now
    held.save(update_fields=["submitted_at"])
    facts = {"who": held.who, "answers": len(done)}
    record(Event.CENSUS_RETURN, Subject("census", str(held.round_id), held.round.title), by=actor, at=now, facts=facts)


def _made(actor: Actor, case: Case) -> list[tuple[str, str]]:
    found = Return.objects.filter(case=case.number).select_related("round")
    return [(str(held.round), reverse("census:round", args=[held.round_id])) for held in found]


effects.declare(effects.Effect(name="census.submit", run=submit, made=_made))
